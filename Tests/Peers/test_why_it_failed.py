"""Why a run failed, and what it waits for: the same everywhere, and without leaving anybody without a word."""

import json
import os
import re
import socket
import subprocess
import tempfile
from pathlib import Path

from cloud import BUILD, INPUTS, local_cloud
from test_auto_scaling import OVERLAY, scenario
from test_on_failure import NOBODY, says
from test_systems_manager import pipeline, run as run_managed, scenario as managed

INPUT_WORDS = "product=shop environment=prod platform=web major=3"
STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \[ *\d+\.\d{3}\] "
SEEN = "layers there: `shop`"


def rows(cloud):
    return {step["id"]: step for step in json.loads(cloud.enlist("report", "--json").output)["steps"]}


def operations(row):
    return [request["operation"] for request in row["requests"]]


def test_what_was_seen_of_a_failure_stands_everywhere(cloud):
    ended = cloud.enlist("run", *NOBODY)
    assert ended.errors.count(SEEN) == 1 and SEEN not in ended.output
    status = cloud.enlist("status").output
    assert f"\n    details\n        {SEEN}\n" in status
    assert json.loads(cloud.enlist("status", "--json").output)["details"] == [SEEN]
    log = cloud.enlist("log").output
    assert log.endswith(
        "error: `look-up-stack` failed (not-found): the stack `v3 prod web` has no layer with the short name `nobody`\n"
        "    what to do: check the input `product`, or add the layer\n"
        f"    details:\n        {SEEN}\n")
    assert f"\n        {SEEN}\n" in cloud.enlist("report", "--text").output
    attempt, = rows(cloud)["look-up-stack"]["attempts"]
    assert attempt["details"] == [SEEN]
    assert f">{SEEN}</div>" in cloud.enlist("report").output


def test_the_journal_hears_what_matters(cloud, tmp_path):
    """systemd names the stream that it reads; what it would take for a priority is on each line that is an error."""
    with open(tmp_path / "journal", "wb") as stream:
        told = os.fstat(stream.fileno())
        subprocess.run([BUILD / "enlist", "run", *NOBODY], stdin=subprocess.DEVNULL, stdout=stream, stderr=stream,
                       env=cloud.environment(JOURNAL_STREAM=f"{told.st_dev}:{told.st_ino}"))
    lines = (tmp_path / "journal").read_text().splitlines()
    errors = [line for line in lines if line.startswith("<3>")]
    assert any(line.startswith("<3>error: `look-up-stack` failed (not-found)") for line in errors), lines
    assert any("look-up-stack: failed after" in line for line in errors)
    assert any(re.match("<4>.*attempt 1 failed", line) for line in lines)
    assert any(re.match(f"{STAMP}look-up-stack: started", line) for line in lines)


def test_a_failure_is_one_entry_of_the_journal_with_fields(cloud, tmp_path):
    """In journald's native protocol, by a socket that stands below ENLIST_ROOT, whose name has to be short."""
    root = cloud.root() / "run/systemd/journal"
    root.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal, \
            open(tmp_path / "journal", "wb") as stream:
        link = Path(short) / "root"
        link.symlink_to(cloud.root())
        journal.bind(f"{link}/run/systemd/journal/socket")
        journal.settimeout(10)
        told = os.fstat(stream.fileno())
        run = subprocess.run([BUILD / "enlist", "run", *NOBODY], stdin=subprocess.DEVNULL, stdout=stream, stderr=stream,
                             env=cloud.environment(JOURNAL_STREAM=f"{told.st_dev}:{told.st_ino}", ENLIST_ROOT=str(link)))
        entry = journal.recv(65536)
    assert run.returncode == 1
    head, rest = entry.split(b"\n", 1)
    length = int.from_bytes(rest[:8], "little")
    message, fields = rest[8:8 + length].decode(), rest[8 + length + 1:].decode().splitlines()
    assert head == b"MESSAGE" and message.startswith("error: `look-up-stack` failed (not-found)"), message
    fields = dict(field.split("=", 1) for field in fields)
    run = json.loads(cloud.enlist("status", "--json").output)["run"]
    assert fields == {"PRIORITY": "3", "SYSLOG_IDENTIFIER": "enlist", "ENLIST_RUN": run, "ENLIST_PIPELINE": "opsworks",
                      "ENLIST_STEP": "look-up-stack", "ENLIST_CLASS": "not-found", "ENLIST_STATUS": "1"}
    # It stands there once.
    assert "error: " not in (tmp_path / "journal").read_text()


def test_an_instance_that_has_joined_says_as_what(cloud):
    assert cloud.run().status == 0
    status = cloud.enlist("status")
    assert re.search(r"\n    hostname    shop1\n    stack       v3 prod web\n    layer       shop\n", status.output)
    data = json.loads(cloud.enlist("status", "--json").output)
    assert (data["hostname"], data["stack"], data["layer"]) == ("shop1", "v3 prod web", "shop")


def test_it_begins_with_who_runs_what_where(cloud):
    identity = (f"enlist 0.2.0 on {cloud.instances[0]['id']} in us-east-1, "
                f"image ami-0abcdef1234567890; {INPUT_WORDS}")
    run = cloud.run()
    for lines in [run.output.splitlines()[:-1], cloud.enlist("log").output.splitlines()]:
        assert re.fullmatch(STAMP + re.escape(identity), lines[0]), lines[0]
        assert all(re.match(STAMP, line) for line in lines), "the time of day is in every line"
    assert f"<p class=\"faint\">{identity}, " in cloud.enlist("report").output
    assert cloud.enlist("report", "--text").output.startswith(f"{identity}, ")
    events = [json.loads(line) for line in cloud.enlist("log", "--json").output.splitlines()]
    told = next(event for event in events if event["type"] != "request")
    assert told["type"] == "run-identified" and told["pipeline"] == "opsworks"
    assert told["facts"]["product"] == "shop"


def test_throttling_is_told_after_two_seconds_without_a_word(cloud):
    cloud.set_faults({"service": "ec2", "operation": "CreateTags", "calls": "1-5", "error": "throttled"})
    run = cloud.run()
    assert run.status == 0, run
    lines = run.output.splitlines()
    waits = [line for line in lines if "ec2 CreateTags: throttled: ‘Request limit exceeded.’; asking again in " in line]
    times = [float(re.search(r"\[ *([0-9.]+)\]", line)[1]) for line in lines if "[" in line]
    lengths = [float(line.rsplit(" in ", 1)[1].removesuffix("ms").removesuffix("s")) for line in waits]
    assert waits and all("tag-instance: " in line for line in waits)
    # Between two lines lies no more than two seconds, or what the first has announced.
    longest = max(lengths)
    assert max(b - a for a, b in zip(times, times[1:])) < longest + 2.5
    tagging = rows(cloud)["tag-instance"]
    assert tagging["waiting"] > 0.5 * tagging["elapsed"]
    assert any(wait["reason"].startswith("before asking again: ec2 CreateTags") for wait in tagging["waits"])
    # What is told at once nobody needs twice: the events have each wait, the log the long ones.
    events = [json.loads(line) for line in cloud.enlist("log", "--json").output.splitlines()]
    assert len([event for event in events if event["type"] == "request-retry"]) == 5


def test_a_request_without_an_answer_is_told_while_it_goes_on(cloud):
    cloud.set_faults({"service": "opsworks", "operation": "DescribeLayers", "calls": "first", "latency": 2.5})
    run = cloud.run()
    assert run.status == 0, run
    assert "look-up-stack: opsworks DescribeLayers: no answer for 2s\n" in run.output


def test_heartbeats_and_the_aftermath_are_not_the_steps_doing(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "{then: abandon, report: 's3://nowhere/x'}")
        (cloud.root() / "etc/enlist/pipeline.d/20-launch.yaml").write_text(OVERLAY)
        cloud.set_faults({"service": "opsworks", "operation": "AssignInstance", "error": "access-denied"})
        assert cloud.enlist("run", *INPUTS).status == 77
        found = rows(cloud)
        assert list(found)[-2:] == ["heartbeats", "on-failure"], list(found)
        assert set(operations(found["heartbeats"])) >= {"DescribeLifecycleHooks", "RecordLifecycleActionHeartbeat"}
        aftermath = operations(found["on-failure"])
        assert {"CreateTags", "PutObject", "CompleteLifecycleAction", "SignalResource"} <= set(aftermath)
        steps = [step for name, step in found.items() if name not in ("heartbeats", "on-failure")]
        services = {request["service"] for step in steps for request in step["requests"]}
        assert not services & {"autoscaling", "s3", "cloudformation"}, services
        assert {step["state"] for step in steps} <= {"done", "already-done", "failed", "not-reached"}
        # A warning about what is beside the steps is there, too.
        events = [json.loads(line) for line in cloud.enlist("log", "--json").output.splitlines()]
        warning, = [event for event in events if event["type"] == "warning"]
        assert warning["beside"] == "on-failure" and "step" not in warning
        page = cloud.enlist("report").output
        assert "<b>heartbeats</b>" in page and "<b>on-failure</b>" in page
        text = cloud.enlist("report", "--text").output
        # The longest requests are listed with their rows, whichever they are.
        assert re.search(r"^on-failure +\d", text, re.M) and re.search(r", in \S+$", text, re.M), text


def test_what_a_managed_instance_tells_its_provider_is_not_the_steps_doing(tmp_path):
    with local_cloud(tmp_path, managed()) as cloud:
        joined = run_managed(cloud, pipeline(tmp_path))
        assert joined.status == 0, joined
        found = rows(cloud)
        assert list(found)[-1] == "inventory" and found["inventory"]["state"] == "beside", list(found)
        told = {"PutInventory", "PutComplianceItems"}
        assert told <= set(operations(found.pop("inventory")))
        assert not told & {operation for row in found.values() for operation in operations(row)}


def test_a_run_that_is_resumed_says_so_after_who_it_is(cloud):
    assert cloud.enlist("run", *NOBODY).status == 1
    log = cloud.run().output.splitlines()
    assert "enlist 0.2.0 on " in log[0] and "resuming" in log[1]
