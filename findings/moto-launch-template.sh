#!/usr/bin/env bash
# Surprise: moto stores a launch template's data and describes it in full, but an instance launched from
# it gets only some of it. Dropped without a word: MetadataOptions, DisableApiTermination,
# InstanceInitiatedShutdownBehavior, Monitoring, EbsOptimized, Placement's tenancy.
# Then ModifyInstanceMetadataOptions on an instance resets or loses what the call does not name.
# For whom: tests that assert that a fleet requires IMDSv2 or is protected from termination: they fail
# on a right template, and a test of the instance's default passes on a wrong one.
# Versions: moto 5.2.5, boto3 and botocore 1.44.8.
# Guess: a launch from the template equals RunInstances with the same parameters, which moto does honour
# for MetadataOptions; a modification leaves what it does not name as it was, as the API's reference says.
# Seen: UserData and the type come from the template; HttpTokens is "optional" and the
# hop limit 1 instead of "required" and 3, termination is not protected, shutdown is "stop", ...; and
# naming only HttpEndpoint takes HttpTokens away and sets the hop limit from 3 to 1.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
    'moto[ec2]==5.2.5' boto3==1.44.8 botocore==1.44.8

env -i PATH="$PATH" HOME="$work" AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b \
    AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true "$work/venv/bin/python" - <<'PY'
import sys

import boto3
import moto

print("moto", moto.__version__, "boto3", boto3.__version__)
METADATA = {"HttpTokens": "required", "HttpPutResponseHopLimit": 3, "InstanceMetadataTags": "enabled"}
NAMES = list(METADATA)
held = True


def check(what, seen, expected):
    global held
    print(f"{what}: {seen}")
    held = held and seen == expected


def metadata(instance):
    options = ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]["MetadataOptions"]
    return [options.get(name) for name in NAMES]


def attribute(instance, name, key):
    return ec2.describe_instance_attribute(InstanceId=instance, Attribute=name)[key]["Value"]


with moto.mock_aws():
    ec2 = boto3.client("ec2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    ec2.create_launch_template(LaunchTemplateName="fleet", LaunchTemplateData={
        "ImageId": image, "InstanceType": "t3.large", "UserData": "aGVsbG8=",
        "MetadataOptions": METADATA, "DisableApiTermination": True, "EbsOptimized": True,
        "InstanceInitiatedShutdownBehavior": "terminate", "Monitoring": {"Enabled": True},
        "Placement": {"Tenancy": "dedicated"}})
    stored = ec2.describe_launch_template_versions(
        LaunchTemplateName="fleet")["LaunchTemplateVersions"][0]["LaunchTemplateData"]
    check("template's metadata options", stored["MetadataOptions"], METADATA)

    launched = ec2.run_instances(LaunchTemplate={"LaunchTemplateName": "fleet"}, MinCount=1, MaxCount=1)["Instances"][0]
    one = launched["InstanceId"]
    check("from the template: type", launched["InstanceType"], "t3.large")
    check("from the template: user-data", attribute(one, "userData", "UserData"), "aGVsbG8=")
    check("from the template: metadata options", metadata(one), ["optional", 1, "disabled"])
    check("from the template: protected", attribute(one, "disableApiTermination", "DisableApiTermination"), False)
    check("from the template: shutdown", attribute(
        one, "instanceInitiatedShutdownBehavior", "InstanceInitiatedShutdownBehavior"), "stop")
    check("from the template: monitoring", launched["Monitoring"]["State"], "disabled")
    check("from the template: EBS-optimized", launched["EbsOptimized"], False)
    check("from the template: tenancy", launched["Placement"]["Tenancy"], "default")

    two = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1,
                            MetadataOptions=METADATA)["Instances"][0]["InstanceId"]
    check("the same options given directly", metadata(two), ["required", 3, "enabled"])
    ec2.modify_instance_metadata_options(InstanceId=two, HttpEndpoint="enabled")
    check("after a change of HttpEndpoint only", metadata(two), [None, 1, None])

if not held:
    sys.exit("changed: not all of the above is as described")
print("held: the template is stored in full, the instance gets a part, a change loses the rest")
PY
