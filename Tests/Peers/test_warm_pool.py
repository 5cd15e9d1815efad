"""A group's warm pool: an instance is prepared, stopped, started into service, and comes back."""

import json
import os
import signal
import time

import pytest

from cloud import INPUTS, local_cloud, wait_until
from test_auto_scaling import SUCCESS, notes, scaling, scenario, signals
from test_watch import Watching, ends

POOL = {"group": "g", "hook": "h", "state": "Warmed:Pending:Wait", "pool": "Running"}
OVERLAY = """enlist: 1
on-failure: {revert: true, then: abandon}
changes:
  - set: wait-until-registered
    with: {every: 100ms}
  - insert: finish-launch
    at: last
"""


def reusing():
    """A group with a hook for terminations, at which an instance waits that returns to the pool."""
    group = scenario("launching")
    group["instances"].append(
        {"auto-scaling": {"group": "g", "hook": "leaving", "state": "Terminating:Wait"}})
    return group


def launches(cloud, more=""):
    folder = cloud.root() / "etc/enlist/pipeline.d"
    folder.mkdir(parents=True)
    (folder / "10-launch.yaml").write_text(OVERLAY + more)


def moves(cloud, place):
    cloud._ask("machines", "POST", json.dumps(
        {"instance": cloud.instances[0]["id"], "moves-to": place}).encode())


def resume(cloud, *words):
    return cloud.enlist("resume", *INPUTS, *words)


def tags(cloud):
    return cloud.state()["machines"][0]["tags"]


def test_an_instance_is_prepared_in_the_pool_and_joins_when_it_is_to_serve(tmp_path):
    with local_cloud(tmp_path, scenario(POOL)) as cloud:
        launches(cloud)
        prepared = cloud.run("--json")
        assert prepared.status == 0, prepared
        # Its hook is completed, and it is no member of anything.
        assert (scaling(cloud)["state"], scaling(cloud)["results"]) == ("Warmed:Running", ["CONTINUE"])
        assert cloud.member() is None and "Name" not in tags(cloud) and signals(cloud) == []
        assert any("follow when it is to serve" in note for note in notes(prepared))
        done = {event["step"] for event in prepared.events("step-succeeded")}
        assert {"ohai-hint", "look-up-stack", "finish-launch"} <= done
        assert not done & {"tag-instance", "register-instance", "wait-until-registered", "assign-layer"}

        # What the unit does at the next boot: the second hook waits.
        moves(cloud, "in-service")
        assert scaling(cloud)["state"] == "Pending:Wait"
        joined = resume(cloud, "--json")
        assert joined.status == 0, joined
        assert (scaling(cloud)["state"], scaling(cloud)["results"]) == (
            "InService", ["CONTINUE", "CONTINUE"])
        assert cloud.member()["layers"] == ["shop"]
        assert signals(cloud) == [("Group", cloud.instances[0]["id"], "SUCCESS")]
        assert SUCCESS in notes(joined)


def test_the_next_boot_knows_what_the_run_in_the_pool_was_told(tmp_path):
    """Its command line is all that named the pipeline and the inputs, and the unit starts elsewhere."""
    (tmp_path / "own.yaml").write_text(OVERLAY.replace("changes:", "extends: opsworks\nchanges:"))
    with local_cloud(tmp_path, scenario(POOL)) as cloud:
        prepared = cloud.run("--pipeline", "./own.yaml", preexec=lambda: os.chdir(tmp_path))
        assert prepared.status == 0 and cloud.member() is None, prepared
        moves(cloud, "in-service")
        joined = cloud.enlist("resume", preexec=lambda: os.chdir("/"))
        assert joined.status == 0, joined
        assert scaling(cloud)["results"] == ["CONTINUE", "CONTINUE"]
        assert cloud.member()["layers"] == ["shop"]
        # So does the boot after that.
        again = cloud.enlist("resume", preexec=lambda: os.chdir("/"))
        assert again.status == 0 and "what it did holds" in again.output, again


def test_a_run_that_was_cut_off_is_resumed_as_it_was_told(tmp_path):
    (tmp_path / "own.yaml").write_text(OVERLAY.replace("changes:", "extends: opsworks\nchanges:"))
    with local_cloud(tmp_path, scenario("in service")) as cloud:
        cloud.set_faults({"operation": "RegisterInstance", "hold": True})
        process = cloud.start("run", *INPUTS, "--pipeline", str(tmp_path / "own.yaml"))
        wait_until(lambda: cloud.fault_matches()[0], "a registration")
        process.kill()
        process.communicate()
        cloud.clear_faults()
        resumed = cloud.enlist("resume")
        assert resumed.status == 0 and cloud.member()["layers"] == ["shop"], resumed


def test_a_pool_that_keeps_its_instances_running_is_waited_in(tmp_path):
    with local_cloud(tmp_path, scenario(POOL)) as cloud:
        launches(cloud)
        assert cloud.run().status == 0
        process = cloud.start("resume", *INPUTS)
        assert "waiting until it is to serve" in process.stdout.readline()
        moves(cloud, "in-service")
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 0, output + errors
        assert cloud.member()["layers"] == ["shop"]


def test_a_signal_ends_the_waiting_in_the_pool(tmp_path):
    with local_cloud(tmp_path, scenario(POOL)) as cloud:
        launches(cloud)
        assert cloud.run().status == 0
        process = cloud.start("resume", *INPUTS)
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=10)
        # As of a run that is interrupted.
        assert process.returncode == 4, output + errors
        assert errors == (
            "error: interrupted before it was clear what there is to do; nothing was done\n"
            "    remedy: run the same command again, as enlist.service does at the next boot\n")
        assert "nothing to do" not in output and cloud.member() is None


def test_a_signal_while_metadata_does_not_answer_ends_the_look_too(tmp_path):
    with local_cloud(tmp_path, scenario("in service")) as cloud:
        launches(cloud)
        assert cloud.run().status == 0
        cloud.set_faults({"service": "metadata", "hold": True})
        process = cloud.start("resume", *INPUTS)
        wait_until(lambda: cloud.fault_matches()[0], "a question to metadata")
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=10)
        assert process.returncode == 4 and errors.startswith("error: interrupted before "), output + errors


def cut_off(cloud, *, ago, instance=None):
    """What user-data leaves that was begun, and did not come to its run, some seconds ago."""
    sem = cloud.root() / "var/lib/cloud/instances" / (instance or cloud.instances[0]["id"]) / "sem"
    sem.mkdir(parents=True)
    (sem / "config_scripts_user").write_text("1: config-scripts-user")
    then = time.time() - ago
    os.utime(sem / "config_scripts_user", (then, then))
    log = cloud.root() / "var/log/enlist.log"
    log.parent.mkdir(parents=True)
    log.touch()


LONG_AGO = 40 * 365 * 86400  # Before this machine was booted.


@pytest.mark.parametrize("place", ["in service", {**POOL, "state": "Warmed:Pending:Wait"}])
def test_a_run_that_user_data_did_not_come_to_begins_at_the_next_boot(tmp_path, place):
    with local_cloud(tmp_path, scenario(place)) as cloud:
        launches(cloud)
        cut_off(cloud, ago=LONG_AGO)
        begun = resume(cloud, "--json")
        assert begun.status == 0, begun
        if place == "in service":
            assert cloud.member()["layers"] == ["shop"]
        else:
            assert scaling(cloud)["results"] == ["CONTINUE"] and cloud.member() is None
            moves(cloud, "in-service")
            assert resume(cloud).status == 0 and cloud.member()["layers"] == ["shop"]
        again = resume(cloud)
        assert again.status == 0 and "what it did holds" in again.output, again


def test_such_a_run_says_why_it_begins_and_fails_as_any_other(tmp_path):
    with local_cloud(tmp_path, scenario("launching")) as cloud:
        launches(cloud)
        cut_off(cloud, ago=LONG_AGO)
        # The script was cut off before it had written its inputs.
        begun = cloud.enlist("resume")
        assert begun.status == 65, begun
        assert "user-data was cut off in an earlier boot" in begun.output
        assert scaling(cloud)["results"] == ["ABANDON"] and "before the first step" in cloud.reason()


@pytest.mark.parametrize("why", ["this boot", "another instance", "no log", "it has run", "it has failed", "it ends"])
def test_no_run_is_begun_that_user_data_begins_or_nobody_asked_for(tmp_path, why):
    with local_cloud(tmp_path, scenario("in service")) as cloud:
        launches(cloud)
        if why == "it has run":
            assert cloud.run().status == 0 and cloud.enlist("leave").status == 0
        if why == "it has failed":
            # Before its first step, so without a journal: a person decides, as after any failure.
            assert cloud.enlist("run", *INPUTS, "--pipeline", "/nowhere.yaml", "--on-failure", "unhealthy").status == 65
            assert cloud.reason()
        cut_off(cloud, ago=0 if why == "this boot" else LONG_AGO,
                instance="i-0123456789abcdef0" if why == "another instance" else None)
        if why == "no log":
            (cloud.root() / "var/log/enlist.log").unlink()
        if why == "it ends":
            ends(cloud, "group", hook="leaving")
        left = resume(cloud)
        assert left.status == 0 and "nothing to do: " in left.output, left
        assert cloud.member() is None


def test_a_reason_stays_in_the_pool_until_the_instance_serves_again(tmp_path):
    with local_cloud(tmp_path, reusing()) as cloud:
        launches(cloud)
        assert cloud.run().status == 0
        # Running it again has failed, and it serves on.
        assert cloud.enlist("run", "--product", "nobody", *INPUTS[2:]).status == 1
        assert "look-up-stack" in cloud.reason()
        watching = Watching(cloud)
        watching.looked()
        moves(cloud, "warm-pool")
        wait_until(lambda: scaling(cloud)["state"] == "Warmed:Stopped", "the way back", 60)
        assert cloud.member() is None and "look-up-stack" in cloud.reason()
        moves(cloud, "in-service")
        assert resume(cloud).status == 0
        assert cloud.member()["layers"] == ["shop"] and cloud.reason() is None
        ends(cloud, "group", hook="leaving")
        assert watching.ended()[0] == 0


def test_a_boot_with_nothing_to_do_is_a_cheap_look(tmp_path):
    with local_cloud(tmp_path, scenario("in service")) as cloud:
        launches(cloud)
        none = resume(cloud)
        assert none.status == 0 and none.output == "nothing to do: there is no run to resume\n", none
        assert cloud.run().status == 0
        cloud.forget_requests()
        began = time.monotonic()
        done = resume(cloud)
        assert done.status == 0, done
        assert done.output.splitlines()[-1] == (
            "nothing to do: the last run has ended (succeeded), and what it did holds")
        assert time.monotonic() - began < 3
        # It looks, and changes nothing.
        assert not [entry for entry in cloud.requests() if entry["operation"] in (
            "CreateTags", "RegisterInstance", "AssignInstance", "CompleteLifecycleAction")]


def test_a_run_that_was_cut_off_is_resumed_and_so_is_a_leaving(tmp_path):
    with local_cloud(tmp_path, scenario("in service")) as cloud:
        launches(cloud)
        for words, operation in [(["run", *INPUTS], "AssignInstance"), (["leave"], "DeregisterInstance")]:
            cloud.set_faults({"service": "opsworks", "operation": operation, "hold": True})
            process = cloud.start(*words)
            wait_until(lambda: cloud.fault_matches()[0], operation)
            process.kill()
            process.communicate()
            cloud.clear_faults()
            resumed = resume(cloud, "--json")
            assert resumed.status == 0 and resumed.events("run-resumed"), resumed
            assert (cloud.member() is None) == (words == ["leave"])


def test_what_failed_in_service_stays_for_a_person(tmp_path):
    with local_cloud(tmp_path, scenario("in service")) as cloud:
        assert cloud.enlist("run", "--product", "nobody", *INPUTS[2:]).status == 1
        left = resume(cloud)
        assert left.status == 1 and "the last run has ended (failed)" in left.output
        assert cloud.member() is None


@pytest.mark.waits(130)
def test_metadata_that_does_not_say_whether_the_instance_is_to_serve_is_a_failure(tmp_path):
    with local_cloud(tmp_path, scenario(POOL)) as cloud:
        launches(cloud)
        assert cloud.run().status == 0
        moves(cloud, "in-service")
        silent = cloud.enlist("resume", *INPUTS, timeout=300,
                              AWS_EC2_METADATA_SERVICE_ENDPOINT="http://127.0.0.1:1")
        assert silent.status == 69, silent
        assert "whether this instance, which was prepared in a warm pool, is to serve now" in silent.errors
        assert "run `enlist resume` again" in silent.errors
        # What the unit does a minute later.
        assert resume(cloud).status == 0
        assert cloud.member()["layers"] == ["shop"] and scaling(cloud)["state"] == "InService"


def test_an_instance_that_goes_back_into_the_pool_leaves_and_can_serve_again(tmp_path):
    with local_cloud(tmp_path, reusing()) as cloud:
        launches(cloud)
        assert cloud.run().status == 0
        (tmp_path / "systemctl").write_text(f'#!/bin/sh\necho "$*" >>{tmp_path}/told\n')
        (tmp_path / "systemctl").chmod(0o755)
        watching = Watching(
            cloud, "--resume-unit", "enlist.service", PATH=f"{tmp_path}:{os.environ['PATH']}")
        watching.looked()
        moves(cloud, "warm-pool")
        assert cloud.metadata("meta-data/autoscaling/target-lifecycle-state") == "Warmed:Stopped"
        wait_until(lambda: scaling(cloud)["state"] == "Warmed:Stopped", "the way back", 60)
        assert cloud.member() is None and "Name" not in tags(cloud)
        before = watching.questions()
        watching.looked(before + 2)
        assert watching.process.poll() is None
        assert (tmp_path / "told").read_text() == "--no-block restart enlist.service\n"

        moves(cloud, "in-service")
        assert resume(cloud).status == 0
        assert cloud.member()["layers"] == ["shop"]
        assert scaling(cloud)["results"] == ["CONTINUE", "CONTINUE", "CONTINUE"]
        ends(cloud, "group", hook="leaving")
        status, output, errors = watching.ended()
        assert status == 0, output + errors
        assert "takes the instance back into its warm pool" in output
        assert cloud.member() is None


def test_an_instance_that_is_prepared_has_nothing_to_leave(tmp_path):
    with local_cloud(tmp_path, scenario(POOL)) as cloud:
        launches(cloud)
        assert cloud.run().status == 0
        watching = Watching(cloud)
        watching.looked(3)
        assert watching.process.poll() is None
        assert scaling(cloud)["results"] == ["CONTINUE"]
        ends(cloud, "group", hook="leaving")
        assert scaling(cloud)["state"] == "Warmed:Terminating:Wait"
        status, output, errors = watching.ended()
        assert status == 0, output + errors
        assert scaling(cloud)["state"] == "Warmed:Terminating:Proceed"


def test_a_pipeline_says_what_is_done_in_the_pool_and_what_in_service(tmp_path):
    with local_cloud(tmp_path, scenario(POOL)) as cloud:
        launches(cloud, """
  - insert: {write-file: {path: /pool, content: x}, id: pool, when: {lifecycle: warm-pool}}
    at: last
  - insert: {write-file: {path: /both, content: x}, id: both, when: {lifecycle: [warm-pool, in-service]}}
    at: last
  - insert: {write-file: {path: /service, content: x}, id: service, when: {lifecycle: in-service}}
    at: first
""")
        assert cloud.run().status == 0

        def written():
            return {name for name in ("pool", "both", "service") if (cloud.root() / name).exists()}
        assert written() == {"pool", "both"}
        moves(cloud, "in-service")
        assert resume(cloud).status == 0
        assert written() == {"pool", "both", "service"}


def test_a_run_that_fails_in_the_pool_is_given_up(tmp_path):
    with local_cloud(tmp_path, scenario(POOL)) as cloud:
        launches(cloud)
        failed = cloud.enlist("run", "--product", "nobody", *INPUTS[2:], "--json")
        assert failed.status == 1
        assert (scaling(cloud)["state"], scaling(cloud)["results"]) == (
            "Warmed:Terminating:Proceed", ["ABANDON"])
        assert signals(cloud) == [] and "look-up-stack" in cloud.reason()


STATES = [
    "Pending:Proceed", "InService", "Terminating", "Terminating:Wait", "Terminating:Proceed", "Terminating:Retained",
    "Terminated", "Detaching", "Detached", "EnteringStandby", "Standby", "ReplacingRootVolume",
    "ReplacingRootVolume:Wait", "ReplacingRootVolume:Proceed", "RootVolumeReplaced", "Warmed:Pending:Proceed",
    "Warmed:Pending:Retained", "Warmed:Terminating:Wait", "Warmed:Terminating:Retained", "Warmed:Terminated",
    "Warmed:Stopped", "Warmed:Running", "Warmed:Hibernated"]


def test_a_state_in_which_no_launch_hook_waits_is_told_and_left_alone(tmp_path):
    groups = [{"auto-scaling": {"group": "g", "state": state}} for state in STATES]
    groups.append({"auto-scaling": {"group": "g", "hook": "h", "state": "Pending:Wait"}})
    with local_cloud(tmp_path, {**scenario(), "instances": groups}) as cloud:
        for number, state in enumerate(STATES):
            finished = cloud.enlist("step", "finish-launch", "--json", number=number)
            assert finished.status == 0, (state, finished)
            assert f"does not wait for the instance, which is {state}" in notes(finished)[-1]
        assert all(machine["auto-scaling"]["results"] == [] for machine in cloud.state()["machines"])


@pytest.mark.parametrize("state", ["Terminating:Retained", "Warmed:Terminating:Retained", "Terminating:Proceed"])
def test_an_instance_that_is_kept_after_its_hook_has_left_and_completes_nothing(tmp_path, state):
    kept = {"group": "g", "hook": "leaving", "state": state}
    with local_cloud(tmp_path, scenario(kept)) as cloud:
        status, output, errors = Watching(cloud).ended()
        assert status == 0, output + errors
        assert f"does not wait for the instance, which is {state}" in output
        assert scaling(cloud)["results"] == []
