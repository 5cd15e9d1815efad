"""Runs that are killed, stopped by a full disk or interrupted, at every place where that can happen.

The places are counted in a whole run: each request that the cloud gets, each call by which the
journal changes. After each, a second run has to end as if nothing had happened, and nothing that
changes anything is done twice; the local cloud's log and state are the judges.
"""

import json
import os
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from cloud import INPUTS, contents, local_cloud, on_clouds, temporary_folders, wait_until

HERE = Path(__file__).parent
PIPELINE = str(HERE / "quick.yaml")
SCENARIO = {
    "stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}],
    "instances": [{"count": 100}],
    "timings": {
        "registering": 0.05, "registration-setup": 0.05, "assigning": 0.05,
        "assignment-setup": 0.05},
}
RUN = ["run", *INPUTS, "--pipeline", PIPELINE, "--json"]
# Twice all of the services' answers are lost, of which the second would have been one to trust in.
FAILING = [{"service": service, "drop": "after", "calls": "1-2"} for service in ("opsworks", "ec2")]


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    """The library that stops a run at a place in its journal."""
    library = tmp_path_factory.mktemp("shim") / "journal_shim.so"
    subprocess.run(
        ["clang", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library,
         HERE / "journal_shim.c"], check=True)
    return library


@pytest.fixture(scope="module")
def whole(shim, tmp_path_factory):
    """A run that nothing befalls."""
    folder = tmp_path_factory.mktemp("whole")
    with local_cloud(folder, SCENARIO) as cloud:
        run = ShimmedRun(cloud, 0, shim)
        assert run.end().returncode == 0, run
        return Whole(cloud, run)


class Whole:
    """What a run that nothing befalls does, and leaves."""

    def __init__(self, cloud, run):
        self.requests = len(cloud.requests())
        self.changes = run.changes
        self.effects = Counter(effect["operation"] for effect in effects(cloud))
        self.world = world(cloud, 0)
        assert self.effects == {"CreateTags": 1, "RegisterInstance": 1, "AssignInstance": 1}


class ShimmedRun:
    """A run whose journal is watched, and that may stop at a place in it."""

    def __init__(self, cloud, number, shim, at=0, then="go-on", arguments=RUN):
        self._cloud, self._number = cloud, number
        self._state = cloud.root(number).parent / f"shim-{number}"
        self.process = cloud.start(
            *arguments, number=number, LD_PRELOAD=str(shim), JOURNAL_SHIM_STATE=str(self._state),
            JOURNAL_SHIM_AT=str(at), JOURNAL_SHIM_THEN=then)
        self.output = self.errors = ""

    def stops(self):
        """Waits until it has stopped; whether it has, and not come to its end."""
        result = os.waitid(
            os.P_PID, self.process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        return result.si_code == os.CLD_STOPPED

    def goes_on(self):
        self.process.send_signal(signal.SIGCONT)

    def end(self):
        self.output, self.errors = self.process.communicate(timeout=60)
        return self.process

    def cut_power(self):
        """Ends all that runs, and takes from the journal what no disk has."""
        self.process.kill()
        self.end()
        for process in self._cloud.processes(self._number):
            os.kill(process, signal.SIGKILL)
        os.truncate(journal(self._cloud, self._number), int(self._shimmed[0]))

    @property
    def changes(self):
        """What it has done to its journal: a letter each, w for a line, s where it has waited for the
        disk."""
        return self._shimmed[1]

    @property
    def _shimmed(self):
        return self._state.read_text().split()

    def __repr__(self):
        return f"exit status {self.process.returncode}\n{self.output}\n{self.errors}"


def journal(cloud, number):
    return cloud.root(number) / "var/lib/enlist" / cloud.instances[number]["id"] / "journal.ndjson"


def records(cloud, number):
    """The whole lines of an instance's journal."""
    file = journal(cloud, number)
    lines = file.read_bytes().split(b"\n")[:-1] if file.exists() else []
    return [json.loads(line) for line in lines]


def effects(cloud):
    """The requests that changed something, in order, but for those about the reason of a failure."""
    return [
        entry for entry in cloud.requests()
        if entry["service"] not in ("metadata", "installer") and "enlist%3Afailure" not in entry["body"]
        and not entry["operation"].startswith(("Describe", "Get", "List"))
        and (entry.get("status") == 200
             or any(fault.get("drop") == "after" for fault in entry.get("faults", [])))]


def world(cloud, number):
    """The instance as the services know it, without ids, and the files on it."""
    wait_until(lambda: cloud.assert_joined(number)["status"] == "online", "the member's setup")
    member = cloud.assert_joined(number)
    text = json.dumps(member)
    for name in ("id", "ec2-instance-id", "hostname"):
        text = text.replace(member[name], name)
    return json.loads(text), sorted(contents(cloud.root(number)))


def ends_well(cloud, number, whole, case):
    """Runs again, and judges what has come of both runs."""
    before = records(cloud, number)
    done = {entry["step"] for entry in before if entry.get("type") == "attempt-succeeded"}
    was_over = any(entry.get("type") == "run-finished" and entry["outcome"] == "succeeded"
                   for entry in before)
    second = cloud.enlist(*RUN, number=number)
    assert second.status == 0, (case, second)
    if not was_over:
        again = {event["step"] for event in second.events("attempt-started")}
        assert not again & done, (case, again & done)
    wait_until(lambda: not cloud.processes(number), f"the installer's end after {case}")
    assert temporary_folders(cloud.root(number)) == [], case
    assert world(cloud, number) == whole.world, case
    made = effects(cloud)
    counts = Counter(effect["operation"] for effect in made)
    # Setting the same tags again changes nothing.
    tags = {effect["body"] for effect in made if effect["operation"] == "CreateTags"}
    assert len(tags) == 1, (case, tags)
    counts["CreateTags"] = 1
    assert counts == whole.effects, (case, counts, second)


# Where the process ends, the disk's having a line or not makes no difference until the power is cut.
# A line that a killed process did not begin is the end of the one before; so it is killed within one.
PARTS = 3  # So that several processes share the work.
JOURNAL_CASES = [
    ("kill", "wr", "tear"), ("cut-the-power", "wr", "go-on"), ("fill-the-disk", "wrs", "full"),
    ("terminate", "wr", "go-on")]


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("how, kinds, then", JOURNAL_CASES, ids=[case[0] for case in JOURNAL_CASES])
@pytest.mark.waits(15)
def test_a_run_that_ends_at_any_change_of_its_journal_is_made_good(
        how, kinds, then, part, shim, whole, tmp_path):
    places = [place for place, kind in enumerate(whole.changes, 1) if kind in kinds][part::PARTS]
    missed = []

    def cut(cloud, number, place):
        case = f"{how} at change {place} of the journal, the API failing"
        cloud.forget_requests()
        run = ShimmedRun(cloud, number, shim, place, then)
        if run.stops():
            cloud.set_faults(*FAILING)
            if how == "cut-the-power":
                run.cut_power()
            elif how == "fill-the-disk":
                run.goes_on()
                run.end()
                judge_full(run, case)
            elif how == "terminate":
                run.process.terminate()
                run.goes_on()
                assert run.end().returncode in (4, 0), (case, run)
            else:
                run.process.kill()
                run.end()
        else:
            missed.append(place)
            assert run.end().returncode == 0, (case, run)
        ends_well(cloud, number, whole, case)
        cloud.clear_faults()

    on_clouds(tmp_path, SCENARIO, places, cut, clouds=3)
    # Some of them poll less often than the one that was counted.
    assert len(missed) < 5 and len(places) > 12, (missed, places)


def judge_full(run, case):
    """A full disk ends a run unless all has been done by then."""
    if run.process.returncode == 0:
        assert '"outcome":"succeeded"' in run.output, (case, run)
    else:
        assert run.process.returncode == 1, (case, run)
        assert "No space left" in run.errors and "make room" in run.errors, (case, run)


REQUEST_CASES = [("kill", "before"), ("kill", "after"), ("terminate", "after")]


@pytest.mark.parametrize("how, moment", REQUEST_CASES)
@pytest.mark.waits(15)
def test_a_run_that_ends_at_any_request_is_made_good(how, moment, whole, tmp_path):
    def cut(cloud, number, place):
        case = f"{how} with request {place} under way, {moment} its effect"
        cloud.forget_requests()
        cloud.set_faults({"calls": str(place), "hold": True, "drop": moment})
        process = cloud.start(*RUN, number=number)
        wait_until(
            lambda: cloud.fault_matches()[0] >= place or process.poll() is not None, case)
        getattr(process, how)()
        if how == "kill":
            process.wait()
        _, errors = process.communicate(timeout=20)
        assert process.returncode in ({"kill": -signal.SIGKILL, "terminate": 4}[how], 0), (
            case, errors)
        cloud.clear_faults()
        ends_well(cloud, number, whole, case)

    on_clouds(tmp_path, SCENARIO, range(1, whole.requests + 1), cut, clouds=3)


UNDOING = [*RUN, "--revert-on-failure"]
REFUSED = {"operation": "AssignInstance", "error": "access-denied"}


@pytest.fixture(scope="module")
def undone(shim, tmp_path_factory):
    """Where a run that undoes what it did, as it may not join, changes its journal, and what it asks."""
    with local_cloud(tmp_path_factory.mktemp("undone"), SCENARIO) as cloud:
        cloud.set_faults(REFUSED)
        run = ShimmedRun(cloud, 0, shim, arguments=UNDOING)
        assert run.end().returncode == 77, run
        lines = [place for place, kind in enumerate(run.changes, 1) if kind == "w"]
        began = next(number for number, record in enumerate(records(cloud, 0))
                     if record.get("type") == "revert-started")
        made = [entry["operation"] for entry in cloud.requests()]
        return lines[began + 1:], range(made.index("AssignInstance") + 2, len(made) + 1)


def undoes_first(cloud, number, whole, case):
    """Runs again, and judges that the rest was undone before anything was done."""
    cloud.clear_faults()
    member, was_over = cloud.member(number), records(cloud, number)[-1]["type"] == "run-finished"
    status = cloud.enlist("status", "--json", number=number)
    second = cloud.enlist(*RUN, number=number)
    assert second.status == 0, (case, second)
    if not was_over:
        assert json.loads(status.output)["status"] == "cut-off", (case, status)
        assert json.loads(status.output)["undoing"], (case, status)
        [resumed] = second.events("run-resumed")
        assert resumed["reason"] == (
            "the last run was cut off while undoing what it had done, and that is finished first")
        # Nothing is done before all is undone, and nothing is undone after that.
        types = [event["type"] for event in second.events("revert-started", "attempt-started")]
        assert types == sorted(types, reverse=True), (case, types)
    assert world(cloud, number) == whole.world, case
    counts = Counter(effect["operation"] for effect in effects(cloud))
    assert (counts["RegisterInstance"], counts["DeregisterInstance"]) == (2, 1), (case, second)
    return member


@pytest.mark.waits(15)
def test_a_run_that_is_killed_while_it_undoes_is_undone_and_then_begins_anew(
        shim, whole, undone, tmp_path):
    lines, requests = undone
    jobs = [("line", place) for place in lines] + [("request", place) for place in requests]
    found = []

    def kill(cloud, number, job):
        kind, place = job
        case = f"killed at {kind} {place}"
        cloud.forget_requests()
        if kind == "line":
            cloud.set_faults(REFUSED)
            run = ShimmedRun(cloud, number, shim, place, "tear", UNDOING)
            if not run.stops():
                assert run.end().returncode == 77, (case, run)
                return  # It has polled less often than the one that was counted.
        else:
            cloud.set_faults({"calls": str(place), "hold": True, "drop": "after"}, REFUSED)
            run = ShimmedRun(cloud, number, shim, arguments=UNDOING)
            wait_until(
                lambda: cloud.fault_matches()[0] >= place or run.process.poll() is not None, case)
        run.process.kill()
        run.end()
        if not any(record.get("type") == "revert-started" for record in records(cloud, number)):
            return  # It has polled more often than the one that was counted.
        found.append(undoes_first(cloud, number, whole, case))

    on_clouds(tmp_path, SCENARIO, jobs, kill)
    # Some were killed before the member was gone, and some after that.
    assert None in found and any(found), found


def test_files_that_a_killed_run_has_written_are_put_back_by_the_next(tmp_path):
    pipeline = tmp_path / "pipeline.yaml"
    # The last step kills the run that undoes it, once.
    undo = "test -e mended || { test -e killed || { touch killed; kill -9 $PPID; }; }"
    pipeline.write_text(json.dumps({"enlist": 1, "name": "files", "steps": [
        {"write-file": {"path": "/new", "content": "x"}, "id": "new"},
        {"write-file": {"path": "/kept", "content": "x", "backup": True}, "id": "kept"},
        {"write-file": {"path": "/lost", "content": "x"}, "id": "lost"},
        {"run": {"command": ["true"], "revert": ["/bin/sh", "-c", undo], "below-root": "run"},
         "id": "killer"},
        {"run": {"script": "test -e mended", "below-root": "run"}, "id": "last"},
    ]}))
    with local_cloud(tmp_path, SCENARIO) as cloud:
        for name in ("kept", "lost"):
            (cloud.root() / name).write_text(f"old {name}")
        first = cloud.enlist("run", "--pipeline", pipeline, "--revert-on-failure", "--json")
        assert first.status == -signal.SIGKILL, first
        status = cloud.enlist("status", "--instance", "machine")
        assert "files was cut off while undoing at killer: 4 of 5 steps" in status.output, status
        assert "it undoes the rest, and then starts over" in status.output
        second = cloud.enlist("run", "--pipeline", pipeline, "--json")
        assert second.status == 1, second
        assert [event["step"] for event in second.events("revert-succeeded")] == [
            "killer", "kept", "new"]
        [failure] = second.events("revert-failed")
        assert failure["step"] == "lost"
        assert failure["message"] == (
            "what /lost held before is not known any more: the enlist that replaced it was ended")
        notes = [event["message"] for event in second.events("note")]
        assert [note for note in notes if " /" in note] == ["wrote /new", "replaced /kept"], notes
        (cloud.root() / "mended").touch()
        assert cloud.enlist("run", "--pipeline", pipeline).status == 0


def test_the_command_of_a_killed_run_is_waited_for(tmp_path):
    pipeline = tmp_path / "pipeline.yaml"
    # It would not stand a second one beside itself.
    script = """
        mkdir alone || exit 9
        touch made begun
        while ! test -e go; do sleep 0.02; done
        rmdir alone
        echo count=1 >>"${ENLIST_GIVES:-/dev/null}"
        echo done >>ends
    """
    policy = {"retry": [{"on": ["busy"], "attempts": 100, "delay": "50ms", "max-delay": "50ms"}]}
    step = {"script": script, "below-root": "run"}
    for number, more in enumerate([{"gives": ["count"]}, {"creates": "/made"}]):
        pipeline.write_text(json.dumps({"enlist": 1, "name": "slow", "steps": [
            {"run": {**step, **more}, **policy}]}))
        (tmp_path / str(number)).mkdir()
        with local_cloud(tmp_path / str(number), SCENARIO) as cloud:
            first = cloud.start("run", "--pipeline", pipeline, "--json")
            wait_until((cloud.root() / "begun").exists, "the command")
            wait_until(
                lambda: any("command-" in name and (cloud.root() / name).stat().st_size
                            for name in contents(cloud.root())), "its mark with the process in it")
            first.kill()
            first.communicate()
            second = cloud.start("run", "--pipeline", pipeline, "--json")
            for line in second.stdout:
                event = json.loads(line)
                if event["type"] == "retrying":
                    break
                if event["type"] == "attempt-failed":
                    assert event["class"] == "busy", event
                    assert event["message"].startswith(
                        "a command of a run that was killed is still at work, as process"), event
            (cloud.root() / "go").touch()
            output, errors = second.communicate(timeout=20)
            assert second.returncode == 0, errors
            # What it has given, nobody heard; what it has made, is there.
            ends = (cloud.root() / "ends").read_text().splitlines()
            assert len(ends) == (1 if number else 2), (ends, output)
            assert [name for name in contents(cloud.root()) if "command-" in name] == []
