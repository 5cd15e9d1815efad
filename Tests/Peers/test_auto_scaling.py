"""The launch of an instance in its Auto Scaling group: the hook, CloudFormation, and heartbeats."""

import signal

import pytest

from botocore_judge import check_parameters, check_signature
from cloud import INPUTS, local_cloud, wait_until
from test_moto import instance, moto, server  # noqa: F401

REGION = "eu-west-1"
TAGS = {"aws:cloudformation:stack-name": "web", "aws:cloudformation:logical-id": "Group"}
OVERLAY = """enlist: 1
changes:
  - set: wait-until-registered
    with: {every: 100ms}
  - insert: finish-launch
    at: last
"""


def scenario(group="launching", formation="CREATE_IN_PROGRESS", **machine):
    groups = {
        "launching": {"group": "g", "hook": "h", "state": "Pending:Wait"},
        "in service": {"group": "g", "hook": "h", "state": "InService"},
        "without a hook": {"group": "g", "state": "InService"}}
    if group:
        machine["auto-scaling"] = groups[group] if isinstance(group, str) else group
    return {
        "region": REGION,
        "stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}],
        "cloudformation": [{"name": "web", "status": formation, "resources": ["Group"]}],
        "instances": [{"tags": TAGS, **machine}]}


def finish(cloud, *arguments):
    return cloud.enlist("step", "finish-launch", "--json", *arguments)


def notes(finished):
    return [event["message"] for event in finished.events("note")]


def scaling(cloud):
    return cloud.state()["machines"][0]["auto-scaling"]


def signals(cloud):
    return [(entry["resource"], entry["id"], entry["status"])
            for entry in cloud.state()["cloudformation"][0]["signals"]]


def judge(cloud):
    """Lets botocore judge all requests of enlist."""
    key, seen = cloud.role(), []
    for entry in cloud.requests():
        if (not entry["headers"].get("user-agent", "").startswith("enlist/")
                or entry["service"] in ("metadata", "installer")):
            continue
        check_parameters(entry)
        check_signature(entry, {key["aws_access_key_id"]: key}, (REGION,))
        seen.append(f"{entry['service']}:{entry['operation']}")
    return seen


SUCCESS = "signalled success to Group of the CloudFormation stack web"


def test_an_instance_that_has_joined_ends_its_launch(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        folder = cloud.root() / "etc/enlist/pipeline.d"
        folder.mkdir(parents=True)
        (folder / "10-launch.yaml").write_text(OVERLAY)
        joined = cloud.run("--json")
        assert joined.status == 0, joined
        assert cloud.member()["layers"] == ["shop"]
        assert (scaling(cloud)["state"], scaling(cloud)["results"]) == ("InService", ["CONTINUE"])
        assert scaling(cloud)["heartbeats"] >= 1
        assert signals(cloud) == [("Group", cloud.instances[0]["id"], "SUCCESS")]
        assert notes(joined)[-2:] == [
            "the Auto Scaling group g goes on: completed its hook h", SUCCESS]
        assert {
            "autoscaling:DescribeAutoScalingInstances", "autoscaling:DescribeLifecycleHooks",
            "autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat",
            "ec2:DescribeTags", "cloudformation:SignalResource"} <= set(judge(cloud))


def test_a_hook_waits_for_longer_than_its_time_while_a_run_is_under_way(tmp_path):
    machine = {"group": "g", "hook": "h", "state": "Pending:Wait", "heartbeat-timeout": 3}
    with local_cloud(tmp_path, scenario(machine)) as cloud:
        folder = cloud.root() / "etc/enlist/pipeline.d"
        folder.mkdir(parents=True)
        (folder / "10-launch.yaml").write_text(OVERLAY)
        cloud.set_faults({"service": "opsworks", "operation": "AssignInstance", "hold": True})
        process = cloud.start("run", *INPUTS)
        # The first begins the time, and five more are each a third of it apart.
        wait_until(lambda: scaling(cloud)["heartbeats"] >= 6, "heartbeats", seconds=60)
        assert scaling(cloud)["state"] == "Pending:Wait"
        cloud.clear_faults()
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        assert scaling(cloud)["results"] == ["CONTINUE"]


def test_the_hook_of_a_run_that_was_killed_runs_out(tmp_path):
    machine = {"group": "g", "hook": "h", "state": "Pending:Wait", "heartbeat-timeout": 3}
    with local_cloud(tmp_path, scenario(machine)) as cloud:
        (cloud.root() / "etc/enlist/pipeline.d").mkdir(parents=True)
        (cloud.root() / "etc/enlist/pipeline.d/10.yaml").write_text(OVERLAY)
        cloud.set_faults({"service": "opsworks", "operation": "AssignInstance", "hold": True})
        process = cloud.start("run", *INPUTS)
        wait_until(lambda: scaling(cloud)["heartbeats"] >= 1, "a heartbeat")
        process.send_signal(signal.SIGKILL)
        process.communicate()
        wait_until(lambda: scaling(cloud)["state"] == "Terminating:Proceed", "the hook's end")
        cloud.clear_faults()


def test_heartbeats_that_fail_are_told_once_and_tried_again(tmp_path):
    machine = {"group": "g", "hook": "h", "state": "Pending:Wait", "heartbeat-timeout": 60}
    denied = {"role": {"deny": ["autoscaling:RecordLifecycleActionHeartbeat"]}}
    with local_cloud(tmp_path, scenario(machine, **denied)) as cloud:
        (cloud.root() / "etc/enlist/pipeline.d").mkdir(parents=True)
        (cloud.root() / "etc/enlist/pipeline.d/10.yaml").write_text(OVERLAY)
        joined = cloud.run("--json")
        assert joined.status == 0, joined
        warnings = [event["message"] for event in joined.events("warning")]
        assert len(warnings) == 1, warnings
        assert "no heartbeat for the Auto Scaling group" in warnings[0]
        assert "autoscaling:RecordLifecycleActionHeartbeat" in warnings[0]


@pytest.mark.parametrize("group, formation, tags, expected", [
    ("in service", "CREATE_COMPLETE", TAGS, [
        "the Auto Scaling group g does not wait for the instance, which is InService",
        "the CloudFormation stack web does not wait for signals"]),
    ("without a hook", "CREATE_IN_PROGRESS", {}, [
        "the Auto Scaling group g has no launch hook",
        "the instance is in no CloudFormation stack"]),
    (None, "UPDATE_IN_PROGRESS", TAGS, ["the instance is in no Auto Scaling group", SUCCESS])],
    ids=["nobody waits", "there is no hook", "there is no group"])
def test_where_nobody_waits_nothing_is_done_and_that_is_said(
        tmp_path, group, formation, tags, expected):
    with local_cloud(tmp_path, scenario(group, formation, tags=tags)) as cloud:
        finished = finish(cloud)
        assert finished.status == 0, finished
        assert notes(finished) == expected
        again = finish(cloud)
        assert again.status == 0 and notes(again) == expected, again
        assert len(signals(cloud)) == (SUCCESS in expected)
        assert "autoscaling:CompleteLifecycleAction" not in judge(cloud)


def test_a_hook_that_is_resolved_already_is_done(tmp_path):
    with local_cloud(tmp_path, scenario("in service")) as cloud:
        finished = finish(cloud, "--with", "{group: g, hook: h, stack-name: web, resource: Group}")
        assert finished.status == 0, finished
        assert notes(finished) == [
            "the hook h of the Auto Scaling group g does not wait any more", SUCCESS]
        # Nobody had to look for anything.
        assert judge(cloud) == ["autoscaling:CompleteLifecycleAction", "cloudformation:SignalResource"]


@pytest.mark.parametrize("operation", ["CompleteLifecycleAction", "SignalResource"])
def test_an_answer_that_is_lost_does_no_harm(tmp_path, operation):
    with local_cloud(tmp_path, scenario()) as cloud:
        cloud.set_faults(
            {"operation": operation, "drop": "after", "calls": "first", "service": "*"})
        finished = finish(cloud)
        assert finished.status == 0, finished
        assert scaling(cloud)["results"] == ["CONTINUE"]
        assert len(signals(cloud)) == 1


def test_an_instance_that_was_quicker_than_its_group_waits(tmp_path):
    machine = {"group": "g", "hook": "h", "state": "Pending"}
    with local_cloud(tmp_path, scenario(machine)) as cloud:
        process = cloud.start("step", "finish-launch")
        wait_until(lambda: len([r for r in cloud.requests()
                                if r["operation"] == "DescribeLifecycleHooks"]) >= 3, "looks")
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=20)
        assert process.returncode == 4 and "g to come to its launch hook" in output, output
        assert scaling(cloud)["results"] == []


@pytest.mark.parametrize("parameters, words", [
    ("{group: g}", "has `group` without `hook`"), ("{hook: h}", "has `hook` without `group`"),
    ("{stack-name: web}", "has `stack-name` without `resource`"),
    ("{resource: Group}", "has `resource` without `stack-name`")])
def test_names_go_together(cloud, parameters, words):
    refused = finish(cloud, "--with", parameters)
    assert refused.status == 65 and words in refused.errors, refused


def test_moto_has_groups_as_enlist_reads_them(cloud, moto):  # noqa: F811
    """moto knows neither the waiting of a hook nor signals; group, hooks and tags it does."""
    ec2, groups = moto.client("ec2"), moto.client("autoscaling")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    groups.create_launch_configuration(
        LaunchConfigurationName="l", ImageId=image, InstanceType="t3.micro")
    groups.create_auto_scaling_group(
        AutoScalingGroupName="g", LaunchConfigurationName="l", MinSize=1, MaxSize=1,
        AvailabilityZones=[REGION + "a"])
    groups.put_lifecycle_hook(
        AutoScalingGroupName="g", LifecycleHookName="h", HeartbeatTimeout=300,
        LifecycleTransition="autoscaling:EC2_INSTANCE_LAUNCHING")
    machine = groups.describe_auto_scaling_instances()["AutoScalingInstances"][0]["InstanceId"]

    finished = cloud.enlist(
        "step", "finish-launch", "--json", "--set", f"instance.id={machine}",
        "--set", f"instance.region={REGION}", AWS_ENDPOINT_URL_AUTO_SCALING=moto.url,
        AWS_ENDPOINT_URL_EC2=moto.url, AWS_ENDPOINT_URL_CLOUDFORMATION=moto.url)
    assert finished.status == 0, finished
    assert notes(finished) == [
        "the Auto Scaling group g does not wait for the instance, which is InService",
        "the instance is in no CloudFormation stack"]
