"""Runs that are interrupted, politely and not, and the runs after them."""

import json
import os
import pty
import signal
import time
from pathlib import Path

import pytest

from cloud import BUILD, INPUTS, local_cloud, on_clouds, temporary_folders, wait_until

PIPELINE = str(Path(__file__).parent / "quick.yaml")
SCENARIO = {
    "stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}],
    "instances": [{"count": 60}],
    "timings": {
        "registering": 0.05, "registration-setup": 0.05, "assigning": 0.05,
        "assignment-setup": 0.05},
}

# Each step, and the call in which it is held up until the signal comes; the installer's are told by
# what it runs.
HELD = [
    (None, {"service": "metadata", "operation": "/latest/dynamic/*"}, None),
    ("look-up-stack", {"operation": "DescribeStacks"}, None),
    ("choose-hostname", {"operation": "GetHostnameSuggestion"}, None),
    ("tag-instance", {"operation": "CreateTags"}, None),
    ("register-instance", {"operation": "DescribeStackProvisioningParameters"}, None),
    ("register-instance", {"service": "installer"}, None),
    ("register-instance", {"operation": "*/signature", "calls": "2"}, "curl -fsS"),
    ("register-instance", {"operation": "RegisterInstance"}, "curl -sS"),
    ("register-instance", {"operation": "DescribeInstances", "calls": "2"}, None),
    ("wait-until-registered", {"operation": "DescribeInstances", "calls": "3"}, None),
    ("assign-layer", {"operation": "AssignInstance"}, None),
]


def start(cloud, number):
    return cloud.start("run", *INPUTS, "--pipeline", PIPELINE, "--json", number=number)


def read_until(process, is_wanted):
    """Reads events until one is wanted; gives all of them."""
    events = []
    for line in process.stdout:
        events.append(json.loads(line))
        if is_wanted(events[-1]):
            return events
    raise AssertionError(f"the run ended before:\n{process.stderr.read()}")


def leftovers(cloud, number):
    """Private folders of the installer that are still there."""
    return temporary_folders(cloud.root(number))


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_any_step_at_once_and_a_second_run_joins(kind, tmp_path):
    def interrupt(cloud, number, job):
        step, call, program = job
        cloud.set_faults({**call, "latency": 4})
        process = start(cloud, number)
        events = read_until(
            process,
            lambda event: event["type"] == "attempt-started" and event["step"] == step
            if step else event["type"] == "request-slow")
        if program:
            wait_until(
                lambda: any(program in line for line in cloud.processes(number).values()), program)
        begin = time.monotonic()
        process.send_signal(kind)
        output, errors = process.communicate(timeout=20)
        took = time.monotonic() - begin
        assert process.returncode == 4, (job, errors)
        assert took < 2, (job, took)
        assert cloud.processes(number) == {}, job
        assert leftovers(cloud, number) == [], job
        place = f"at `{step}`" if step else "before its first step"
        assert errors.startswith("interrupted: waiting") and place in errors, (job, errors)
        assert "run the same command again" in errors, (job, errors)
        events += [json.loads(line) for line in output.splitlines()]
        if step:
            assert (events[-1]["type"], events[-1]["outcome"]) == ("run-finished", "interrupted")

        cloud.clear_faults()
        member = cloud.member(number)
        second = cloud.run("--pipeline", PIPELINE, number=number)
        assert second.status == 0, (job, second)
        joined = cloud.assert_joined(number)
        assert member is None or joined["hostname"] == member["hostname"], job

    # So slow that it is not registered yet when the installer has ended, and has to be waited for.
    timings = dict(SCENARIO["timings"], **{"registration-setup": 0.5})
    on_clouds(tmp_path, dict(SCENARIO, timings=timings), HELD, interrupt)


def test_a_run_whose_session_drops_is_interrupted_and_can_be_resumed(tmp_path):
    with local_cloud(tmp_path, SCENARIO) as cloud:
        cloud.set_faults({"operation": "AssignInstance", "service": "opsworks", "hold": True})
        words = [str(BUILD / "enlist"), "run", *INPUTS, "--pipeline", PIPELINE]
        process, terminal = pty.fork()
        if process == 0:
            os.execve(words[0], words, cloud.environment())
        wait_until(lambda: cloud.fault_matches()[0], "the run to come to its last step")
        os.close(terminal)
        assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 4
        stands = cloud.enlist("status", "--json")
        assert stands.status == 4 and json.loads(stands.output)["status"] == "interrupted", stands
        cloud.clear_faults()
        assert cloud.run("--pipeline", PIPELINE, "--json").events("run-resumed")
        cloud.assert_joined()


def test_nohup_keeps_a_run_from_its_session_s_end(tmp_path):
    with local_cloud(tmp_path, SCENARIO) as cloud:
        cloud.set_faults({"operation": "AssignInstance", "service": "opsworks", "hold": True})
        process = cloud.start("run", *INPUTS, "--pipeline", PIPELINE,
                              preexec=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        wait_until(lambda: cloud.fault_matches()[0], "the run to come to its last step")
        process.send_signal(signal.SIGHUP)
        cloud.clear_faults()
        output, errors = process.communicate(timeout=30)
        assert process.returncode == 0, errors


def test_the_installer_of_a_killed_run_is_waited_for(tmp_path):
    scenario = dict(SCENARIO, timings=dict(SCENARIO["timings"], **{"registration-script": 1}))
    with local_cloud(tmp_path, scenario) as cloud:
        process = start(cloud, 0)
        wait_until(
            lambda: any(line.startswith("sleep") for line in cloud.processes().values()),
            "the installer's work")
        process.kill()
        process.communicate()
        second = cloud.run("--pipeline", PIPELINE, "--json")
        assert second.status == 0, second
        assert {event["class"] for event in second.events("retrying")} == {"busy"}, second
        assert second.events("output") == [], "the installer has run twice"
        cloud.assert_joined()
        assert leftovers(cloud, 0) == []


def test_a_member_is_not_given_the_tags_of_another_name(tmp_path):
    with local_cloud(tmp_path, SCENARIO) as cloud:
        assert cloud.run("--pipeline", PIPELINE).status == 0
        run = cloud.run(
            "--pipeline", PIPELINE, "--json", "--skip", "choose-hostname,tag-instance",
            "--set", "hostname=other")
        assert run.status == 1, run
        [failure] = run.events("step-failed")
        assert failure["class"] == "conflict"
        assert failure["message"] == (
            "the instance is a member already, as `shop1` and not as `other`")
        cloud.assert_joined()
        assert cloud.reason().endswith(f"register-instance, conflict: {failure['message']}")


def test_of_two_runs_at_once_one_registers_and_both_join(tmp_path):
    scenario = dict(SCENARIO, timings=dict(SCENARIO["timings"], **{"registration-script": 0.5}))
    with local_cloud(tmp_path, scenario) as cloud:
        processes = [start(cloud, 0), start(cloud, 0)]
        outputs = [process.communicate(timeout=60)[0] for process in processes]
        assert [process.returncode for process in processes] == [0, 0], outputs
        assert sum(output.count("Registered: ") for output in outputs) == 1, outputs
        cloud.assert_joined()
