#!/usr/bin/env bash
# Surprise: pyfstab refuses a line of /etc/fstab with fewer than six fields, which fstab(5) allows and mount takes.
# For whom: tools that look a mount point up before they add a line: the file of many images is an error to them as a
# whole, as the exception names neither the line nor its number.
# Versions: pyfstab 0.2.0.
# Guess: the fifth and sixth field default to 0 and the fourth to `defaults`, as fstab(5) says of each.
# Seen: InvalidFstabLine, without a text, for three, four and five fields and for a comment behind the sixth; blanks
# and tabs are taken as they should be.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
PIP_DISABLE_PIP_VERSION_CHECK=1 "$work/venv/bin/pip" --quiet install pyfstab==0.2.0

"$work/venv/bin/python" - <<'PYTHON'
from pyfstab import Fstab, InvalidFstabLine

EXPECTED = {
    "LABEL=data /srv xfs noatime 0 0": "read",
    "LABEL=data\t/srv\txfs\tnoatime\t0\t0": "read",
    "LABEL=data /srv xfs": "refused",
    "LABEL=data /srv xfs noatime": "refused",
    "LABEL=data /srv xfs noatime 0": "refused",
    "LABEL=data /srv xfs noatime 0 0 # data": "refused",
}


def read(line):
    try:
        [entry] = Fstab().read_string(line + "\n").entries
    except InvalidFstabLine as error:
        assert not str(error), error
        return "refused"
    assert (entry.dir, entry.type) == ("/srv", "xfs"), entry
    return "read"


found = {line: read(line) for line in EXPECTED}
for line, result in found.items():
    print(f"{result:8} {line!r}")
assert found == EXPECTED
print("held: pyfstab 0.2.0 refuses lines with three, four and five fields")
PYTHON
