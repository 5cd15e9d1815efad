#!/usr/bin/env bash
# Surprise: in moto a command that is ordered for one instance by its id is sent to every instance of the
# region, and the one that was named is counted twice; by a tag, only the tagged ones get it.
# For whom: tests that hold an instance, or a role, to what SendCommand reaches: one that sends to the wrong
# id passes, since all of them have an invocation, and one that waits for CompletedCount = 1 never ends.
# Versions: moto 5.2.5, boto3 and botocore 1.44.8.
# Guess: InstanceIds=[one] gives one invocation and TargetCount 1; for the others GetCommandInvocation
# answers InvocationDoesNotExist, as it does in moto for those without the tag.
# Seen: of three instances, with one named: all three in InstanceIds, each with an invocation that is
# Success, TargetCount and CompletedCount 4. With Targets=tag:layer, which two have: those two, count 2. The
# targets are made a filter of instances; without targets the filter is empty, which all instances pass.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
    'moto[ec2,ssm]==5.2.5' boto3==1.44.8 botocore==1.44.8

env -i PATH="$PATH" HOME="$work" AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b \
    AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true "$work/venv/bin/python" - <<'PY'
import sys

import boto3
import moto

print("moto", moto.__version__, "boto3", boto3.__version__)


def reached(ssm, instances, **whom):
    """How many instances have an invocation of a command, and what its counts are."""
    command = ssm.send_command(DocumentName="AWS-RunShellScript",
                               Parameters={"commands": ["true"]}, **whom)["Command"]
    statuses = []
    for instance in instances:
        try:
            statuses.append(ssm.get_command_invocation(
                CommandId=command["CommandId"], InstanceId=instance)["Status"])
        except ssm.exceptions.InvocationDoesNotExist:
            pass
    return statuses.count("Success"), command["TargetCount"], command["CompletedCount"]


with moto.mock_aws():
    ec2, ssm = boto3.client("ec2"), boto3.client("ssm")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    launched = ec2.run_instances(ImageId=image, MinCount=3, MaxCount=3)["Instances"]
    instances = [instance["InstanceId"] for instance in launched]
    ec2.create_tags(Resources=instances[:2], Tags=[{"Key": "layer", "Value": "web"}])
    by_id = reached(ssm, instances, InstanceIds=instances[:1])
    by_tag = reached(ssm, instances, Targets=[{"Key": "tag:layer", "Values": ["web"]}])

for name, (invocations, targets, completed) in ("one id", by_id), ("a tag that two have", by_tag):
    print(f"{name}: {invocations} of 3 instances ran it, TargetCount {targets}, "
          f"CompletedCount {completed}")
if by_id != (3, 4, 4) or by_tag != (2, 2, 2):
    sys.exit("changed: the command does not reach the instances described")
print("held: a command for one instance reaches all of them, and counts the one that is named twice")
PY
