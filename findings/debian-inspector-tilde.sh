#!/usr/bin/env bash
# Surprise: debian-inspector refuses each version that ends with a tilde and has no revision, `3.10~`, and
# with it the everyday form of a dependency: it parses `python3:any (>= 3.10~)`, and only when it is asked
# whether 3.11 meets that there is a ValueError. With a revision, `5.3-1~`, the tilde may end the version.
# For whom: scanners of images and makers of SBOMs that resolve Debian's dependencies by it: a relation
# that packagers write so that backports of 3.10 count, too, cannot be decided.
# Versions: debian-inspector 31.1.1; dpkg of the machine as the judge of what is valid.
# Guess: what parse_depends takes can be matched, and what dpkg orders is a version; if anything is
# refused, then already by the parser.
# Seen: `3.10~` and `2.4.1+dfsg~` are invalid, in a relation and alone; 3.10~rc1, 5.3-1~ and 2.0+ds1 are
# valid. In Debian 12's main (amd64) one relation in fifteen ends like that, 14,473 of 217,479. Its
# pattern wants a letter or digit last if there is no revision; policy 5.6.12 does not.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check debian-inspector==31.1.1

env -i PATH="$PATH" HOME="$work" "$work/venv/bin/python" - <<'PY'
import subprocess
import sys
from importlib.metadata import version

from debian_inspector import deps
from debian_inspector.version import Version

print("debian-inspector", version("debian-inspector"))


def valid(text):
    try:
        Version.from_string(text)
        return True
    except ValueError:
        return False


def met(relation, have):
    (parsed,) = deps.parse_depends(relation).relationships
    try:
        return parsed.matches(parsed.name, have)
    except ValueError as error:
        return str(error)


def dpkg(have, operator, wanted):
    """What dpkg says; it warns on standard error of what is no version."""
    done = subprocess.run(["dpkg", "--compare-versions", have, operator, wanted],
                          capture_output=True, text=True)
    return done.returncode == 0 and not done.stderr


same = True
for text, expected in [("3.10~", False), ("2.4.1+dfsg~", False), ("1:3.2~", False), ("3.10~rc1", True),
                       ("5.3-1~", True), ("2.0+ds1", True), ("3.10", True)]:
    seen = valid(text)
    print(f"{text}: {'valid' if seen else 'invalid'}; dpkg orders it below {text}1: "
          f"{dpkg(text, 'lt', text + '1')}")
    same = same and seen == expected and dpkg(text, "lt", text + "1")
for relation, have, expected in [
        ("python3:any (>= 3.10~)", "3.11", 'Invalid version string: "3.10~"'),
        ("perl (<< 5.37~)", "5.36.0-7", 'Invalid version string: "5.37~"'),
        ("debianutils (>= 5.3-1~)", "5.7-0.5", True), ("libc6 (>= 2.34)", "2.36-9", True)]:
    seen = met(relation, have)
    print(f"{relation}, with {have}: {seen}")
    same = same and seen == expected
if not same:
    sys.exit("changed: not these versions are refused")
print("held: a version that ends with a tilde is refused unless it has a revision, and only when asked")
PY
