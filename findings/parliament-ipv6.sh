#!/usr/bin/env bash
# Surprise: parliament has a finding, "Type mismatch", for every IPv6 address written as people write
# them, and for the very example that the comment above its pattern gives for a valid one, which is
# AWS's own: 2001:DB8:1234:5678::/64. Likewise for two of the three forms of dates that IAM documents.
# For whom: who gates policies for instances in dual-stack or IPv6-only subnets on parliament's verdict.
# Versions: parliament 1.6.4.
# Guess: IPv6 is understood, since the type is described as "either IPv4 or IPv6"; at worst the range
# is not checked. Dates in W3C's ISO 8601 or epoch seconds pass, as in IAM's reference.
# Seen: the pattern for IPv6 is six groups of decimal digits: no address has six groups, and no
# hexadecimal digit fits, so MISMATCHED_TYPE for prefixes, "::1" and full forms alike; IPv4 passes.
# A date passes only as YYYY-MM-DDTHH:MM:SSZ, not with an offset and not as epoch seconds.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check parliament==1.6.4 setuptools==75.8.0

env -i PATH="$PATH" HOME="$work" "$work/venv/bin/python" -W ignore - <<'PY'
import json
import sys
from importlib.metadata import version

from parliament import analyze_policy_string

print("parliament", version("parliament"))
CASES = [
    ("IpAddress", "aws:SourceIp", {
        "203.0.113.0/24": [], "203.0.113.5": [],
        "2001:DB8:1234:5678::/64": ["MISMATCHED_TYPE"], "2001:db8::/32": ["MISMATCHED_TYPE"],
        "2001:db8:0:0:0:0:0:1": ["MISMATCHED_TYPE"], "::1": ["MISMATCHED_TYPE"]}),
    ("DateLessThan", "aws:CurrentTime", {
        "2026-01-01T00:00:00Z": [],
        "2026-01-01T00:00:00+01:00": ["MISMATCHED_TYPE"], "1767225600": ["MISMATCHED_TYPE"]}),
]
same = True
for operator, key, values in CASES:
    for value, expected in values.items():
        policy = {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*",
            "Condition": {operator: {key: [value]}}}]}
        seen = [finding.issue for finding in analyze_policy_string(json.dumps(policy)).findings]
        print(f"{operator} {key} {value}: {seen}")
        same = same and seen == expected
if not same:
    sys.exit("changed: the findings are not the ones described")
print("held: IPv6 addresses and two of three forms of dates are called a type mismatch")
PY
