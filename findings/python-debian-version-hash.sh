#!/usr/bin/env bash
# Surprise: python-debian's versions that are equal have different hashes, so sets and dictionaries keep
# both of 1.0 and 1.0-0, and do not find one by the other, where == and a list find it.
# For whom: who compares what is installed with what a repository offers by sets of Version, or counts
# versions by a dictionary: equal ones look like an upgrade that is missing.
# Versions: python-debian 1.1.1; dpkg's own rules as the policy manual (5.6.12) gives them.
# Guess: Version compares as dpkg does, and hashes by what it compares, as Python demands of a class with
# both (equal objects have equal hashes).
# Seen: 1.0, 1.0-0, 0:1.0 and 1.00 are equal and neither is greater; of the four a set keeps four;
# `Version("1.0-0") in {Version("1.0")}` is false, `in [Version("1.0")]` true.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check python-debian==1.1.1

env -i PATH="$PATH" HOME="$work" "$work/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version

from debian.debian_support import NativeVersion

print("python-debian", version("python-debian"))
first, *others = SPELLINGS = [NativeVersion(text) for text in ("1.0", "1.0-0", "0:1.0", "1.00")]
same = True
for other in others:
    equal = first == other and not first < other and not first > other
    found = other in [first], other in {first}
    print(f"{first} and {other}: equal {equal}, found in a list {found[0]}, in a set {found[1]}")
    same = same and equal and found == (True, False)
print("a set of the four keeps", len(set(SPELLINGS)))
alike = NativeVersion("1.0") in {first}
print("the same spelling is found in a set:", alike)
if not same or len(set(SPELLINGS)) != 4 or not alike:
    sys.exit("changed: hashes and equality do not differ as described")
print("held: versions that are equal are different members of a set")
PY
