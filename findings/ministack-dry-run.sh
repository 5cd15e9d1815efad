#!/usr/bin/env bash
# Surprise: ministack's EC2 carries out what is asked with DryRun: the instance is terminated, the tag is
# set or deleted, another instance is launched, and the answer is the one of the real action.
# For whom: programs that find out by a dry run what they may do (the usual way to ask EC2 about a
# permission), when they are tried against a local cloud: the question destroys what it asks about.
# Versions: ministack 1.5.33, boto3 and botocore 1.43.106.
# Guess: DryRunOperation, the error that stands for "you could"; or, where it is not built yet, an error
# that says so. In no case the action.
# Seen: five actions, no error from any; after them the first instance is terminated, a second one runs,
# one tag is there and another is gone. S3's and SSM's requests have no such switch.
set -euo pipefail

work=$(mktemp -d)
server=
trap '[[ -z $server ]] || { kill "$server"; wait "$server"; } 2>/dev/null || true; rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
    ministack==1.5.33 boto3==1.43.106 botocore==1.43.106

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
clean=(env -i PATH="$work/venv/bin:$PATH" HOME="$work" TMPDIR="$work" PORT="$port" GATEWAY_PORT="$port"
    AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true)
cd "$work"
"${clean[@]}" ministack > "$work/server.log" 2>&1 &
server=$!

"${clean[@]}" python - <<'PY'
import os
import socket
import sys
import time
from importlib.metadata import version

import boto3
from botocore.exceptions import ClientError

port = int(os.environ["PORT"])
for _ in range(300):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        break
    except OSError:
        time.sleep(0.1)
else:
    sys.exit("ministack does not answer")
print("ministack", version("ministack"), "boto3", version("boto3"))
ec2 = boto3.client("ec2", endpoint_url=f"http://127.0.0.1:{port}")


def dry(action, **parameters):
    try:
        action(DryRun=True, **parameters)
        return "no error"
    except ClientError as error:
        return error.response["Error"]["Code"]


def instances():
    return {instance["InstanceId"]: instance["State"]["Name"]
            for reservation in ec2.describe_instances()["Reservations"]
            for instance in reservation["Instances"]}


def tags(instance):
    answer = ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [instance]}])
    return sorted(tag["Key"] for tag in answer["Tags"])


launch = {"ImageId": "ami-12345678", "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1}
one = ec2.run_instances(**launch)["Instances"][0]["InstanceId"]
ec2.create_tags(Resources=[one], Tags=[{"Key": "kept", "Value": "1"}])
before = list(instances().values()), tags(one)
answers = [dry(ec2.create_tags, Resources=[one], Tags=[{"Key": "asked", "Value": "1"}]),
           dry(ec2.delete_tags, Resources=[one], Tags=[{"Key": "kept"}]),
           dry(ec2.stop_instances, InstanceIds=[one]),
           dry(ec2.run_instances, **launch)]
stopped = instances()[one]
labels = tags(one)
answers.append(dry(ec2.terminate_instances, InstanceIds=[one]))
after = instances()
print("before:", *before)
print("answers to five dry runs:", *answers)
print("the first instance after DryRun of StopInstances:", stopped, labels)
print("after DryRun of TerminateInstances:", after[one], "and", len(after), "instances in all")
if (before != (["running"], ["kept"]) or answers != ["no error"] * 5 or stopped != "stopped"
        or labels != ["asked"] or after[one] != "terminated" or len(after) != 2):
    sys.exit("changed: dry runs are not carried out as described")
print("held: a dry run terminates, stops, launches and tags, and answers as the real action does")
PY
