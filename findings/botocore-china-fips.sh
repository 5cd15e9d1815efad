#!/usr/bin/env bash
# Surprise: with FIPS endpoints switched on in the partition aws-cn, botocore refuses S3 with "Partition does not
# support FIPS" and gives EC2, STS, Systems Manager, Auto Scaling and CloudFormation a host each, with -fips in its
# name; so a client for one service works offline and the next one of the same session does not.
# For whom: who sets AWS_USE_FIPS_ENDPOINT for all machines, China's among them, and tests with one service.
# Versions: botocore 1.44.8; nothing is sent.
# Guess: whether a partition supports FIPS is one fact, so every service says the same: all refuse, or none.
# Seen: the partition's record says that it supports FIPS; the rule sets of the five services go by it, S3's has a
# rule of its own for aws-cn that refuses.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check botocore==1.44.8

cd "$work"
env -i PATH="$PATH" HOME="$work" AWS_EC2_METADATA_DISABLED=true "$work/venv/bin/python" - <<'PY'
import sys

import botocore
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from botocore.session import Session

print("botocore", botocore.__version__)
REQUESTS = {"s3": ("list_objects_v2", {"Bucket": "reports"}), "ec2": ("describe_instances", {}),
            "sts": ("get_caller_identity", {}), "ssm": ("list_associations", {}),
            "autoscaling": ("describe_auto_scaling_groups", {}), "cloudformation": ("list_stacks", {})}


class Stop(Exception):
    """Raised before anything is sent."""


def host(service):
    client = Session().create_client(
        service, region_name="cn-north-1", aws_access_key_id="a", aws_secret_access_key="b",
        config=Config(use_fips_endpoint=True))
    seen = []

    def stop(request, **_):
        seen.append(request.url.split("/")[2])
        raise Stop

    client.meta.events.register("before-send", stop)
    operation, arguments = REQUESTS[service]
    try:
        getattr(client, operation)(**arguments)
    except Stop:
        return seen[0]
    except BotoCoreError as error:
        return f"refused: {error}"


found = {service: host(service) for service in REQUESTS}
for service, what in found.items():
    print(f"{service:15} {what}")
if "does not support FIPS" not in found.pop("s3") or not all(
        what.endswith("-fips.cn-north-1.amazonaws.com.cn") for what in found.values()):
    sys.exit("changed: the services do not answer as described")
print("held: S3 refuses FIPS in China, five others have a host for it")
PY
