"""enlist against other people's stand-ins for AWS of today: for `make test-system`.

They are installed into .build-clouds (some 350 MB), and Tests/Peers/test_moto.py runs against each on loopback.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3]
PLACE = PACKAGE / ".build-clouds"
REQUIREMENTS = Path(__file__).parent / "requirements.txt"


@pytest.fixture(scope="module")
def programs():
    stamp = PLACE / "stamp"
    wanted = REQUIREMENTS.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", PLACE], check=True)
        installed = subprocess.run([PLACE / "bin/pip", "--quiet", "install", "--requirement", REQUIREMENTS],
                                   capture_output=True, text=True)
        if installed.returncode:
            pytest.skip(f"they cannot be had: {installed.stderr.strip()[-500:]}")
        stamp.write_text(wanted)
    return PLACE / "bin"


@pytest.mark.parametrize("program", ["moto_server", "ministack"])
def test_what_enlist_does_is_understood(programs, program):
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", PACKAGE / "Tests/Peers/test_moto.py"],
        env={**os.environ, "FOREIGN_CLOUD": str(programs / program), "ENLIST_BUILD": str(PACKAGE / ".build-static/release")},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900)
    assert ended.returncode == 0, ended.stdout[-8000:] + ended.stderr[-2000:]
