#!/usr/bin/env bash
# Surprise: in ministack the instances of an Auto Scaling group exist for Auto Scaling alone: the group
# lists them as InService and Healthy, EC2 of the same server has no instance at all and answers
# InvalidInstanceID.NotFound for their ids. The group's launch template has its name for an id.
# For whom: tests in which an instance of a group looks itself up or is tagged, as every agent that
# starts at boot does, or in which a template's id is passed on.
# Versions: ministack 1.5.33, boto3 and botocore 1.43.106.
# Guess: as the server has both services, and RunInstances makes instances that EC2 describes, a group
# launches through EC2, or has no instances.
# Seen: one instance InService in the group, none in EC2, NotFound for its id;
# LaunchTemplateId equal to the name, not "lt-...", as EC2 says it is.
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
    sys.exit("the server did not start")

print("ministack", version("ministack"), "boto3", version("boto3"))
ec2, scaling = (boto3.client(name, endpoint_url=f"http://127.0.0.1:{port}") for name in ("ec2", "autoscaling"))


def error_code(call, **parameters):
    try:
        call(**parameters)
        return None
    except ClientError as error:
        return error.response["Error"]["Code"]


def known():
    return [i["InstanceId"] for r in ec2.describe_instances()["Reservations"] for i in r["Instances"]]


template = ec2.create_launch_template(LaunchTemplateName="web", LaunchTemplateData={
    "ImageId": "ami-0abcdef1234567890", "InstanceType": "t3.micro"})["LaunchTemplate"]["LaunchTemplateId"]
scaling.create_auto_scaling_group(
    AutoScalingGroupName="web", LaunchTemplate={"LaunchTemplateName": "web"}, MinSize=1, MaxSize=1,
    DesiredCapacity=1, AvailabilityZones=["us-east-1a"])
member, = scaling.describe_auto_scaling_instances()["AutoScalingInstances"]
one = member["InstanceId"]
print("in the group:", member["LifecycleState"], member["HealthStatus"])
print("in EC2:", known())
codes = [error_code(ec2.describe_instances, InstanceIds=[one])]
print("DescribeInstances by its id:", *codes)
said = member["LaunchTemplate"]["LaunchTemplateId"]
print("the template's id begins with", template[:3], "in EC2; for the group it is", said)
run = ec2.run_instances(LaunchTemplate={"LaunchTemplateId": template}, MinCount=1, MaxCount=1)
ran = run["Instances"][0]["InstanceId"]
print("an instance of RunInstances is in EC2:", known() == [ran])
if ((member["LifecycleState"], member["HealthStatus"]) != ("InService", "Healthy")
        or known() != [ran] or codes != ["InvalidInstanceID.NotFound"]
        or said != "web" or not template.startswith("lt-")):
    sys.exit("changed: the group's instances are not as described")
print("held: the group's instance is healthy, and EC2 of the same server does not know it")
PY
