"""`enlist watch`: an instance that is to go leaves its stack, in time, and its group goes on."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from cloud import BUILD, INPUTS, PACKAGE, local_cloud, wait_until
from test_leave import REGION, assert_left, join, judge, scenario

IN_GROUP = {"auto-scaling": {"group": "g", "state": "InService"}}


def ends(cloud, cause, **more):
    cloud._ask("machines", "POST", json.dumps(
        {"instance": cloud.instances[0]["id"], "ends-by": cause, **more}).encode())


def scaling(cloud):
    return cloud.state()["machines"][0]["auto-scaling"]


class Watching:
    def __init__(self, cloud, *arguments, **environment):
        self.cloud = cloud
        cloud.forget_requests()
        self.process = cloud.start("watch", "--interval", "1s", *arguments, **environment)

    def looked(self, times=1):
        """Waits until it has asked metadata so often."""
        wait_until(lambda: self.questions() >= times, f"{times} looks at metadata")

    def questions(self):
        return sum("spot/instance-action" in str(entry) for entry in self.cloud.requests())

    def ended(self, seconds=60):
        output, errors = self.process.communicate(timeout=seconds)
        return self.process.returncode, output, errors


def test_an_instance_that_its_group_removes_leaves_and_then_the_group_goes_on(tmp_path):
    with local_cloud(tmp_path, scenario(machine=IN_GROUP)) as cloud:
        join(cloud)
        watching = Watching(cloud)
        watching.looked(2)
        assert cloud.member()["layers"] == ["shop"]
        ends(cloud, "group", hook="leaving", **{"heartbeat-timeout": 3})
        status, output, errors = watching.ended()
        assert status == 0, output + errors
        assert_left(cloud)
        assert scaling(cloud)["results"] == ["CONTINUE"] and scaling(cloud)["heartbeats"] >= 1
        assert "the Auto Scaling group is about to terminate the instance" in output
        assert "the Auto Scaling group g goes on: completed its hook leaving" in output
        judge(cloud)
        operations = [entry["operation"] for entry in cloud.requests()]
        assert (operations.index("DeregisterInstance")
                < operations.index("CompleteLifecycleAction"))


def test_a_group_without_a_hook_waits_for_nothing(tmp_path):
    with local_cloud(tmp_path, scenario(machine=IN_GROUP)) as cloud:
        join(cloud)
        watching = Watching(cloud)
        watching.looked()
        ends(cloud, "group")
        status, output, errors = watching.ended()
        assert status == 0, output + errors
        assert_left(cloud)
        assert "the Auto Scaling group g has no termination hook" in output


@pytest.mark.waits(65)
def test_a_spot_instance_does_not_wait_for_recipes_that_take_longer_than_it_has(tmp_path):
    slow = {"timings": {"unassigning": 3600}}
    with local_cloud(tmp_path, {**scenario(machine=IN_GROUP), **slow}) as cloud:
        join(cloud)
        watching = Watching(cloud)
        watching.looked()
        began = time.monotonic()
        ends(cloud, "spot")
        status, output, errors = watching.ended(110)
        assert status == 0 and time.monotonic() - began < 110, output + errors
        assert_left(cloud)
        assert "EC2 takes the spot instance back at 2" in output
        assert "have not ended, and are waited for no longer" in output
        assert scaling(cloud)["results"] == []


@pytest.mark.waits(65)
def test_a_spot_notice_in_the_midst_of_leaving_for_the_group_makes_haste(tmp_path):
    slow = {"timings": {"unassigning": 3600}}
    with local_cloud(tmp_path, {**scenario(machine=IN_GROUP), **slow}) as cloud:
        join(cloud)
        watching = Watching(cloud)
        watching.looked()
        ends(cloud, "group", hook="leaving")
        wait_until(lambda: cloud.member()["status"] == "unassigning", "the shutdown recipes")
        ends(cloud, "spot")
        status, output, errors = watching.ended(110)
        assert status == 0, output + errors
        assert_left(cloud)
        assert "EC2 takes the spot instance back at 2" in output
        assert scaling(cloud)["results"] == ["CONTINUE"]


def test_a_spot_notice_interrupts_a_run_that_is_under_way(tmp_path):
    with local_cloud(tmp_path, scenario(machine=IN_GROUP)) as cloud:
        cloud.set_faults({"service": "opsworks", "operation": "AssignInstance", "hold": True})
        joining = cloud.start("run", *INPUTS)
        wait_until(lambda: cloud.fault_matches()[0] >= 1, "the run to come to its last step")
        watching = Watching(cloud)
        watching.looked()
        ends(cloud, "spot")
        status, output, errors = watching.ended(60)
        assert joining.wait(10) == 4
        assert status == 0, output + errors
        assert cloud.member() is None


def test_what_never_joined_has_nothing_to_leave_and_its_group_goes_on(tmp_path):
    with local_cloud(tmp_path, scenario(machine=IN_GROUP)) as cloud:
        watching = Watching(cloud)
        watching.looked()
        ends(cloud, "group", hook="leaving")
        status, output, errors = watching.ended()
        assert status == 0, output + errors
        assert "the instance is a member of no stack" in output
        assert scaling(cloud)["results"] == ["CONTINUE"]


def test_a_leaving_that_fails_does_not_keep_the_group(tmp_path):
    denied = {**IN_GROUP, "role": {"deny": ["opsworks:DeregisterInstance"]}}
    with local_cloud(tmp_path, scenario(machine=denied)) as cloud:
        join(cloud)
        watching = Watching(cloud)
        watching.looked()
        ends(cloud, "group", hook="leaving")
        status, output, errors = watching.ended()
        assert status == 77 and "opsworks:DeregisterInstance" in errors, output + errors
        assert scaling(cloud)["results"] == ["CONTINUE"]


@pytest.mark.waits(10)
def test_metadata_that_is_silent_is_told_once_and_asked_on(tmp_path):
    with local_cloud(tmp_path, scenario(machine=IN_GROUP)) as cloud:
        join(cloud)
        watching = Watching(cloud)
        watching.looked()
        cloud.set_faults({"service": "metadata", "status": 503})
        wait_until(lambda: cloud.fault_matches()[0] >= 14, "two vain looks, six tries each", 60)
        assert watching.process.poll() is None
        cloud.clear_faults()
        before = watching.questions()
        watching.looked(before + 2)
        ends(cloud, "group", hook="leaving")
        status, output, errors = watching.ended()
        assert status == 0, output + errors
        assert output.count("warning: ") == 1 and "instance metadata answers again" in output
        assert_left(cloud)


OTHERS = [{"auto-scaling": {"group": "g", "hook": "ship-logs", "state": "Terminating:Wait"}}]


@pytest.mark.parametrize("words, results, said", [
    ([], [], "of the termination hooks of the Auto Scaling group g, leaving, ship-logs, none is completed"),
    (["--hook", "leaving"], ["CONTINUE"], "the Auto Scaling group g goes on: completed its hook leaving"),
    (["--hook", "else"], [], "none is completed: `--hook` selects enlist's")])
def test_somebody_elses_hook_is_left_to_him(tmp_path, words, results, said):
    group = scenario(machine=IN_GROUP)
    group["instances"] = [*group["instances"], *OTHERS]
    with local_cloud(tmp_path, group) as cloud:
        join(cloud)
        watching = Watching(cloud, *words)
        watching.looked()
        ends(cloud, "group", hook="leaving")
        status, output, errors = watching.ended()
        assert status == 0, output + errors
        assert_left(cloud)
        assert said in output
        assert scaling(cloud)["results"] == results and (scaling(cloud)["heartbeats"] > 0) == bool(results)
        assert cloud.state()["machines"][1]["auto-scaling"]["results"] == []


def test_an_interrupted_leaving_keeps_the_group_for_whoever_goes_on_with_it(tmp_path):
    slow = {"timings": {"unassigning": 3}}
    with local_cloud(tmp_path, {**scenario(machine=IN_GROUP), **slow}) as cloud:
        join(cloud)
        watching = Watching(cloud)
        watching.looked()
        ends(cloud, "group", hook="leaving")
        wait_until(lambda: cloud.member()["status"] == "unassigning", "the shutdown recipes")
        watching.process.send_signal(signal.SIGTERM)
        assert watching.ended()[0] == 4
        assert scaling(cloud)["results"] == []
        assert Watching(cloud).ended()[0] == 0
        assert_left(cloud)
        assert scaling(cloud)["results"] == ["CONTINUE"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_nothing_is_done(tmp_path, number):
    with local_cloud(tmp_path, scenario(machine=IN_GROUP)) as cloud:
        join(cloud)
        watching = Watching(cloud)
        watching.looked()
        watching.process.send_signal(number)
        assert watching.ended(10) == (0, "", "")
        assert cloud.member()["layers"] == ["shop"]


@pytest.mark.parametrize("words, said", [
    (["--interval", "0s"], "must be a duration of at least 1s"),
    (["--interval", "soon"], "must be a duration of at least 1s"),
    (["--revert-on-failure"], "Unknown option '--revert-on-failure'")])
def test_what_cannot_be_watched(cloud, words, said):
    refused = cloud.enlist("watch", *words)
    assert refused.status == 64 and said in refused.errors, refused


def resident(process):
    """Megabytes."""
    fields = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return int(next(line for line in fields if line.startswith("VmRSS:")).split()[1]) / 1024


def test_at_rest_it_holds_little_memory(tmp_path):
    program = PACKAGE / ".build-static/release/enlist"
    assert program.exists(), "make static builds it"
    with local_cloud(tmp_path, scenario(machine=IN_GROUP)) as cloud:
        watching = Watching(cloud, program=program)
        try:
            watching.looked(3)
            wait_until(lambda: resident(watching.process) < 10, "less than 10 MB between two looks")
        finally:
            watching.process.terminate()
            assert watching.ended()[0] == 0
