#!/usr/bin/env bash
# Surprise: the solv wheel has the constants of six kinds of distribution and knows one of them. Told to
# order versions as Debian does, `setdisttype` returns -1, raises nothing, and all goes on as for rpm:
# Ubuntu's 1.0-1ubuntu1 is then newer than the security update 1.0-1+deb12u1, and 1.0 equals 1.0+.
# For whom: who resolves or audits Debian, Arch or conda packages by libsolv from PyPI: most pairs come out
# the same, so tests with everyday versions pass, and some updates are taken for older.
# Versions: solv 0.7.39.post1 (libsolv 0.7.39 as a wheel), dpkg of the machine as the judge.
# Guess: DISTTYPE_DEB is taken, and the order is that of dpkg; a build that cannot do it lacks the constant
# or raises, as Python does when a mode is not there.
# Seen: -1 for all but rpm, which returns 0, the kind that was set before. Debian's own python3-solv
# 0.7.23-1+deb12u1 returns 1 (it was Debian's already) and orders these as dpkg does.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check solv==0.7.39.post1

env -i PATH="$PATH" HOME="$work" "$work/venv/bin/python" - <<'PY'
import subprocess
import sys
from importlib.metadata import version

import solv

print("solv", version("solv"))
KINDS = ("DEB", "ARCH", "CONDA", "APK", "HAIKU", "RPM")


def kind(name):
    return getattr(solv.Pool, "DISTTYPE_" + name)


def order(name, one, other):
    pool = solv.Pool()
    pool.setdisttype(kind(name))
    repository = pool.add_repo("made-up")
    first, second = repository.add_solvable(), repository.add_solvable()
    first.evr, second.evr = one, other
    compared = first.evrcmp(second)
    return (compared > 0) - (compared < 0)


def dpkg(one, other):
    for value, operator in ((-1, "lt"), (0, "eq"), (1, "gt")):
        if not subprocess.run(["dpkg", "--compare-versions", one, operator, other]).returncode:
            return value
    sys.exit(f"dpkg cannot order {one} and {other}")


returned = {name: solv.Pool().setdisttype(kind(name)) for name in KINDS}
print("setdisttype returns", returned)
same = returned == {name: 0 if name == "RPM" else -1 for name in KINDS}
SIGNS = {-1: "older", 0: "equal", 1: "newer"}
for one, other, expected, right in [
        ("1.0-1ubuntu1", "1.0-1+deb12u1", 1, -1), ("1.0", "1.0+", 0, -1),
        ("2.0-1ubuntu0.1", "2.0-1+b1", 1, -1), ("2.36-9", "2.36-9+deb12u4", -1, -1),
        ("1.0~rc1", "1.0", -1, -1), ("7.0-1~bpo12+1", "7.0-1", -1, -1)]:
    seen = order("DEB", one, other), order("RPM", one, other), dpkg(one, other)
    print(f"{one} than {other}: {SIGNS[seen[0]]} as DEB, {SIGNS[seen[1]]} as RPM, "
          f"{SIGNS[seen[2]]} by dpkg")
    same = same and seen == (expected, expected, right)
if not same:
    sys.exit("changed: the wheel does not order Debian's versions as described")
print("held: the wheel answers -1 to DISTTYPE_DEB and orders Debian's versions as rpm would")
PY
