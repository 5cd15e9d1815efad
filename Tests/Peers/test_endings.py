"""How runs end that cannot go well, and what they say."""

import re
import socket
import time
from pathlib import Path

import pytest

from cloud import local_cloud

PIPELINE = str(Path(__file__).parent / "quick.yaml")


def scenario(layer=None, instance=None, stacks=(), **more):
    """The usual stack and layer, an instance, and whatever else a test wants."""
    stack = {"name": "v3 prod web", "layers": [{"shortname": "shop", **(layer or {})}]}
    stack.update(more.pop("stack", {}))
    return {"stacks": [stack, *stacks], "instances": [instance or {}], **more}


def run(cloud, *arguments, **keywords):
    begin = time.monotonic()
    finished = cloud.run("--pipeline", PIPELINE, "--json", *arguments, **keywords)
    finished.seconds = time.monotonic() - begin
    return finished


def failure(finished, status):
    """The failure of a run that ended with a status."""
    assert finished.status == status, finished
    return finished.events("step-failed", "preparation-failed")[-1]


def closed_port():
    """An address at which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return "http://127.0.0.1:%d" % listener.getsockname()[1]


def test_a_status_that_never_comes_ends_with_3_at_the_deadline(tmp_path):
    with local_cloud(tmp_path, scenario(timings={"registering": 1000})) as cloud:
        finished = run(cloud)
        last = failure(finished, 3)
        assert last["step"] == "wait-until-registered"
        assert last["class"] == "timeout"
        assert last["message"] == (
            "the step's deadline of 5s has passed; the last attempt: the member's status is still "
            "`registering`, and not `registered`")
        assert "the agent's log" in last["remedy"]
        assert 5 <= finished.seconds < 8
        assert [note for note in finished.events("note") if "step" in note][-1]["message"] == "status registering"
        # It is a member all the same, and another run goes on waiting for it.
        assert cloud.member()["hostname"] == "shop1"
        assert failure(run(cloud), 3)["step"] == "wait-until-registered"


def test_the_runs_own_deadline_ends_it_with_3(tmp_path):
    pipeline = tmp_path / "pipeline.yaml"
    # That of no step may be longer: it could never act.
    pipeline.write_text(re.sub(r"deadline: \d+s", "deadline: 2s", Path(PIPELINE).read_text()))
    with local_cloud(tmp_path, scenario(timings={"registering": 1000})) as cloud:
        finished = cloud.run("--pipeline", str(pipeline), "--json")
        assert failure(finished, 3)["message"].startswith("the pipeline's deadline of 2s has passed")
        assert finished.events("run-finished")[-1]["outcome"] == "deadline-passed"


def test_a_setup_that_failed_ends_at_once_with_what_opsworks_says_of_it(tmp_path):
    with local_cloud(tmp_path, scenario(instance={"setup-fails": "registering"})) as cloud:
        finished = run(cloud)
        last = failure(finished, 1)
        assert finished.seconds < 5
        assert (last["step"], last["class"]) == ("wait-until-registered", "refused")
        assert last["message"] == (
            "the member's status is `setup_failed`: it does not become registered by itself any more")
        assert [detail.split()[:2] for detail in last["details"]] == [
            ["service", "error"], ["command", "setup"]], last["details"]
        assert "exit status 1, log https://" in last["details"][1]
        # People see it, too.
        seen = cloud.run("--pipeline", PIPELINE)
        assert all(detail in seen.errors for detail in last["details"]), seen


def test_a_setup_that_fails_after_the_assignment_is_seen_by_who_waits_for_it(tmp_path):
    pipeline = tmp_path / "pipeline.yaml"
    pipeline.write_text(
        Path(PIPELINE).read_text().replace("assign-layer:", "assign-layer: {wait: online}"))
    with local_cloud(tmp_path, scenario(instance={"setup-fails": "assigning"})) as cloud:
        last = failure(cloud.run("--pipeline", str(pipeline), "--json"), 1)
        assert last["message"] == (
            "the member's status is `setup_failed`: it does not become online by itself any more")
        assert len(last["details"]) == 2, last


def test_metadata_that_is_not_there_ends_with_69(cloud):
    last = failure(run(cloud, AWS_EC2_METADATA_SERVICE_ENDPOINT=closed_port()), 69)
    assert "no connection" in last["message"]
    assert "run on an EC2 instance whose metadata service is on" in last["remedy"]


def test_an_endpoint_that_is_not_there_ends_with_69(cloud):
    last = failure(run(cloud, AWS_ENDPOINT_URL=closed_port()), 69)
    assert (last["step"], last["class"]) == ("look-up-stack", "transient")
    assert "no connection" in last["message"]
    assert last["remedy"].startswith("check the address and port")


def test_an_unknown_stack_or_layer_is_told_from_those_that_there_are(tmp_path):
    stacks = [{"name": "v3 staging web"}, {"name": "v2 prod api"}]
    with local_cloud(tmp_path, scenario(stacks=stacks)) as cloud:
        last = failure(run(cloud, inputs={"platform": "wep"}), 1)
        assert last["class"] == "not-found"
        assert last["message"] == (
            "there is no stack `v3 prod wep` in us-east-1; the nearest is `v3 prod web`")
        assert last["details"] == ["stacks there: `v2 prod api`, `v3 prod web`, `v3 staging web`"]

        last = failure(run(cloud, inputs={"product": "shpo"}), 1)
        assert last["message"] == (
            "the stack `v3 prod web` has no layer with the short name `shpo`; the nearest is `shop`")
        assert last["details"] == ["layers there: `shop`"]
        assert last["remedy"] == "check the input `product`, or add the layer"


def test_a_stack_that_only_another_regions_endpoint_knows_is_not_found(tmp_path):
    with local_cloud(tmp_path, scenario(stack={"api-region": "eu-west-1"})) as cloud:
        last = failure(run(cloud), 1)
        assert last["class"] == "not-found"
        assert last["message"] == "there is no stack `v3 prod web` in us-east-1"
        assert "the region" in last["remedy"]


def test_a_stack_that_was_made_at_the_classic_endpoint_is_found_there(tmp_path):
    elsewhere = scenario(
        region="eu-west-1", stack={"api-region": "us-east-1"})
    with local_cloud(tmp_path, elsewhere) as cloud:
        assert run(cloud).status == 0
        cloud.assert_joined()


def test_a_stack_for_instances_of_another_region_is_refused(tmp_path):
    other = scenario(stack={"region": "eu-west-1", "api-region": "us-east-1"})
    with local_cloud(tmp_path, other) as cloud:
        last = failure(run(cloud), 1)
        assert last["message"] == (
            "the stack `v3 prod web` is for instances in eu-west-1, and this one is in us-east-1")


def test_a_stack_for_instances_of_another_vpc_is_refused_before_anything_is_made(tmp_path):
    stack = {"vpc": "vpc-0a"}
    instances = [{"vpc": "vpc-0a"}, {"vpc": "vpc-0b"}, {}]
    with local_cloud(tmp_path, {**scenario(stack=stack), "instances": instances}) as cloud:
        assert run(cloud, number=0).status == 0
        for number, own in [(1, "vpc-0b"), (2, "no VPC")]:
            last = failure(run(cloud, number=number), 1)
            assert (last["step"], last["class"]) == ("look-up-stack", "refused")
            assert last["message"] == (
                f"the stack `v3 prod web` is for instances in vpc-0a, and this one is in {own}")
            assert last["remedy"].startswith("launch the group in subnets of vpc-0a, ")
            assert cloud.member(number) is None


def test_auto_healing_is_a_failure_or_is_switched_off(tmp_path):
    with local_cloud(tmp_path, scenario(layer={"auto-healing": True})) as cloud:
        last = failure(run(cloud), 1)
        assert (last["step"], last["class"]) == ("look-up-stack", "refused")
        assert last["message"].startswith("the layer `shop` has auto healing on")
        assert "`disable-auto-healing: true`" in last["remedy"]

        pipeline = tmp_path / "pipeline.yaml"
        pipeline.write_text(
            Path(PIPELINE).read_text()
            .replace("look-up-stack:", "look-up-stack: {disable-auto-healing: true}"))
        assert cloud.run("--pipeline", str(pipeline)).status == 0
        cloud.assert_joined()
        assert cloud.state()["stacks"][0]["layers"][0]["auto-healing"] is False


def test_a_member_of_another_stack_is_told_where_and_how_to_leave(tmp_path):
    other = {"name": "v3 prod api", "layers": [{"shortname": "shop"}]}
    with local_cloud(tmp_path, scenario(stacks=[other])) as cloud:
        assert run(cloud, inputs={"platform": "api"}).status == 0
        last = failure(run(cloud), 1)
        assert (last["step"], last["class"]) == ("register-instance", "refused")
        assert last["message"] == (
            "the instance is a member of another stack, `v3 prod api`, as `shop1`")
        assert last["remedy"].endswith(
            "aws opsworks deregister-instance "
            f"--instance-id {cloud.member()['id']} --region us-east-1")


@pytest.mark.parametrize("action", [
    "opsworks:DescribeStacks", "opsworks:DescribeLayers", "opsworks:DescribeInstances",
    "opsworks:GetHostnameSuggestion", "ec2:CreateTags",
    "opsworks:DescribeStackProvisioningParameters", "opsworks:RegisterInstance",
    "opsworks:AssignInstance"])
def test_a_missing_right_ends_with_77_and_is_named(action, tmp_path):
    with local_cloud(tmp_path, scenario(instance={"role": {"deny": [action]}})) as cloud:
        last = failure(run(cloud), 77)
        assert last["class"] == "refused"
        assert f"allow {action} " in last["remedy"], last


def test_a_wrong_clock_is_measured_and_waited_for(tmp_path):
    with local_cloud(tmp_path, {**scenario(), "clock-offset": 3600}) as cloud:
        last = failure(run(cloud), 1)
        assert last["class"] == "credentials-pending", last
        assert "this machine's clock is 3600 s behind" in last["message"]
        assert last["remedy"].startswith("set the clock")


def test_credentials_that_come_late_are_waited_for(tmp_path):
    with local_cloud(tmp_path, scenario(instance={"credentials-after": 3})) as cloud:
        finished = cloud.run("--json", "--skip", "install-dependencies")
        assert finished.status == 0, finished
        assert {event["class"] for event in finished.events("retrying")} == {"credentials-pending"}
        cloud.assert_joined()


def test_credentials_that_run_out_on_the_way_are_renewed(tmp_path):
    short = scenario(
        instance={"credentials-lifetime": 1}, timings={"registering": 1.5, "assigning": 0.05})
    with local_cloud(tmp_path, short) as cloud:
        finished = run(cloud)
        assert finished.status == 0, finished
        keys = {
            entry["headers"]["authorization"].split("Credential=")[1].split("/")[0]
            for entry in cloud.requests() if "authorization" in entry["headers"]}
        assert len(keys) > 1, "the credentials did not run out"
        cloud.assert_joined()
