#!/usr/bin/env bash
# Surprise: where dual-stack or FIPS is asked for, botocore's `client.meta.endpoint_url` names a host
# that the client never calls. For the isolated partitions it even is one under the public cloud's
# domain; for S3 with FIPS in us-east-1 it is in a region named "aws-global".
# For whom: who takes allow-lists, certificates' names, proxy rules or logs from `meta.endpoint_url`.
# Versions: botocore 1.44.8.
# Guess: the attribute is the host of the next request; both come from one set of rules.
# Seen: the attribute is made from the older file endpoints.json, the request from the service's rule
# set, and the two disagree:
#   ssm us-iso-east-1 dual-stack:  ssm.us-iso-east-1.api.aws        -> ssm.us-iso-east-1.api.aws.ic.gov
#   s3 us-isob-east-1 dual-stack:  s3.dualstack.*.amazonaws.com     -> s3.dualstack.*.sc2s.sgov.gov
#   s3 us-east-1 FIPS:             s3-fips.aws-global.amazonaws.com -> s3-fips.us-east-1.amazonaws.com
# Without these two settings they agree, in the same regions.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check botocore==1.44.8

env -i PATH="$PATH" HOME="$work" "$work/venv/bin/python" - <<'PY'
import sys
from urllib.parse import urlsplit

import botocore
import botocore.session
from botocore.config import Config

DUAL, FIPS = {"use_dualstack_endpoint": True}, {"use_fips_endpoint": True}
CASES = [
    ("ssm", "us-iso-east-1", DUAL, "ssm.us-iso-east-1.api.aws", "ssm.us-iso-east-1.api.aws.ic.gov"),
    ("autoscaling", "us-isob-east-1", DUAL,
     "autoscaling.us-isob-east-1.api.aws", "autoscaling.us-isob-east-1.api.aws.scloud"),
    ("s3", "us-isob-east-1", DUAL,
     "s3.dualstack.us-isob-east-1.amazonaws.com", "s3.dualstack.us-isob-east-1.sc2s.sgov.gov"),
    ("s3", "eusc-de-east-1", DUAL,
     "s3.eusc-de-east-1.api.amazonwebservices.eu", "s3.dualstack.eusc-de-east-1.amazonaws.eu"),
    ("s3", "us-east-1", FIPS, "s3-fips.aws-global.amazonaws.com", "s3-fips.us-east-1.amazonaws.com"),
    ("ssm", "us-iso-east-1", {}, "ssm.us-iso-east-1.c2s.ic.gov", "ssm.us-iso-east-1.c2s.ic.gov"),
    ("s3", "us-isob-east-1", {}, "s3.us-isob-east-1.sc2s.sgov.gov", "s3.us-isob-east-1.sc2s.sgov.gov"),
]
OPERATIONS = {"ssm": ("list_commands", {}), "autoscaling": ("describe_tags", {}),
              "s3": ("list_buckets", {})}


class Sent(Exception):
    pass


def stop(request, **_):
    raise Sent(request.url)


print("botocore", botocore.__version__)
same = True
for service, region, setting, said, called in CASES:
    client = botocore.session.Session().create_client(
        service, region_name=region, aws_access_key_id="a", aws_secret_access_key="b",
        config=Config(**setting))
    client.meta.events.register("before-send", stop)
    operation, parameters = OPERATIONS[service]
    try:
        getattr(client, operation)(**parameters)
        url = ""
    except Sent as sent:
        url = str(sent)
    seen = urlsplit(client.meta.endpoint_url).hostname, urlsplit(url).hostname
    print(f"{service} {region} {'+'.join(setting) or 'plain'}: meta says {seen[0]}, calls {seen[1]}")
    same = same and seen == (said, called)
if not same:
    sys.exit("changed: the hosts are not the ones described")
print("held: with dual-stack or FIPS, meta.endpoint_url is not the host that is called")
PY
