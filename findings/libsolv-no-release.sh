#!/usr/bin/env bash
# Surprise: for libsolv (dnf, zypper) a package that provides `lib = 1`, without a release, is at once
# less than, equal to and greater than `lib` 1-3: each of the five comparisons is met by it, so a
# Conflicts that is meant for older builds, `lib < 1-3`, hits it, and so does one for newer ones.
# For whom: packagers with virtual provides (a bare version is the habit) on one side and comparisons
# with %{version}-%{release} on the other.
# Versions: solv 0.7.39.post1 (libsolv 0.7.39 as a wheel), repositories made up, in memory.
# Guess: a missing release matches any for "=", perhaps for ">=" and "<="; for ">" and "<" not both, as
# nothing is above and below the same version.
# Seen: all five hold, as a Requires and as a Conflicts. The other way round (`lib > 1`, `lib < 1`
# against a provided 1-3) neither strict one holds: the rule is not symmetrical.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check solv==0.7.39.post1

cd "$work"
env -i PATH="$PATH" HOME="$work" "$work/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version

import solv

print("solv", version("solv"))
XMLNS = ('xmlns="http://linux.duke.edu/metadata/common" '
         'xmlns:rpm="http://linux.duke.edu/metadata/rpm"')
FLAGS = {"=": "EQ", "<": "LT", ">": "GT", "<=": "LE", ">=": "GE"}


def entry(name, operator, evr):
    number, _, release = evr.partition("-")
    release = f' rel="{release}"' if release else ""
    return f'<rpm:entry name="{name}" flags="{FLAGS[operator]}" epoch="0" ver="{number}"{release}/>'


def package(name, **dependencies):
    kinds = {kind: entry(*what) for kind, what in dependencies.items()}
    kinds["provides"] = entry(name, "=", "7-7") + kinds.get("provides", "")
    entries = "".join(f"<rpm:{kind}>{what}</rpm:{kind}>" for kind, what in kinds.items())
    return (f'<package type="rpm"><name>{name}</name><arch>noarch</arch>'
            f'<version epoch="0" ver="7" rel="7"/><location href="{name}.rpm"/>'
            f"<format>{entries}</format></package>")


def installable(kind, operator, evr, provided):
    pool = solv.Pool()
    pool.setdisttype(solv.Pool.DISTTYPE_RPM)
    pool.setarch("x86_64")
    with open("made-up.xml", "w") as file:
        file.write(f"<metadata {XMLNS}>" + package("provider", provides=("lib", "=", provided))
                   + package("user", **{kind: ("lib", operator, evr)}) + "</metadata>")
    if not pool.add_repo("made-up").add_rpmmd(solv.xfopen("made-up.xml"), None, 0):
        sys.exit("the made-up repository cannot be read")
    pool.createwhatprovides()
    jobs = [job for name in ("user", "provider")
            for job in pool.select(name, solv.Selection.SELECTION_NAME).jobs(solv.Job.SOLVER_INSTALL)]
    return not pool.Solver().solve(jobs)


def holding(kind, evr, provided):
    """The comparisons that the provider meets."""
    return [operator for operator in FLAGS
            if installable(kind, operator, evr, provided) == (kind == "requires")]


same = True
for kind in ("requires", "conflicts"):
    for evr, provided, expected in [("1-3", "1", list(FLAGS)), ("1", "1-3", ["=", "<=", ">="]),
                                    ("1-3", "1-3", ["=", "<=", ">="]), ("1-3", "1-4", [">", ">="])]:
        seen = holding(kind, evr, provided)
        print(f"{kind} lib ? {evr}, provided {provided}: holds for {' '.join(seen)}")
        same = same and seen == expected
if not same:
    sys.exit("changed: the comparisons do not hold as described")
print("held: a provide without a release is less than, equal to and greater than one release at once")
PY
