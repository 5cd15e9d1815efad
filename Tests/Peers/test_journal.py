"""Runs that were cut off and those that go on with them; what enlist says of runs afterwards."""

import json
import re
import resource
import time
from pathlib import Path

from cloud import INPUTS, local_cloud, on_clouds, wait_until

PIPELINE = Path(__file__).parent / "quick.yaml"
SCENARIO = {
    "stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}],
    "timings": {
        "registering": 0.05, "registration-setup": 0.05, "assigning": 0.05,
        "assignment-setup": 0.05},
}
# A call that only this step makes.
CALLS = {
    "look-up-stack": "DescribeLayers", "choose-hostname": "GetHostnameSuggestion",
    "tag-instance": "CreateTags", "register-instance": "RegisterInstance",
    "assign-layer": "AssignInstance",
}


def scenario(count=1, **more):
    return {**SCENARIO, "instances": [{"count": count}], **more}


def arguments(pipeline=PIPELINE):
    return ["run", *INPUTS, "--pipeline", str(pipeline), "--json"]


def journal(cloud, number=0, name="journal.ndjson"):
    return cloud.root(number) / "var/lib/enlist" / cloud.instances[number]["id"] / name


def records(cloud, number=0):
    """The lines of an instance's journal."""
    file = journal(cloud, number)
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def requests(cloud, number=0):
    """The operations that succeeded for an instance, in order."""
    machine = cloud.instances[number]["id"]
    return [entry["operation"] for entry in cloud.requests()
            if entry.get("instance") == machine and entry.get("status") == 200
            # That a run failed is said without a journal, too.
            and "enlist%3Afailure" not in entry["body"]]


def whole_run(folder):
    """What a run that nothing befalls writes and prints."""
    folder.mkdir()
    with local_cloud(folder, scenario()) as cloud:
        run = cloud.enlist(*arguments())
        assert run.status == 0, run
        return records(cloud), run.events()


def test_the_journal_is_what_the_run_printed_with_checksums(tmp_path):
    written, printed = whole_run(tmp_path / "cloud")
    header, *events = written
    assert header.pop("crc32c") and header.pop("process") > 1 and header.pop("instance")
    assert header == {"journal": 1, "enlist": "0.2.0", "run": printed[0]["run"]}
    for event in events:
        del event["crc32c"], event["clock"]
    assert events == printed


def test_a_full_disk_stops_the_run_before_an_effect_and_the_next_goes_on(tmp_path):
    written, _ = whole_run(tmp_path / "whole")
    sizes, total = [], 0
    for line in written:
        length = len(json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode()) + 1
        sizes.append(total + length // 2)  # Half of the line does not fit.
        total += length
    sizes = sizes[::5]  # test_survival.py takes each place; here the kernel itself refuses.

    def fill(cloud, number, size):
        process = cloud.start(
            *arguments(), number=number,
            preexec=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
        output, errors = process.communicate(timeout=60)
        if process.returncode == 0:
            # All had been done by then, and but for its very end the journal says so; or it was
            # shorter than the one that was measured, which had waited more often, and did fit.
            assert ("all is done, but could not write the journal" in output
                    or records(cloud, number)[-1]["type"] in ("step-succeeded", "run-finished")
                    ), (size, output)
        else:
            assert process.returncode == 1, (size, errors)
            assert "File too large" in errors and "make room" in errors, (size, errors)
        assert journal(cloud, number).read_bytes()[-1:] in (b"\n", b""), size
        made = requests(cloud, number)
        written = {entry.get("step") for entry in records(cloud, number)
                   if entry.get("type") == "attempt-started"}
        for step, call in CALLS.items():
            # A read may be sent before its step; an effect never.
            assert step in written or call not in made or call.startswith("Get"), (size, step)

        second = cloud.enlist(*arguments(), number=number)
        assert second.status == 0, (size, second)
        cloud.assert_joined(number)
        assert requests(cloud, number).count("RegisterInstance") == 1, size

    on_clouds(tmp_path, scenario(len(sizes)), sizes, fill, clouds=4)


def test_an_interrupted_run_is_gone_on_with(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        cloud.set_faults({"operation": "DescribeStackProvisioningParameters", "latency": 4})
        process = cloud.start(*arguments())
        for line in process.stdout:
            event = json.loads(line)
            if event["type"] == "attempt-started" and event["step"] == "register-instance":
                break
        process.terminate()
        _, errors = process.communicate(timeout=20)
        assert process.returncode == 4, errors
        assert "it resumes where this one stopped; with --fresh it starts over" in errors
        cloud.clear_faults()
        second = cloud.enlist(*arguments())
        assert [event["done"] for event in second.events("run-resumed")] == [4]
        cloud.assert_joined()


def test_a_changed_pipeline_and_other_inputs_say_what_is_done_again(tmp_path):
    pipeline = tmp_path / "pipeline.yaml"
    text = PIPELINE.read_text()

    def start(layer):
        return text.replace("- look-up-stack:", f"- look-up-stack: {{layer: {layer}}}")

    with local_cloud(tmp_path, scenario()) as cloud:
        pipeline.write_text(start("shpo"))
        first = cloud.enlist(*arguments(pipeline))
        assert first.status == 1, first
        # Nothing that was done is done again when the step that failed is repaired.
        pipeline.write_text(start("shop").replace(
            "- assign-layer:", "- assign-layer: {wait: none, bogus: 1}"))
        refused = cloud.enlist(*arguments(pipeline))
        assert refused.status == 65, refused
        cloud.set_faults({"operation": "AssignInstance", "error": "ValidationException"})
        pipeline.write_text(start("shop"))
        second = cloud.enlist(*arguments(pipeline))
        assert second.status == 1, second
        [event] = second.events("run-resumed")
        assert (event["done"], event.get("reason")) == (1, None)
        cloud.clear_faults()
        pipeline.write_text(start("shop").replace(
            "- tag-instance:", "- tag-instance: {tags: {Name: other}}"))
        third = cloud.run("--pipeline", str(pipeline))
        assert third.status == 0, third
        assert (
            "pipeline quick: resuming, 3 of 7 steps are done; `tag-instance` and what follows is "
            "repeated: its parameter `tags` has changed\n") in third.output
        assert cloud.member()["tags"]["Name"] == "other"


def test_fresh_begins_anew_and_five_journals_are_kept(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        cloud.set_faults({"operation": "AssignInstance", "error": "ValidationException"})
        assert cloud.enlist(*arguments()).status == 1
        for _ in range(7):
            run = cloud.enlist(*arguments(), "--fresh")
            assert len(run.events("run-started")) == 1, run
        names = sorted(path.name for path in journal(cloud).parent.iterdir())
        assert names == ["failure-told"] + [f"journal.{n}.ndjson" for n in range(1, 6)] + ["journal.ndjson", "lock"]
        assert journal(cloud).stat().st_mode & 0o777 == 0o600
        assert journal(cloud).parent.stat().st_mode & 0o777 == 0o700


def test_a_damaged_journal_is_set_aside_and_an_unknown_one_is_refused(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        cloud.set_faults({"operation": "AssignInstance", "error": "ValidationException"})
        assert cloud.enlist(*arguments()).status == 1
        cloud.clear_faults()
        whole = journal(cloud).read_bytes()
        journal(cloud).write_bytes(whole.replace(b'"hostname":"shop1"', b'"hostname":"shop2"', 1))
        run = cloud.enlist(*arguments())
        assert run.status == 0, run
        [warning] = run.events("warning")
        [aside] = journal(cloud).parent.glob("journal.ndjson.corrupt-*")
        assert re.fullmatch(
            r"the journal `.*/journal.ndjson` is damaged, line \d+: its checksum does not fit it; "
            rf"it now lies at `{re.escape(str(aside))}`, and the run starts over",
            warning["message"])
        assert len(run.events("run-started")) == 1
        cloud.assert_joined()

        # As a power cut leaves it.
        journal(cloud).write_bytes(whole[:-40])
        run = cloud.enlist(*arguments())
        assert run.status == 0, run
        assert "is invalid, as after a power cut" in run.events("note")[0]["message"]
        assert [event["done"] for event in run.events("run-resumed")] == [6]

        journal(cloud).write_text(
            '{"journal":2,"enlist":"9.9","instance":"i","run":"r","process":1,"crc32c":"d063d80b"}\n')
        run = cloud.run("--pipeline", str(PIPELINE))
        assert run.status == 1
        assert "has the form 2, and this enlist reads form 1" in run.errors, run
        assert "start over with --fresh" in run.errors
        assert cloud.enlist(*arguments(), "--fresh").status == 0


def test_another_instance_begins_anew_on_a_disk_that_an_image_was_made_of(tmp_path):
    with local_cloud(tmp_path, scenario(2)) as cloud:
        cloud.set_faults({"operation": "AssignInstance", "error": "ValidationException"})
        assert cloud.enlist(*arguments()).status == 1
        cloud.clear_faults()
        clone = cloud.enlist(*arguments(), number=1, ENLIST_ROOT=str(cloud.root(0)))
        assert clone.status == 0, clone
        assert len(clone.events("run-started")) == 1
        notes = [event["message"] for event in clone.events("note")]
        assert (f"there is the journal of another instance, {cloud.instances[0]['id']}: this one "
                "starts over, as it does from an image") in notes
        cloud.assert_joined(1)


def test_a_second_run_waits_for_the_first(tmp_path):
    slow = dict(SCENARIO["timings"], **{"registration-script": 0.7})
    with local_cloud(tmp_path, scenario(timings=slow)) as cloud:
        first = cloud.start(*arguments())
        wait_until(lambda: journal(cloud).exists(), "the first run's journal")
        begin = time.monotonic()
        second = cloud.enlist(*arguments())
        assert time.monotonic() - begin > 0.5
        assert (first.wait(timeout=20), second.status) == (0, 0), second
        notes = [event["message"] for event in second.events("note")]
        assert f"waiting for the end of the run of process {first.pid}" in notes
        first.communicate()
        made = requests(cloud)
        assert [made.count(call) for call in ("RegisterInstance", "AssignInstance")] == [1, 1]

        impatient = tmp_path / "pipeline.yaml"
        impatient.write_text("enlist: 1\nname: impatient\ndeadline: 1s\nsteps: [look-up-stack]\n")
        cloud.set_faults({"operation": "DescribeStacks", "latency": 3})
        first = cloud.start(*arguments())
        for line in first.stdout:
            if '"run-started"' in line:
                break
        second = cloud.run("--pipeline", str(impatient))
        assert second.status == 3
        assert second.errors == (
            f"error: the run of process {first.pid} is still under way on this instance, and the "
            "pipeline's deadline has passed\n"
            "    remedy: look at it with `enlist status`; wait for its end, or end it\n")
        first.kill()
        first.communicate()


def test_a_reboot_is_recorded_and_asked_for_five_times_at_most(tmp_path):
    pipeline = tmp_path / "pipeline.yaml"
    pipeline.write_text(json.dumps({"enlist": 1, "name": "kernel", "steps": [
        {"run": {"script": "echo once >>before", "below-root": "run"}, "id": "before"},
        {"run": {"script": "test -e rebooted || exit 7", "below-root": "run",
                 "exit-statuses": {"reboot": [7]}}, "id": "kernel"},
    ]}))
    with local_cloud(tmp_path, scenario()) as cloud:
        for count in range(5):
            run = cloud.enlist("run", "--pipeline", str(pipeline), "--json")
            assert run.status == 4, run
            assert run.events("run-finished")[0]["outcome"] == "reboot-needed"
            assert len(run.events("run-resumed")) == (count > 0)
        status = cloud.enlist("status", "--instance", "machine", "--json")
        assert status.status == 4
        assert json.loads(status.output)["status"] == "reboot-needed"
        run = cloud.enlist("run", "--pipeline", str(pipeline))
        assert run.status == 1, run
        assert "asks for a reboot after 5 of them" in run.errors


def told(text, cloud):
    """What enlist said, with the places of ids, times and processes."""
    for pattern, name in [
            (cloud.instances[0]["id"], "INSTANCE"), (r"\b[0-9a-f]{12}\b", "RUN"),
            (r"process \d+", "process N"), (r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "TIME"),
            (r"\b(\d+m)?[0-9.]+m?s\b", "DURATION"), (r"\[ +[0-9.]+\]", "[STAMP]"),
            (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")]:
        text = re.sub(pattern, name, text)
    return text


def test_status_and_log_say_how_things_stand(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        nothing = cloud.enlist("status")
        assert (nothing.status, told(nothing.output, cloud)) == (66, "no run on INSTANCE so far\n")
        nothing = cloud.enlist("log")
        assert (nothing.status, told(nothing.errors, cloud)) == (
            66, "error: no run on INSTANCE has left a journal\n"
                "    remedy: `enlist run` makes one; --instance and --state-dir look elsewhere\n")

        cloud.set_faults({"operation": "DescribeStackProvisioningParameters", "latency": 4})
        first = cloud.start(*arguments())
        for line in first.stdout:
            if '"attempt-started","step":"register-instance"' in line:
                break
        running = cloud.enlist("status")
        assert (running.status, told(running.output, cloud)) == (75, """\
quick is running at register-instance: 4 of 7 steps are done
    instance    INSTANCE
    run         RUN, process N
    began       TIME
    last seen   TIME, after DURATION
    hostname    shop1
    stack       v3 prod web
    layer       shop
""")
        follow = cloud.start("log", "--follow")
        wait = cloud.start("status", "--wait", "--timeout", "20s", "--json")
        first.kill()
        first.communicate()
        assert wait.communicate(timeout=20)[0] and wait.returncode == 4
        assert follow.communicate(timeout=20)[0].endswith("register-instance: started\n")
        cut = cloud.enlist("status")
        assert (cut.status, told(cut.output, cloud)) == (4, """\
quick was cut off at register-instance: 4 of 7 steps are done
    instance    INSTANCE
    run         RUN, process N
    began       TIME
    ended       TIME, after DURATION
    hostname    shop1
    stack       v3 prod web
    layer       shop
    what to do  run `enlist run` again: it resumes at this step
""")

        cloud.clear_faults()
        cloud.set_faults({"operation": "AssignInstance", "error": "ValidationException"})
        second = cloud.run("--pipeline", str(PIPELINE))
        assert second.status == 1, second
        failed = cloud.enlist("status", "--json")
        assert failed.status == 1
        answer = json.loads(failed.output)
        assert (answer["status"], answer["step"], answer["class"], answer["done"], answer["steps"]
                ) == ("failed", "assign-layer", "refused", 6, 7)
        whole = cloud.enlist("log")
        assert whole.status == 0
        # The run itself said why it failed on standard error.
        why = second.errors.partition("    then run the same command again")[0]
        assert why.startswith("error: `assign-layer` failed (refused): ")
        assert whole.output.endswith(second.output + why)
        assert "pipeline quick: 7 steps" in whole.output
        assert "pipeline quick: resuming, 4 of 7 steps are done" in second.output
        assert cloud.enlist("log", "--run", "1").output == second.output + why
        assert cloud.enlist("log", "--run", "2").output + second.output + why == whole.output
        assert cloud.enlist("log", "--run", "3").status == 66

        cloud.clear_faults()
        assert cloud.run("--pipeline", str(PIPELINE)).status == 0
        joined = cloud.enlist("status", "--wait")
        assert (joined.status, told(joined.output, cloud)) == (0, """\
quick succeeded: 7 of 7 steps are done
    instance    INSTANCE
    run         RUN, process N
    began       TIME
    ended       TIME, after DURATION
    hostname    shop1
    stack       v3 prod web
    layer       shop
""")
        events = cloud.enlist("log", "--run", "1", "--json").events()
        assert events[0]["seq"] == 1 and [event for event in events if "beside" not in event][-1]["type"] == "run-finished"
        assert not {"clock", "crc32c"} & set(events[0])


def test_status_knows_how_a_run_ended_that_did_not_live_to_say_so(tmp_path):
    pipeline = tmp_path / "pipeline.yaml"

    def status(text):
        run = cloud.enlist("status", "--instance", "machine", "--json")
        answer = json.loads(run.output)
        assert answer["status"] == text, run
        return run.status, {key: value for key, value in answer.items()
                            if key not in ("last", "elapsed")}

    with local_cloud(tmp_path, scenario()) as cloud:
        file = cloud.root() / "var/lib/enlist/machine/journal.ndjson"
        for script, outcome in [
                ("true", "succeeded"), ("exit 1", "failed"), ("exit 7", "reboot-needed")]:
            pipeline.write_text(json.dumps({"enlist": 1, "name": "p", "steps": [
                {"run": {"script": script, "below-root": "run", "exit-statuses": {"reboot": [7]}}}
            ]}))
            cloud.enlist("run", "--pipeline", str(pipeline), "--fresh")
            said = status(outcome)
            lines = file.read_bytes().splitlines(keepends=True)
            assert b'"run-finished"' in lines[-1]
            file.write_bytes(b"".join(lines[:-1]))
            assert status(outcome) == said


def test_a_timeout_ends_the_wait_for_a_run(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        begin = time.monotonic()
        assert cloud.enlist("status", "--wait", "--timeout", "500ms").status == 66
        assert 0.5 <= time.monotonic() - begin < 5
