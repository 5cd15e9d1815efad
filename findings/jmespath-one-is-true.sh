#!/usr/bin/env bash
# Surprise: JMESPath in Python, behind `aws --query` and botocore's waiters, knows that 1 is not true,
# but only at the top: inside a list or an object, and for contains(), 1 equals true and 0 equals false.
# For whom: who filters replies with flags and counts side by side by a JMESPath expression, or ports
# such an expression to another implementation, where types are compared at every depth.
# Versions: jmespath 1.1.0.
# Guess: equality is JSON's, the same at every depth: as `1` == `true` is false, so is `[1]` == `[true]`,
# and contains(`[1]`, `true`) too.
# Seen: `1` == `true` false, `[1]` == `[true]` true, `{"n": 0}` == `{"n": false}` true,
# contains(`[1, 2]`, `true`) true, though [?@ == `true`] of the same list is empty.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check jmespath==1.1.0

env -i PATH="$PATH" HOME="$work" "$work/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version

import jmespath

print("jmespath", version("jmespath"))
same = True
for expression, expected in [
        ("`1` == `true`", False), ("`0` == `false`", False),
        ("`[1]` == `[true]`", True), ('`{"n": 0}` == `{"n": false}`', True),
        ("contains(`[1, 2]`, `true`)", True), ("`[1, 2]`[?@ == `true`]", []),
        ("contains(`[\"1\", 2]`, `1`)", False), ("`[\"1\"]` == `[1]`", False)]:
    seen = jmespath.search(expression, {})
    print(f"{expression}: {seen}")
    same = same and seen == expected and type(seen) is type(expected)
if not same:
    sys.exit("changed: the expressions do not give what is described")
print("held: 1 is not true at the top, and is inside a list or an object and for contains()")
PY
