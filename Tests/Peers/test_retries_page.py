"""docs/retries.md says of the default rules what the program says."""

import subprocess

from cloud import BUILD, PACKAGE


def test_the_table_of_defaults_is_the_programs():
    table = subprocess.run(
        [PACKAGE / "scripts/retries", BUILD / "enlist"], check=True, capture_output=True, text=True)
    assert table.stdout.count("\n") > 10
    assert table.stdout in (PACKAGE / "docs/retries.md").read_text()
