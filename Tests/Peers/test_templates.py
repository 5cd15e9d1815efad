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

from cloud import BUILD, PACKAGE, local_cloud, wait_until
from test_iam_policy import actions
from test_moto import moto, server  # noqa: F401
from test_reap import joined, members, scenario as reaping, terminate
from test_user_data import boot
from test_watch import ends

EXAMPLES = PACKAGE / "docs/examples"
TEMPLATE = EXAMPLES / "cloudformation/group.yaml"
REAPER = EXAMPLES / "cloudformation/reaper.yaml"
MANAGED = EXAMPLES / "systems-manager/cloudformation/group.yaml"
# Terraform reads all files of a folder as one.
TERRAFORM, MANAGED_TERRAFORM = (
    "".join(file.read_text() + "\n" for file in sorted((EXAMPLES / folder).glob("*.tf")))
    for folder in ("terraform", "systems-manager/terraform"))
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


@pytest.fixture(scope="module")
def reaper():
    return yaml.load(REAPER.read_text(), Loader)


def printed(folder, command, option="--product"):
    """What the command in a page of the examples prints."""
    page = (EXAMPLES / folder / "README.md").read_text()
    line = re.search(rf"^enlist {command} {option} .*$", page, re.MULTILINE)[0]
    words = shlex.split(line.split(">")[0])[1:]
    ended = subprocess.run(
        [BUILD / "enlist", *words], cwd=EXAMPLES / folder, capture_output=True, text=True, timeout=30,
        env={"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1",
             "AWS_ENDPOINT_URL_OPSWORKS": "http://127.0.0.1:1"})
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def filled(value, **parameters):
    """With what CloudFormation puts in the place of its words."""
    words = {"AWS::Partition": "aws", "AWS::AccountId": ACCOUNT, "AWS::Region": REGION,
             "AWS::StackName": NAME, "OpsWorksStackId": STACK, **parameters}
    if isinstance(value, list):
        return [filled(item, **parameters) for item in value]
    if not isinstance(value, dict):
        return value
    if list(value) == ["Ref"]:
        return words[value["Ref"]]
    if list(value) == ["Fn::Sub"]:
        return re.sub(r"\$\{([\w:]+)\}", lambda found: words[found[1]], value["Fn::Sub"])
    return {key: filled(item, **parameters) for key, item in value.items()}


@pytest.mark.parametrize("template", [TEMPLATE, REAPER, MANAGED],
                         ids=lambda template: str(template.relative_to(EXAMPLES)))
def test_cfn_lint_has_no_complaint(template):
    linted = subprocess.run(
        [Path(sys.executable).parent / "cfn-lint", "--include-checks", "I", "--", template],
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


def created(moto, template, **parameters):  # noqa: F811
    """Creates the stack of a template in moto, with an image and two subnets of moto's."""
    ec2, formation = moto.client("ec2"), moto.client("cloudformation")
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]][:2]
    parameters = {
        "ImageId": ec2.describe_images()["Images"][0]["ImageId"], "SubnetIds": ",".join(subnets),
        **parameters}
    formation.create_stack(
        StackName=NAME, TemplateBody=template.read_text(), Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": key, "ParameterValue": value}
                    for key, value in parameters.items()])
    assert formation.describe_stacks(StackName=NAME)["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
    return moto


@pytest.fixture
def stack(moto):  # noqa: F811
    """The stack, created by moto."""
    vpc = moto.client("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
    return created(moto, TEMPLATE, VpcId=vpc, OpsWorksStackId=STACK)


@pytest.mark.waits(20)
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


# Systems Manager

@pytest.fixture(scope="module")
def managed():
    return yaml.load(MANAGED.read_text(), Loader)


def test_the_managed_groups_user_data_is_what_enlist_prints(managed):
    data = properties(managed, "LaunchTemplate")["LaunchTemplateData"]["UserData"]
    assert data["Fn::Base64"] == printed("systems-manager/cloudformation", "user-data")


def test_the_managed_groups_role_may_do_what_enlist_and_the_agent_need(managed):
    role = properties(managed, "Role")
    policy, = role["Policies"]
    assert filled(policy["PolicyDocument"]) == json.loads(
        printed("systems-manager/cloudformation", "iam-policy"))
    assert filled(role["ManagedPolicyArns"]) == [
        "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"]


def test_hooks_and_updates_are_those_of_the_opsworks_group(template, managed):
    ours, theirs = managed["Resources"]["Group"], template["Resources"]["Group"]
    for policy in ("CreationPolicy", "UpdatePolicy"):
        assert ours[policy] == theirs[policy]
    for name in ("LifecycleHookSpecificationList", "LaunchTemplate", "MinSize", "MaxSize", "Tags"):
        assert ours["Properties"][name] == theirs["Properties"][name]
    assert [properties(each, "LaunchTemplate")["LaunchTemplateData"]["MetadataOptions"]
            for each in (managed, template)] == [
                {"HttpTokens": "required", "InstanceMetadataTags": "enabled"}] * 2


def named_in(value):
    """What a part of a template refers to, and waits for thereby."""
    if isinstance(value, list):
        return {name for item in value for name in named_in(item)}
    if not isinstance(value, dict):
        return set()
    found = set()
    for key, item in value.items():
        if key in ("Ref", "DependsOn"):
            found |= {item} if isinstance(item, str) else set(item)
        elif key == "Fn::GetAtt":
            found.add(item.split(".")[0])
        elif key == "Fn::Sub":
            found |= set(re.findall(r"\$\{(\w+)", item))
        else:
            found |= named_in(item)
    return found


def test_all_that_an_instance_meets_at_boot_is_made_before_the_group(managed):
    there, before, ahead = managed["Resources"], set(), {"Group"}
    while ahead:
        ahead = {name for one in ahead for name in named_in(there[one]) if name in there} - before
        before |= ahead
    assert before == {"Package", "Layer", "LaunchTemplate", "InstanceProfile", "Role"} == set(there) - {"Group"}


def stand_ins(folder, *programs, status=0):
    """Programs that only note how they were called; gives their folder, and what was called so far."""
    calls = folder / "calls"
    calls.touch()
    (folder / "bin").mkdir()
    for name in programs:
        (folder / "bin" / name).write_text(f"#!/bin/sh\necho {name} \"$@\" >>'{calls}'\nexit {status}\n")
        (folder / "bin" / name).chmod(0o755)
    return folder / "bin", lambda: calls.read_text().splitlines()


def managed_scenario(managed, folder, programs):
    """A region as the template makes it, while an instance of the group boots."""
    layer, group = properties(managed, "Layer"), properties(managed, "Group")
    package = properties(managed, "Package")
    policy, = properties(managed, "Role")["Policies"]
    join, _ = group["LifecycleHookSpecificationList"]
    units = folder / "root/usr/lib/systemd/system"
    units.mkdir(parents=True)
    (units / "amazon-ssm-agent.service").write_text("[Service]\n")
    return {
        "region": REGION, "account": ACCOUNT,
        "associations": [{
            "name": layer["AssociationName"], "document": layer["Name"],
            "targets": {target["Key"]: target["Values"] for target in layer["Targets"]},
            "parameters": {**layer["Parameters"], "commands": [
                f"PATH='{programs}':$PATH",
                *filled(layer["Parameters"]["commands"], Package=package["Name"])]}}],
        "parameters": {package["Name"]: package["Value"]},
        "cloudformation": [{"name": NAME, "status": "CREATE_IN_PROGRESS", "resources": ["Group"]}],
        "instances": [{
            "agent-after": 0, "root": str(folder / "root"),
            "role": {"name": "web", "allow": sorted(actions(policy["PolicyDocument"]))},
            "tags": {"aws:cloudformation:stack-name": NAME, "aws:cloudformation:logical-id": "Group",
                     **{tag["Key"]: tag["Value"] for tag in group["Tags"]}},
            "auto-scaling": {
                "group": NAME, "hook": join["LifecycleHookName"], "state": "Pending:Wait",
                "heartbeat-timeout": join["HeartbeatTimeout"]}}]}


@pytest.mark.waits(20)
def test_a_managed_stack_of_motos_launches_instances_that_join_and_leave(managed, moto, tmp_path):  # noqa: F811
    created(moto, MANAGED)
    group, = moto.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    assert (group["AutoScalingGroupName"], len(group["Instances"])) == (NAME, 2)
    package = properties(managed, "Package")
    found = moto.client("ssm").get_parameter(Name=package["Name"])["Parameter"]
    assert (found["Type"], found["Value"]) == (package["Type"], package["Value"])
    iam = moto.client("iam")
    profile, = iam.list_instance_profiles()["InstanceProfiles"]
    policy = iam.get_role_policy(RoleName=profile["Roles"][0]["RoleName"], PolicyName="enlist")
    assert ast.literal_eval(policy["PolicyDocument"]) == json.loads(
        printed("systems-manager/cloudformation", "iam-policy"))
    data = moto.client("ec2").describe_instance_attribute(
        InstanceId=group["Instances"][0]["InstanceId"], Attribute="userData")["UserData"]
    script = ast.literal_eval(data["Value"])["Fn::Base64"]
    assert script == printed("systems-manager/cloudformation", "user-data")

    # moto makes no association, and its EC2 cannot tell Systems Manager of a tag: the rest is the local cloud's.
    programs, calls = stand_ins(tmp_path, "dnf", "systemctl")
    with local_cloud(tmp_path, managed_scenario(managed, tmp_path, programs)) as cloud:
        machine = cloud.instances[0]["id"]
        booted = boot(cloud, tmp_path, script)
        assert booted.returncode == 0, booted.stdout
        assert calls() == ["dnf -q -y install nginx", "systemctl -q enable --now nginx"]
        state = cloud.state()
        tags = state["machines"][0]["tags"]
        assert (tags["Name"], tags["enlist:stack"], tags["enlist:layer"]) == (
            f"v3 prod web - shop-{machine}", "v3 prod web", "/enlist/v3/prod/web/shop")
        assert state["machines"][0]["auto-scaling"]["results"] == ["CONTINUE"]
        signal, = state["cloudformation"][0]["signals"]
        assert (signal["resource"], signal["id"], signal["status"]) == ("Group", machine, "SUCCESS")

        leave = properties(managed, "Group")["LifecycleHookSpecificationList"][1]
        ends(cloud, "group", hook=leave["LifecycleHookName"],
             **{"heartbeat-timeout": leave["HeartbeatTimeout"]})
        assert cloud.state()["machines"][0]["auto-scaling"]["results"] == []
        left = cloud.enlist("watch", "--interval", "1s")
        assert left.status == 0, left
        machine, = cloud.state()["machines"]
        assert not {"Name", "enlist:stack", "enlist:layer"} & set(machine["tags"])
        assert machine["auto-scaling"]["results"] == ["CONTINUE"]


def test_an_instance_on_which_the_layer_fails_abandons_its_launch_and_says_why(managed, tmp_path):
    programs, calls = stand_ins(tmp_path, "dnf", "systemctl", status=1)
    with local_cloud(tmp_path, managed_scenario(managed, tmp_path, programs)) as cloud:
        booted = boot(cloud, tmp_path, printed("systems-manager/cloudformation", "user-data"))
        assert booted.returncode == 1, booted.stdout
        assert calls() == ["dnf -q -y install nginx"]
        state = cloud.state()
        tags = state["machines"][0]["tags"]
        assert "wait-until-applied, refused: " in cloud.reason()
        assert "enlist:layer" not in tags
        assert state["machines"][0]["auto-scaling"]["results"] == ["ABANDON"]
        signal, = state["cloudformation"][0]["signals"]
        assert (signal["resource"], signal["status"]) == ("Group", "FAILURE")


# The reaper

def test_the_reapers_policy_is_what_enlist_prints(reaper):
    policy, = properties(reaper, "Role")["Policies"]
    needed = json.loads(printed("cloudformation", "iam-policy", "--reaping"))
    assert filled(policy["PolicyDocument"]) == needed
    assert json.loads(printed("terraform", "iam-policy", "--reaping")) == needed


@pytest.mark.waits(15)
def test_a_stack_of_motos_launches_a_reaper_and_ends_it(moto):  # noqa: F811
    ec2 = moto.client("ec2")
    parameters = {
        "ImageId": ec2.describe_images()["Images"][0]["ImageId"], "OpsWorksStack": "v3 prod web",
        "SubnetIds": ec2.describe_subnets()["Subnets"][0]["SubnetId"]}
    formation, groups = moto.client("cloudformation"), moto.client("autoscaling")
    formation.create_stack(
        StackName="reaper", TemplateBody=REAPER.read_text(), Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": key, "ParameterValue": value}
                    for key, value in parameters.items()])
    assert formation.describe_stacks(StackName="reaper")["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
    group, = groups.describe_auto_scaling_groups()["AutoScalingGroups"]
    assert (group["MinSize"], group["MaxSize"], group["DesiredCapacity"]) == (0, 1, 0)
    scheduled = groups.describe_scheduled_actions()["ScheduledUpdateGroupActions"]
    assert sorted((action["Recurrence"], action["DesiredCapacity"]) for action in scheduled) == [
        ("0 */6 * * *", 1), ("20 */6 * * *", 0)]


def reaps(script, folder):
    """Boots it beside an orphan and a living member; gives the members that are left, and what was said."""
    with local_cloud(folder, reaping()) as cloud:
        joined(cloud, 0, 1)
        terminate(cloud, 1)
        key = cloud.administrator_key
        ended = boot(
            cloud, folder, script, AWS_ACCESS_KEY_ID=key["aws_access_key_id"],
            AWS_SECRET_ACCESS_KEY=key["aws_secret_access_key"])
        assert ended.returncode == 0, ended.stdout + ended.stderr
        wait_until(lambda: members(cloud) == ["shop1"], "the orphan's deregistration")
        return ended.stdout


def test_what_the_reaper_runs_reaps(reaper, tmp_path):
    data = properties(reaper, "LaunchTemplate")["LaunchTemplateData"]["UserData"]
    assert reaper["Parameters"]["Wait"]["Default"] == "5m"
    script = filled(data["Fn::Base64"], OpsWorksStack="v3 prod web", Wait="0s")
    assert "1 orphan among 2 members of 1 stack\n" in reaps(script, tmp_path)


def test_terraforms_reaper_is_the_same(reaper):
    theirs = properties(reaper, "LaunchTemplate")["LaunchTemplateData"]["UserData"]["Fn::Base64"]["Fn::Sub"]
    for word, name in [("${AWS::Region}", "${data.aws_region.this.name}"), ("${Wait}", "5m"),
                       ("${OpsWorksStack}", "${var.opsworks_stack}")]:
        theirs = theirs.replace(word, name)
    text = (EXAMPLES / "terraform/reaper.tf").read_text()
    assert re.sub("^    ", "", re.search(r"<<-EOT\n(.*?)^  EOT", text, re.M | re.S)[1], flags=re.M) == theirs
    schedules = {
        (entry["recurrence"], entry["desired_capacity"])
        for name, entry in resources(plain(hcl2.loads(text))).items()
        if name.startswith("aws_autoscaling_schedule.")}
    assert schedules == {
        (reaper["Parameters"][properties(reaper, name)["Recurrence"]["Ref"]]["Default"],
         properties(reaper, name)["DesiredCapacity"]) for name in ("Launch", "Terminate")}


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
    return plain(hcl2.loads(TERRAFORM))


def resources(terraform):
    return {f"{kind}.{name}": body for entry in terraform["resource"]
            for kind, named in entry.items() for name, body in named.items()}


@pytest.mark.parametrize("text", [TERRAFORM, MANAGED_TERRAFORM], ids=["opsworks", "systems-manager"])
def test_each_reference_is_to_something_that_is_there(text):
    terraform = plain(hcl2.loads(text))
    there = set(resources(terraform)) | {
        f"var.{name}" for entry in terraform["variable"] for name in entry} | {
        f"{kind}.{name}" for entry in terraform["data"] for kind, named in entry.items() for name in named}
    named = set(re.findall(r"\b(?:aws_\w+|var)\.\w+", text))
    assert named <= there
    assert {name for name in there if name.startswith("var.")} <= named


def assert_launches_as(template, ours):
    """Hooks, tags and metadata options are those of the template."""
    theirs, group = properties(template, "Group"), ours["aws_autoscaling_group.this"]
    assert [
        {"LifecycleHookName": hook["name"], "LifecycleTransition": hook["lifecycle_transition"],
         "HeartbeatTimeout": hook["heartbeat_timeout"], "DefaultResult": hook["default_result"]}
        for hook in group["initial_lifecycle_hook"]] == theirs["LifecycleHookSpecificationList"]
    assert [{"Key": tag["key"], "Value": tag["value"], "PropagateAtLaunch": tag["propagate_at_launch"]}
            for tag in group["tag"]] == theirs["Tags"]
    options, = ours["aws_launch_template.this"]["metadata_options"]
    assert {"HttpTokens": options["http_tokens"],
            "InstanceMetadataTags": options["instance_metadata_tags"]} == properties(
                template, "LaunchTemplate")["LaunchTemplateData"]["MetadataOptions"]


def test_hooks_and_health_are_those_of_the_cloudformation_template(template, terraform):
    theirs, ours = properties(template, "Group"), resources(terraform)
    group = ours["aws_autoscaling_group.this"]
    assert_launches_as(template, ours)
    assert (group["health_check_type"], group["health_check_grace_period"]) == (
        theirs["HealthCheckType"], theirs["HealthCheckGracePeriod"])

    check, = ours["aws_lb_target_group.this"]["health_check"]
    health = properties(template, "TargetGroup")
    assert (check["path"], check["interval"], check["healthy_threshold"], check["unhealthy_threshold"]) == (
        health["HealthCheckPath"], health["HealthCheckIntervalSeconds"],
        health["HealthyThresholdCount"], health["UnhealthyThresholdCount"])


def test_the_managed_groups_terraform_makes_what_its_template_makes(managed):
    ours = resources(plain(hcl2.loads(MANAGED_TERRAFORM)))
    assert_launches_as(managed, ours)
    layer, theirs = ours["aws_ssm_association.layer"], properties(managed, "Layer")
    assert (layer["association_name"], layer["name"]) == (theirs["AssociationName"], theirs["Name"])
    assert [{"Key": target["key"], "Values": plain(target["values"])}
            for target in layer["targets"]] == theirs["Targets"]
    # A call of a function is kept as text.
    commands = layer["parameters"]["commands"]
    name = "${aws_ssm_parameter.package.name}"
    assert re.findall(r'"([^"]*)"', commands) == [
        "\\n", *filled(theirs["Parameters"]["commands"], Package=name)]
    parameter, package = ours["aws_ssm_parameter.package"], properties(managed, "Package")
    assert {"Name": parameter["name"], "Type": parameter["type"], "Value": parameter["value"]} == package
    assert [layer["parameters"]["executionTimeout"]] == theirs["Parameters"]["executionTimeout"]
    attached = ours["aws_iam_role_policy_attachment.agent"]["policy_arn"]
    assert [attached.replace("${data.aws_partition.this.partition}", "aws")] == filled(
        properties(managed, "Role")["ManagedPolicyArns"])
    for command in ("user-data", "iam-policy"):
        assert printed("systems-manager/terraform", command) == printed(
            "systems-manager/cloudformation", command)


@pytest.mark.parametrize("folder", ["terraform", "systems-manager/terraform"])
def test_terraforms_group_waits_for_all_that_an_instance_meets_at_boot(folder):
    ours = resources(plain(hcl2.loads((EXAMPLES / folder / "main.tf").read_text())))
    before, ahead = set(), {"aws_autoscaling_group.this"}
    while ahead:
        ahead = {name for one in ahead for name in re.findall(r"\baws_\w+\.\w+", str(ours[one]))
                 if name in ours} - before
        before |= ahead
    assert before == set(ours) - {"aws_autoscaling_group.this"}
