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
REPEATED = "Group of the CloudFormation stack web has this instance's signal already"
UNAWAITED = (
    "the CloudFormation stack web does not wait for signals: Stack "
    "arn:aws:cloudformation:eu-west-1:123456789012:stack/web is in CREATE_COMPLETE state and can not be signaled")


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
            SUCCESS, "the Auto Scaling group g goes on: completed its hook h"]
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
        UNAWAITED, "the Auto Scaling group g does not wait for the instance, which is InService"]),
    ("without a hook", "CREATE_IN_PROGRESS", {}, [
        "the instance is in no CloudFormation stack",
        "the Auto Scaling group g has no launch hook"]),
    (None, "UPDATE_IN_PROGRESS", TAGS, [SUCCESS, "the instance is in no Auto Scaling group"])],
    ids=["nobody waits", "there is no hook", "there is no group"])
def test_where_nobody_waits_nothing_is_done_and_that_is_said(
        tmp_path, group, formation, tags, expected):
    with local_cloud(tmp_path, scenario(group, formation, tags=tags)) as cloud:
        finished = finish(cloud)
        assert finished.status == 0, finished
        assert notes(finished) == expected
        again = finish(cloud)
        assert again.status == 0, again
        assert notes(again) == [REPEATED if note == SUCCESS else note for note in expected]
        assert len(signals(cloud)) == (SUCCESS in expected)
        assert "autoscaling:CompleteLifecycleAction" not in judge(cloud)


def test_a_hook_that_is_resolved_already_is_done(tmp_path):
    with local_cloud(tmp_path, scenario("in service")) as cloud:
        finished = finish(cloud, "--with", "{group: g, hook: h, stack-name: web, resource: Group}")
        assert finished.status == 0, finished
        assert notes(finished) == [
            SUCCESS, "the hook h of the Auto Scaling group g no longer waits"]
        # Nobody had to look for anything.
        assert judge(cloud) == ["cloudformation:SignalResource", "autoscaling:CompleteLifecycleAction"]


def refusal(message, error="ValidationError", status=400):
    return {"service": "cloudformation", "operation": "SignalResource", "status": status,
            "error": error, "message": message}


def launches(cloud, more=""):
    """Has an instance join that undoes what it did where that fails."""
    folder = cloud.root() / "etc/enlist/pipeline.d"
    folder.mkdir(parents=True)
    (folder / "10-launch.yaml").write_text(OVERLAY + more)


@pytest.mark.parametrize("fault, said", [
    (refusal("Stack 'web' does not exist"), "Stack 'web' does not exist"),
    (refusal("Resource Group does not exist for stack web"), "does not wait for signals"),
    (refusal("Stack:arn:aws:cloudformation:eu-west-1:1:stack/web/2 is in DELETE_IN_PROGRESS state and can not be "
             "signaled"), "does not wait for signals"),
    (refusal("User: u is not authorized to perform: cloudformation:SignalResource", "AccessDenied", 403),
     "CloudFormation is not told that the instance is ready: "),
    (refusal("The security token is fine, and still no", "SomethingNew", 400),
     "CloudFormation is not told that the instance is ready: ")],
    ids=["deleted", "renamed", "deleting", "denied", "an unknown refusal"])
@pytest.mark.parametrize("group", ["launching", "in service", "without a hook"])
def test_an_instance_that_can_serve_is_not_undone_for_the_sake_of_its_stack(tmp_path, fault, said, group):
    with local_cloud(tmp_path, scenario(group)) as cloud:
        launches(cloud, "on-failure: {revert: true, then: unhealthy}\n")
        cloud.set_faults(fault)
        for _ in range(2):  # The second time it has joined already.
            joined = cloud.run("--json")
            assert joined.status == 0, joined
            assert said in joined.output
            assert cloud.member()["layers"] == ["shop"]
            assert scaling(cloud)["state"] == "InService" and scaling(cloud)["health"] == "HEALTHY"
            assert scaling(cloud)["results"] == (["CONTINUE"] if group == "launching" else [])
        calls = judge(cloud)
        if group == "launching":
            assert (calls.index("cloudformation:SignalResource")
                    < calls.index("autoscaling:CompleteLifecycleAction"))


def test_a_second_run_of_a_joined_instance_signals_what_counts_already(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        launches(cloud)
        assert cloud.run().status == 0
        again = cloud.run("--fresh", "--json")
        assert again.status == 0, again
        assert REPEATED in notes(again)
        assert signals(cloud) == [("Group", cloud.instances[0]["id"], "SUCCESS")]


def test_a_group_that_does_not_list_the_instance_yet_is_asked_again(tmp_path):
    machine = {"group": "g", "hook": "h", "state": "Pending:Wait", "listed-after": 2}
    with local_cloud(tmp_path, scenario(machine)) as cloud:
        finished = finish(cloud)
        assert finished.status == 0, finished
        assert scaling(cloud)["results"] == ["CONTINUE"]
        failed = finished.events("attempt-failed")
        assert failed and {failure["class"] for failure in failed} == {"not-found"}
        assert "wants it to be InService" in failed[0]["message"]


def test_tags_that_come_after_the_instance_are_waited_for(tmp_path):
    with local_cloud(tmp_path, scenario(**{"tags-after": 3})) as cloud:
        finished = finish(cloud)
        assert finished.status == 0, finished
        assert notes(finished)[0] == SUCCESS
        assert scaling(cloud)["results"] == ["CONTINUE"]


def test_inputs_in_tags_that_come_after_the_instance_are_waited_for(tmp_path):
    tags = {f"enlist:{name[2:]}": value for name, value in zip(INPUTS[::2], INPUTS[1::2])}
    with local_cloud(tmp_path, scenario(**{"tags-after": 3, "tags": tags})) as cloud:
        assert cloud.enlist("run").status == 0
        assert cloud.member()["layers"] == ["shop"]


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
        "the instance is in no CloudFormation stack",
        "the Auto Scaling group g does not wait for the instance, which is InService"]
