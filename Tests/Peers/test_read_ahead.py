"""Reads that are sent before their steps ask: nothing of a run changes but its time."""

import datetime
import itertools
from collections import Counter

import pytest

from cloud import INPUTS, local_cloud
from systems_manager import shell

INSTANT = {"registering": 0, "registration-setup": 0, "assigning": 0, "assignment-setup": 0,
           "worker-start": 0, "association-first-look": 0, "association-second-look": 0.1,
           "association-look": 0.1, "document-delivery": 0}
QUICK = "enlist: 1\nextends: {}\nchanges:\n  - remove: install-dependencies\n"
WALL = "  - insert: {run: {command: [sleep, '0.3'], below-root: run}, id: wall}\n    after: look-up-stack\n"


@pytest.fixture
def cloud(tmp_path):
    made = {"region": "eu-west-1", "timings": INSTANT,
            "instances": [{"agent-after": 0, "root": str(tmp_path / f"root-{number}")} for number in range(2)],
            "stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}],
            "documents": [{"name": "shop-setup", "content": shell("true")}],
            "associations": [{"document": "shop-setup",
                              "targets": {"tag:enlist:layer": ["/enlist/v3/prod/web/shop"]}}]}
    # Before the cloud starts, whose agents begin at once.
    for number in range(2):
        units = tmp_path / f"root-{number}" / "usr/lib/systemd/system"
        units.mkdir(parents=True)
        (units / "amazon-ssm-agent.service").write_text("[Service]\n")
    with local_cloud(tmp_path, made) as cloud:
        yield cloud


def pipeline(folder, name, changes=""):
    file = folder / "pipeline.yaml"
    file.write_text(QUICK.format(name) + changes)
    return str(file)


def asked(cloud):
    """The requests to AWS of enlist itself, as they arrived."""
    return [entry for entry in cloud.requests()
            if entry["service"] not in ("metadata", "installer") and not entry.get("by-agent")
            and entry["headers"].get("user-agent", "").startswith("enlist/")]


def arrival(cloud, operation):
    return next(entry["time"] for entry in asked(cloud) if entry["operation"] == operation)


def by_step(entry):
    """Leaves the order within the steps as it is, and sorts what comes after them."""
    step, operation, *_ = entry
    return (step is None, operation if step is None else "")


def told(cloud, number):
    """The requests to AWS of a run as its journal tells, with their steps; a poll counts once."""
    events = cloud.enlist("log", "--json", number=number).events("request")
    requests = [(event.get("step"), event["operation"], event["try"], event.get("status")) for event in events
                if event["service"] != "instance metadata"]
    return [request for request, _ in itertools.groupby(requests)]


@pytest.mark.parametrize("name", ["systems-manager", "opsworks"])
def test_a_run_asks_and_tells_what_one_does_that_a_person_steps_through(cloud, tmp_path, name):
    file = pipeline(tmp_path, name)
    ended = cloud.run("--pipeline", file)
    assert ended.status == 0, ended
    straight = Counter(entry["operation"] for entry in asked(cloud))
    cloud.forget_requests()
    commands = tmp_path / "commands"
    commands.write_text("continue\n")
    ended = cloud.enlist("debug", *INPUTS, "--pipeline", file, "--commands", str(commands), number=1)
    assert ended.status == 0, ended
    stepped = Counter(entry["operation"] for entry in asked(cloud))
    # How often is polled differs.
    assert set(straight) == set(stepped)
    # What is told at the end is sent side by side.
    assert sorted(told(cloud, 0), key=by_step) == sorted(told(cloud, 1), key=by_step)


@pytest.mark.parametrize("name, early", [
    ("systems-manager", "DescribeInstanceInformation"),
    ("opsworks", "DescribeStackProvisioningParameters"), ("opsworks", "DescribeInstanceAttribute"),
    ("opsworks", "GetHostnameSuggestion")])
def test_reads_are_under_way_while_the_steps_before_them_wait(cloud, tmp_path, name, early):
    slow = {"opsworks": "DescribeInstances"} if early == "GetHostnameSuggestion" else {"ec2": "CreateTags"}
    ((service, operation),) = slow.items()
    cloud.set_faults({"service": service, "operation": operation, "latency": 1, "calls": "first"})
    ended = cloud.run("--pipeline", pipeline(tmp_path, name))
    assert ended.status == 0, ended
    assert arrival(cloud, early) - arrival(cloud, operation) < 0.8


def test_nothing_is_read_ahead_of_a_step_that_may_change_the_answer(cloud, tmp_path):
    ended = cloud.run("--pipeline", pipeline(tmp_path, "opsworks", WALL), "--json")
    assert ended.status == 0, ended
    (wall,) = [event for event in ended.events("step-succeeded") if event["step"] == "wall"]
    end = datetime.datetime.fromisoformat(wall["time"]).timestamp()
    for operation in ["DescribeInstances", "GetHostnameSuggestion", "DescribeInstanceAttribute"]:
        assert arrival(cloud, operation) > end - 0.05, operation


@pytest.mark.parametrize("name, operation", [
    ("opsworks", "GetHostnameSuggestion"), ("opsworks", "DescribeStackProvisioningParameters"),
    ("opsworks", "DescribeInstanceAttribute"), ("systems-manager", "DescribeInstanceInformation")])
def test_an_early_read_that_fails_is_retried_by_its_step(cloud, tmp_path, name, operation):
    cloud.set_faults({"operation": operation, "error": "throttled", "calls": "first"})
    ended = cloud.run("--pipeline", pipeline(tmp_path, name))
    assert ended.status == 0, ended
    tries = [(number, status) for _, called, number, status in told(cloud, 0) if called == operation]
    assert [number for number, _ in tries][:2] == [1, 2]
    assert tries[0][1] != 200 and tries[1][1] == 200


def test_a_member_that_joins_again_is_asked_for_one_suggestion_more(cloud, tmp_path):
    file = pipeline(tmp_path, "opsworks")
    assert cloud.run("--pipeline", file).status == 0
    cloud.forget_requests()
    ended = cloud.run("--pipeline", file, "--fresh")
    assert ended.status == 0, ended
    again = Counter(entry["operation"] for entry in asked(cloud))
    assert again["GetHostnameSuggestion"] <= 1
    assert again["DescribeStackProvisioningParameters"] == 0
    assert again["DescribeInstances"] == 1
    # It is not told of, as no step asked for it.
    assert "GetHostnameSuggestion" not in ended.output
