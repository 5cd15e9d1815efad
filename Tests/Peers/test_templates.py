"""The examples for CloudFormation and Terraform: what they embed, and a stack of moto's that runs it."""

import ast
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import hcl2
import pytest
import yaml

from cloud import BUILD, PACKAGE, local_cloud
from test_moto import moto, server  # noqa: F401
from test_user_data import boot

EXAMPLES = PACKAGE / "docs/examples"
TEMPLATE = EXAMPLES / "cloudformation/group.yaml"
REGION, ACCOUNT, NAME = "eu-west-1", "123456789012", "web-prod"
STACK = "91f0a8f9-8b8b-3f82-3d11-78a0451f20bc"


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as their long ones."""


def long_form(loader, suffix, node):
    value = (loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode)
             else loader.construct_sequence(node))
    return {suffix if suffix == "Ref" else f"Fn::{suffix}": value}


Loader.add_multi_constructor("!", long_form)


@pytest.fixture(scope="module")
def template():
    return yaml.load(TEMPLATE.read_text(), Loader)


def properties(template, name):
    return template["Resources"][name]["Properties"]


def printed(folder, command):
    """What the command in a page of the examples prints."""
    page = (EXAMPLES / folder / "README.md").read_text()
    line = re.search(rf"^enlist {command} .*$", page, re.MULTILINE)[0]
    words = shlex.split(line.split(">")[0])[1:]
    ended = subprocess.run(
        [BUILD / "enlist", *words], cwd=EXAMPLES / folder, capture_output=True, text=True, timeout=30,
        env={"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"})
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def filled(value):
    """With what CloudFormation puts in the place of its words."""
    words = {"AWS::Partition": "aws", "AWS::AccountId": ACCOUNT, "AWS::Region": REGION,
             "AWS::StackName": NAME, "OpsWorksStackId": STACK}
    if isinstance(value, list):
        return [filled(item) for item in value]
    if not isinstance(value, dict):
        return value
    if list(value) == ["Ref"]:
        return words[value["Ref"]]
    if list(value) == ["Fn::Sub"]:
        return re.sub(r"\$\{([\w:]+)\}", lambda found: words[found[1]], value["Fn::Sub"])
    return {key: filled(item) for key, item in value.items()}


def test_cfn_lint_has_no_complaint():
    linted = subprocess.run(
        [Path(sys.executable).parent / "cfn-lint", "--include-checks", "I", "--", TEMPLATE],
        capture_output=True, text=True, timeout=120)
    assert (linted.returncode, linted.stdout) == (0, "")


def test_its_user_data_is_what_enlist_prints(template):
    data = properties(template, "LaunchTemplate")["LaunchTemplateData"]["UserData"]
    assert data["Fn::Base64"] == printed("cloudformation", "user-data")


def test_its_policy_is_what_enlist_prints(template):
    policy, = properties(template, "Role")["Policies"]
    assert filled(policy["PolicyDocument"]) == json.loads(printed("cloudformation", "iam-policy"))


def test_the_terraform_files_can_be_printed():
    assert printed("terraform", "user-data") == printed("cloudformation", "user-data")
    narrow, wide = (json.loads(printed(folder, "iam-policy")) for folder in ("cloudformation", "terraform"))
    assert json.dumps(narrow).replace(STACK, "*") == json.dumps(wide)


@pytest.fixture
def stack(moto):  # noqa: F811
    """The stack, created by moto; the id of an instance of its group."""
    ec2 = moto.client("ec2")
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]][:2]
    parameters = {
        "ImageId": ec2.describe_images()["Images"][0]["ImageId"], "VpcId": vpc,
        "SubnetIds": ",".join(subnets), "OpsWorksStackId": STACK}
    formation = moto.client("cloudformation")
    formation.create_stack(
        StackName=NAME, TemplateBody=TEMPLATE.read_text(), Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": key, "ParameterValue": value}
                    for key, value in parameters.items()])
    assert formation.describe_stacks(StackName=NAME)["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
    return moto


def test_a_stack_of_motos_launches_instances_that_join(template, stack, tmp_path):
    groups, ec2, iam = (stack.client(name) for name in ("autoscaling", "ec2", "iam"))
    group, = groups.describe_auto_scaling_groups()["AutoScalingGroups"]
    assert (group["AutoScalingGroupName"], group["HealthCheckType"]) == (NAME, "ELB")
    assert len(group["Instances"]) == 2 and len(group["TargetGroupARNs"]) == 1
    machine = group["Instances"][0]["InstanceId"]
    # moto makes none of the hooks in the group itself.
    for hook in properties(template, "Group")["LifecycleHookSpecificationList"]:
        groups.put_lifecycle_hook(AutoScalingGroupName=NAME, **hook)

    # moto keeps what it has read as Python prints it, and this one of CloudFormation's functions uncalled.
    data = ec2.describe_instance_attribute(InstanceId=machine, Attribute="userData")["UserData"]
    script = ast.literal_eval(data["Value"])["Fn::Base64"]
    assert script == printed("cloudformation", "user-data")
    profile, = iam.list_instance_profiles()["InstanceProfiles"]
    policy = iam.get_role_policy(RoleName=profile["Roles"][0]["RoleName"], PolicyName="enlist")
    assert ast.literal_eval(policy["PolicyDocument"]) == json.loads(printed("cloudformation", "iam-policy"))

    scenario = {
        "region": REGION,
        "stacks": [{"id": STACK, "name": "v3 prod web", "layers": [{"shortname": "shop"}]}],
        "cloudformation": [
            {"name": NAME, "status": "CREATE_IN_PROGRESS", "resources": ["Group"]}],
        "instances": [{"id": machine}]}
    with local_cloud(tmp_path, scenario) as cloud:
        booted = boot(cloud, tmp_path, script, AWS_ENDPOINT_URL_EC2=stack.url,
                      AWS_ENDPOINT_URL_AUTO_SCALING=stack.url)
        assert booted.returncode == 0, booted.stdout
        member = cloud.member()
        assert member["layers"] == ["shop"]
        tags = {tag["Key"]: tag["Value"] for tag in ec2.describe_tags(
            Filters=[{"Name": "resource-id", "Values": [machine]}])["Tags"]}
        assert tags["Name"] == f"v3 prod web - {member['hostname']}"
        assert f"the Auto Scaling group {NAME} does not wait for the instance" in booted.stdout


# Terraform

def plain(value):
    """What python-hcl2 read, without its marks: blocks, comments, quotation marks."""
    if isinstance(value, dict):
        return {key.strip('"'): plain(item) for key, item in value.items()
                if key not in ("__is_block__", "__comments__")}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.strip('"') if isinstance(value, str) else value


@pytest.fixture(scope="module")
def terraform():
    return plain(hcl2.loads((EXAMPLES / "terraform/main.tf").read_text()))


def resources(terraform):
    return {f"{kind}.{name}": body for entry in terraform["resource"]
            for kind, named in entry.items() for name, body in named.items()}


def test_each_reference_is_to_something_that_is_there(terraform):
    text = (EXAMPLES / "terraform/main.tf").read_text()
    there = set(resources(terraform)) | {
        f"var.{name}" for entry in terraform["variable"] for name in entry}
    named = set(re.findall(r"\b(?:aws_\w+|var)\.\w+", text))
    assert named <= there
    assert {name for name in there if name.startswith("var.")} <= named


def test_hooks_and_health_are_those_of_the_cloudformation_template(template, terraform):
    theirs, ours = properties(template, "Group"), resources(terraform)
    group = ours["aws_autoscaling_group.this"]
    assert [
        {"LifecycleHookName": hook["name"], "LifecycleTransition": hook["lifecycle_transition"],
         "HeartbeatTimeout": hook["heartbeat_timeout"], "DefaultResult": hook["default_result"]}
        for hook in group["initial_lifecycle_hook"]] == theirs["LifecycleHookSpecificationList"]
    assert (group["health_check_type"], group["health_check_grace_period"]) == (
        theirs["HealthCheckType"], theirs["HealthCheckGracePeriod"])
    assert [{"Key": tag["key"], "Value": tag["value"], "PropagateAtLaunch": tag["propagate_at_launch"]}
            for tag in group["tag"]] == theirs["Tags"]

    options, = ours["aws_launch_template.this"]["metadata_options"]
    assert {"HttpTokens": options["http_tokens"],
            "InstanceMetadataTags": options["instance_metadata_tags"]} == properties(
                template, "LaunchTemplate")["LaunchTemplateData"]["MetadataOptions"]

    check, = ours["aws_lb_target_group.this"]["health_check"]
    health = properties(template, "TargetGroup")
    assert (check["path"], check["interval"], check["healthy_threshold"], check["unhealthy_threshold"]) == (
        health["HealthCheckPath"], health["HealthCheckIntervalSeconds"],
        health["HealthyThresholdCount"], health["UnhealthyThresholdCount"])
