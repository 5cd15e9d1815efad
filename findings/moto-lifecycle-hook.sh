#!/usr/bin/env bash
# Surprise: moto invents the notification of an Auto Scaling lifecycle hook: one that was put without a
# target is described with an SQS queue "my-queue" and a role whose account number has ten digits, which
# no account has. Hooks given with the group are lost, and no hook holds an instance back.
# For whom: tests of code that reads hooks to decide whom to tell, or that validates ARNs; tests of
# groups made by CreateAutoScalingGroup with LifecycleHookSpecificationList (Terraform's initial hooks).
# Versions: moto 5.2.5, boto3 and botocore 1.44.8.
# Guess: no target put, none described; both ways to make a hook make one; a new instance waits in
# Pending:Wait, or moto leaves out lifecycle hooks entirely and says so.
# Seen: NotificationTargetARN arn:aws:sqs:us-east-1:123456789012:my-queue, RoleARN
# arn:aws:iam::1234567890:role/my-auto-scaling-role; the group's own list of hooks is empty after the
# call that accepted it; the instance is InService at once, with the hook in place.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
    'moto[autoscaling,ec2]==5.2.5' boto3==1.44.8 botocore==1.44.8

env -i PATH="$PATH" HOME="$work" AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b \
    AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true "$work/venv/bin/python" - <<'PY'
import sys

import boto3
import moto

print("moto", moto.__version__, "boto3", boto3.__version__)
GROUP, LAUNCHING = {"AutoScalingGroupName": "web"}, "autoscaling:EC2_INSTANCE_LAUNCHING"
with moto.mock_aws():
    ec2, scaling = boto3.client("ec2"), boto3.client("autoscaling")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    ec2.create_launch_template(LaunchTemplateName="web",
                               LaunchTemplateData={"ImageId": image, "InstanceType": "t3.micro"})
    scaling.create_auto_scaling_group(
        **GROUP, LaunchTemplate={"LaunchTemplateName": "web"}, MinSize=0, MaxSize=1,
        AvailabilityZones=["us-east-1a"],
        LifecycleHookSpecificationList=[{"LifecycleHookName": "given", "LifecycleTransition": LAUNCHING}])
    given = scaling.describe_lifecycle_hooks(**GROUP)["LifecycleHooks"]
    print("hooks given with the group:", given)
    scaling.put_lifecycle_hook(**GROUP, LifecycleHookName="put", LifecycleTransition=LAUNCHING)
    hook, = scaling.describe_lifecycle_hooks(**GROUP)["LifecycleHooks"]
    invented = hook.get("NotificationTargetARN"), hook.get("RoleARN")
    print("a hook put without a target:", *invented)
    scaling.set_desired_capacity(**GROUP, DesiredCapacity=1)
    instance, = scaling.describe_auto_scaling_instances()["AutoScalingInstances"]
    print("the instance launched under it:", instance["LifecycleState"])

if (given, invented, instance["LifecycleState"]) != (
        [], ("arn:aws:sqs:us-east-1:123456789012:my-queue",
             "arn:aws:iam::1234567890:role/my-auto-scaling-role"), "InService"):
    sys.exit("changed: the hooks are not as described")
print("held: the target and role are invented, the group's hooks are lost, and no instance waits")
PY
