"""Termination protection: what registering switches on is switched off again, a user's choice is not."""

import signal

import pytest

from botocore_judge import check_parameters
from cloud import INPUTS, local_cloud, wait_until
from test_moto import instance, moto, server  # noqa: F401

REGION = "eu-west-1"
KINDS = ["note-termination-protection", "clear-termination-protection"]


def scenario(protects=True, **machine):
    return {
        "region": REGION,
        "stacks": [{"name": "v3 prod web", "protects-machines": protects,
                    "layers": [{"shortname": "shop"}]}],
        "instances": [machine]}


def is_protected(cloud):
    return cloud.state()["machines"][0]["termination-protection"]


def attribute_calls(cloud):
    """What was asked of EC2 about the attribute; botocore finds nothing wrong with it."""
    calls = [entry for entry in cloud.requests()
             if entry["service"] == "ec2" and "InstanceAttribute" in entry["operation"]]
    for call in calls:
        check_parameters(call)
    return [call["operation"].removesuffix("InstanceAttribute") for call in calls]


def warnings(joined):
    return [event["message"] for event in joined.events("warning")]


CLEARED = ("registering had switched termination protection on; switched it off again, so that the "
           "Auto Scaling group can remove the instance")


def test_what_registering_switched_on_is_off_again(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        joined = cloud.run("--json")
        assert joined.status == 0, joined
        assert not is_protected(cloud)
        assert warnings(joined) == [CLEARED]
        assert attribute_calls(cloud) == ["Describe", "Describe", "Modify", "Describe"]


def test_where_registering_does_not_do_it_two_questions_are_all(tmp_path):
    with local_cloud(tmp_path, scenario(protects=False)) as cloud:
        joined = cloud.run("--json")
        assert joined.status == 0, joined
        assert warnings(joined) == []
        assert attribute_calls(cloud) == ["Describe", "Describe"]


def test_what_a_user_switched_on_stays(tmp_path):
    with local_cloud(tmp_path, scenario(**{"termination-protection": True})) as cloud:
        joined = cloud.run("--json")
        assert joined.status == 0, joined
        assert is_protected(cloud)
        machine = cloud.instances[0]["id"]
        assert warnings(joined) == [
            "termination protection was on before this run, and stays: the Auto Scaling group cannot "
            "remove the instance while it is on; aws ec2 modify-instance-attribute --region eu-west-1 "
            f"--instance-id {machine} --no-disable-api-termination"]
        assert attribute_calls(cloud) == ["Describe"]


@pytest.mark.parametrize("operation, calls", [
    ("DescribeInstanceAttribute", "2"), ("ModifyInstanceAttribute", "first"),
    ("DescribeInstanceAttribute", "3")])
def test_a_run_after_one_that_was_killed_knows_what_it_was_before(tmp_path, operation, calls):
    with local_cloud(tmp_path, scenario()) as cloud:
        cloud.set_faults({"service": "ec2", "operation": operation, "calls": calls, "hold": True})
        process = cloud.start("run", *INPUTS)
        wait_until(lambda: cloud.fault_matches()[0] >= (1 if calls == "first" else int(calls)),
                   "the held request")
        process.send_signal(signal.SIGKILL)
        process.communicate()
        cloud.clear_faults()
        joined = cloud.run("--json")
        assert joined.status == 0, joined
        assert not is_protected(cloud)
        cloud.assert_joined()


@pytest.mark.parametrize("operation, words", [
    ("DescribeInstanceAttribute", "ec2:DescribeInstanceAttribute"),
    ("ModifyInstanceAttribute", "ec2:ModifyInstanceAttribute")])
def test_a_right_that_is_missing_keeps_nobody_out(tmp_path, operation, words):
    denied = {"role": {"deny": [f"ec2:{operation}"]}}
    with local_cloud(tmp_path, scenario(**denied)) as cloud:
        joined = cloud.run("--json")
        assert joined.status == 0, joined
        assert len(warnings(joined)) == 1 and words in warnings(joined)[0], joined
        assert is_protected(cloud)
        cloud.assert_joined()


def test_the_step_needs_to_know_what_was_before(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        said = cloud.enlist("step", "clear-termination-protection")
        assert said.status == 65 and "--set termination-protection.before=…" in said.errors, said
        assert "`note-termination-protection` give" in said.errors


def alone(cloud, moto, instance, kind, *arguments):  # noqa: F811
    return cloud.enlist(
        "step", kind, "--json", "--set", f"instance.id={instance}",
        "--set", f"instance.region={REGION}", *arguments, AWS_ENDPOINT_URL_EC2=moto.url)


def test_boto3_reads_at_moto_what_the_steps_did(cloud, moto, instance):  # noqa: F811
    ec2 = moto.client("ec2")

    def protected():
        return ec2.describe_instance_attribute(
            InstanceId=instance, Attribute="disableApiTermination")["DisableApiTermination"]["Value"]

    def noted():
        run = alone(cloud, moto, instance, KINDS[0])
        assert run.status == 0, run
        return run.events("attempt-succeeded")[0]["gave"]["termination-protection.before"]

    assert noted() == "off"
    ec2.modify_instance_attribute(InstanceId=instance, DisableApiTermination={"Value": True})
    assert noted() == "on"
    said = ["--set", "termination-protection.before=off"]
    cleared = alone(cloud, moto, instance, KINDS[1], *said)
    assert cleared.status == 0 and not protected(), cleared
    assert [event["message"] for event in cleared.events("warning")] == [CLEARED]
