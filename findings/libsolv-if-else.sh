#!/usr/bin/env bash
# Surprise: libsolv (dnf's and zypper's solver) can make the condition of a conditional dependency true
# instead of obeying it: `Requires: (tool-chef if chef else tool-plain)`, with no chef anywhere near,
# installs tool-chef, chef and chef's own needs, because "chef" sorts before "tool-plain". Were chef
# named zchef, tool-plain would come. The same for Recommends. The order within `(a or b)` and how
# much each choice brings along count for nothing either: the name that sorts first wins.
# For whom: packagers who write if-else, and those who bring the habit of apt's "a | b", where a is tried first.
# Versions: solv 0.7.39.post1 (libsolv 0.7.39 as a wheel), repositories made up, in memory.
# Guess: the else branch where the condition is not installed, whatever it is called; of `or` the first,
# or the one with the fewest further packages.
# Seen: tool + tool-chef + chef + ruby, against tool + tool-plain with zchef, or where no chef is on
# offer; of "(postfix or exim or dma)" dma, with a library that neither of the others needs.
# An `if` without else does not do it, and an installed provider or a Suggests does outweigh the name.
# Seen by hand besides: dnf 4.14.0 and zypper 1.14.42 of Debian 12 choose those four packages too.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check solv==0.7.39.post1

cd "$work"
env -i PATH="$PATH" HOME="$work" "$work/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version
from xml.sax.saxutils import quoteattr

import solv

print("solv", version("solv"))
XMLNS = ('xmlns="http://linux.duke.edu/metadata/common" '
         'xmlns:rpm="http://linux.duke.edu/metadata/rpm"')


def package(name, **dependencies):
    entries = "".join(f"<rpm:{kind}><rpm:entry name={quoteattr(what)}/></rpm:{kind}>"
                      for kind, what in dependencies.items())
    own = f'<rpm:provides><rpm:entry name="{name}" flags="EQ" epoch="0" ver="1" rel="1"/></rpm:provides>'
    return (f'<package type="rpm"><name>{name}</name><arch>noarch</arch>'
            f'<version epoch="0" ver="1" rel="1"/><location href="{name}.rpm"/>'
            f"<format>{own}{entries}</format></package>")


def repository(pool, name, packages):
    with open(name + ".xml", "w") as file:
        file.write(f"<metadata {XMLNS}>{''.join(packages)}</metadata>")
    made = pool.add_repo(name)
    if not made.add_rpmmd(solv.xfopen(name + ".xml"), None, 0):
        sys.exit("the made-up repository cannot be read")
    return made


def install_tool(available, installed=()):
    pool = solv.Pool()
    pool.setdisttype(solv.Pool.DISTTYPE_RPM)
    pool.setarch("x86_64")
    pool.installed = repository(pool, "installed", installed)
    repository(pool, "available", available)
    pool.createwhatprovides()
    solver = pool.Solver()
    problems = solver.solve(pool.select("tool", solv.Selection.SELECTION_NAME).jobs(solv.Job.SOLVER_INSTALL))
    return [str(p) for p in problems] or sorted(s.name for s in solver.transaction().newsolvables())


def chef(name="chef", offered=True, kind="requires", condition="tool-chef if {} else tool-plain"):
    names = [package(name, requires="ruby"), package("ruby")] if offered else []
    return names + [package("tool", **{kind: f"({condition.format(name)})"}),
                    package("tool-chef"), package("tool-plain")]


MTA = [package("dma", requires="dma-library"), package("dma-library"), package("exim"), package("postfix")]
ANY = "(postfix or exim or dma)"
same = True
for what, seen, expected in [
        ("if chef else", install_tool(chef()), ["chef", "ruby", "tool", "tool-chef"]),
        ("if chef else, recommended", install_tool(chef(kind="recommends")), ["chef", "ruby", "tool", "tool-chef"]),
        ("if zchef else", install_tool(chef("zchef")), ["tool", "tool-plain"]),
        ("if chef else, chef not on offer", install_tool(chef(offered=False)), ["tool", "tool-plain"]),
        ("if chef", install_tool(chef(condition="tool-chef if {}")), ["tool"]),
        (ANY, install_tool(MTA + [package("tool", requires=ANY)]), ["dma", "dma-library", "tool"]),
        (ANY + ", postfix suggested", install_tool(
            MTA + [package("tool", requires=ANY, suggests="postfix")]), ["postfix", "tool"]),
        (ANY + ", postfix installed", install_tool(
            MTA + [package("tool", requires=ANY)], [package("postfix")]), ["tool"])]:
    print(f"{what}: {seen}")
    same = same and seen == expected
if not same:
    sys.exit("changed: the solver does not choose as described")
print("held: the condition is installed to make it true where its name sorts first")
PY
