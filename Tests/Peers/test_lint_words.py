"""scripts/lint-words finds the phrases of the word list, wherever a line breaks in them."""

import subprocess
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2]
LIST = """\
# Contributing

Prose.

## Words

| not | but |
|---|---|
| `is none`, "goes by" | "no …" |
| `begins anew`, `anew` | "starts over" |
"""


def lint(folder, text, place="Sources/Deep/File.swift"):
    (folder / "CONTRIBUTING.md").write_text(LIST)
    file = folder / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return subprocess.run([PACKAGE / "scripts/lint-words"], cwd=folder, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("text, found", [
    ("/// If there is none.\n", ["1: `is none`"]),
    ("ok\n/// There Is\n    /// none, and it begins\n  // anew.\n", ["2: `is none`", "3: `begins anew`"]),
    ('print("there is " +\n    "none") // anew\n', ["1: `is none`", "2: `anew`"]),
    ('"""\n    this is \\\n    none\n    """\n', ["2: `is none`"]),
    ("what goes by; this nonesuch; renewanew\n", []),
])
def test_what_is_found(tmp_path, text, found):
    ended = lint(tmp_path, text)
    lines = [line.removeprefix("Sources/Deep/File.swift:").rsplit(": ", 1)[0] for line in ended.stdout.splitlines()]
    assert lines == found
    assert ended.returncode == (1 if found else 0), ended
    assert (f"{len(found)} in all" in ended.stderr) == bool(found)


def test_it_names_what_to_write_instead(tmp_path):
    ended = lint(tmp_path, "It begins anew.\n", "docs/page.md")
    assert ended.stdout == 'docs/page.md:1: `begins anew`: "starts over"\n'


def test_prose_above_the_list_is_looked_at_and_the_list_is_not(tmp_path):
    assert lint(tmp_path, "good\n").returncode == 0
    (tmp_path / "CONTRIBUTING.md").write_text(LIST.replace("Prose.", "There is none."))
    ended = subprocess.run([PACKAGE / "scripts/lint-words"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ended.stdout.startswith("CONTRIBUTING.md:3: `is none`")


def test_a_list_that_is_gone_is_an_error(tmp_path):
    (tmp_path / "CONTRIBUTING.md").write_text("# Contributing\n")
    ended = subprocess.run([PACKAGE / "scripts/lint-words"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1 and "no word list" in ended.stderr
