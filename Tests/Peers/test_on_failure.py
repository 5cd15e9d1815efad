"""What is done about a run that failed: the reason, undoing, keeping the instance, telling its group."""

import os
import re
import signal
import subprocess
import time

import pytest

from cloud import BUILD, INPUTS, local_cloud, wait_until
from test_auto_scaling import judge, notes, scaling, scenario, signals
from test_watch import Watching, ends

NOBODY = ["--product", "nobody", *INPUTS[2:]]
NO_LAYER = "the stack `v3 prod web` has no layer with the short name `nobody`"
REASON = f"look-up-stack, not-found: {NO_LAYER} | layers there: `shop`"


def says(cloud, policy, name="10-failing.yaml"):
    folder = cloud.root() / "etc/enlist/pipeline.d"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"enlist: 1\non-failure: {policy}\n")


def console(cloud):
    """Makes a console for the instance."""
    place = cloud.root() / "dev/console"
    place.parent.mkdir()
    place.touch()
    return place


def failure(cloud):
    """The reason that the tag says, without its time; None without a tag."""
    text = cloud.reason()
    return untimed(text) if text else None


def untimed(reason):
    assert len(reason) <= 256
    return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (.*)", reason)[1]


def warnings(ended):
    return [event["message"] for event in ended.events("warning")]


ABANDONED = [
    "signalled failure to Group of the CloudFormation stack web",
    "the Auto Scaling group g gives the instance up: completed its hook h"]


def assert_abandoned(cloud):
    assert (scaling(cloud)["state"], scaling(cloud)["results"]) == (
        "Terminating:Proceed", ["ABANDON"])
    assert signals(cloud) == [("Group", cloud.instances[0]["id"], "FAILURE")]


def test_the_reason_is_written_and_the_launch_abandoned(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "abandon")
        written = console(cloud)
        ended = cloud.enlist("run", *NOBODY, "--json")
        assert ended.status == 1, ended
        assert failure(cloud) == REASON
        first, *more = written.read_bytes().decode().split("\r\n")
        head = f"enlist: {cloud.instances[0]['id']} has not joined: "
        assert first.startswith(head) and untimed(first[len(head):]) == REASON
        assert more == [
            "enlist: what to do: check the input `product`, or add the layer",
            "enlist:     layers there: `shop`", ""]
        assert_abandoned(cloud)
        assert notes(ended)[-2:] == ABANDONED and warnings(ended) == []
        # The reason is written first: it is what must not be lost.
        calls = judge(cloud)
        assert calls.index("ec2:CreateTags") < calls.index("autoscaling:CompleteLifecycleAction")


def test_the_journal_knows_of_it_and_the_next_run_goes_on(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "abandon")
        assert cloud.enlist("run", *NOBODY).status == 1
        log = cloud.enlist("log")
        assert ABANDONED[0] in log.output, log
        assert "failed" in cloud.enlist("status").output
        assert cloud.run("--json").events("run-resumed"), "the next run began anew"


def test_a_group_without_a_hook_replaces_an_unhealthy_instance(tmp_path):
    with local_cloud(tmp_path, scenario("without a hook")) as cloud:
        says(cloud, "unhealthy")
        ended = cloud.enlist("run", *NOBODY, "--json")
        assert ended.status == 1 and scaling(cloud)["health"] == "UNHEALTHY", ended
        assert notes(ended)[-1] == "told the Auto Scaling group to replace the instance, as unhealthy"
        sent = [entry for entry in cloud.requests() if entry["operation"] == "SetInstanceHealth"]
        assert "ShouldRespectGracePeriod=false" in sent[0]["body"]


def test_an_instance_in_no_group_says_so(tmp_path):
    with local_cloud(tmp_path, scenario(None)) as cloud:
        ended = cloud.enlist("run", *NOBODY, "--json", "--on-failure", "unhealthy")
        assert ended.status == 1
        assert notes(ended)[-1] == "the instance is in no Auto Scaling group"


def test_what_was_done_is_undone_after_the_reason_and_before_the_group(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "{then: abandon, revert: true}")
        cloud.set_faults({"service": "opsworks", "operation": "AssignInstance", "error": "access-denied"})
        ended = cloud.enlist("run", *INPUTS, "--json")
        assert ended.status == 77, ended
        assert cloud.member() is None
        assert failure(cloud).startswith("v3 prod web/shop, assign-layer, refused: ")
        assert "Name" not in cloud.state()["machines"][0]["tags"]
        assert_abandoned(cloud)
        calls = judge(cloud)
        tagged = len(calls) - 1 - calls[::-1].index("ec2:CreateTags")
        assert (tagged < calls.index("opsworks:DeregisterInstance")
                < calls.index("autoscaling:CompleteLifecycleAction"))


@pytest.mark.parametrize("text, status, reason", [
    ("enlist: 1\nextends: opsworks\nchanges: [{remove: nothing}]\n", 65, "no step has the id `nothing`"),
    ("enlist: 1\nname: [\n", 65, "pipeline.yaml:"),
    ("enlist: 1\nname: p\nsteps: [ohai-hnit]\n", 65, "ohai-hnit")],
    ids=["a change that cannot be made", "no YAML", "an unknown kind"])
def test_a_bad_file_is_told_too(tmp_path, text, status, reason):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "abandon")
        (cloud.root() / "etc/enlist/pipeline.yaml").write_text(text)
        ended = cloud.enlist("run", *INPUTS, "--json")
        assert ended.status == status, ended
        assert failure(cloud).startswith("before the first step: ")
        assert reason in failure(cloud) and len(failure(cloud)) <= 256
        assert_abandoned(cloud)


def test_the_command_line_tells_where_no_file_can(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        place = cloud.root() / "etc/enlist/pipeline.yaml"
        place.parent.mkdir(parents=True)
        place.write_text("on-failure: abandn\n")
        assert cloud.enlist("run", *INPUTS, "--on-failure", "abandon").status == 65
        assert_abandoned(cloud)


def test_a_mistyped_option_is_told_too(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "abandon")
        ended = cloud.enlist("run", "--enviroment", "prod")
        assert ended.status == 64
        assert ended.errors.startswith("Error: Unknown option '--enviroment'"), ended
        assert failure(cloud) == (
            "before the first step: Unknown option '--enviroment'. Did you mean '--environment'?")
        assert_abandoned(cloud)


@pytest.mark.parametrize("words, has_terminal", [
    (["plan", "--enviroment", "prod"], False), (["run", "--enviroment", "prod"], True)],
    ids=["of another command", "at a terminal"])
def test_nobody_is_told_of_what_a_person_mistypes(tmp_path, words, has_terminal):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "abandon")
        master, slave = os.openpty()
        ended = subprocess.run(
            [BUILD / "enlist", *words], env=cloud.environment(), capture_output=True, timeout=30,
            stdin=slave if has_terminal else subprocess.DEVNULL)
        os.close(master)
        os.close(slave)
        assert ended.returncode == 64
        assert failure(cloud) is None and scaling(cloud)["results"] == [] and signals(cloud) == []


@pytest.mark.parametrize("words", [["run", "--on-failure", "nothing"], ["step", "look-up-stack"]])
def test_nobody_is_told_where_a_person_looks(tmp_path, words):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "abandon")
        assert cloud.enlist(*words, *NOBODY).status == 1
        assert failure(cloud) is None and scaling(cloud)["results"] == [] and signals(cloud) == []


def test_each_part_is_tried_though_the_one_before_failed(tmp_path):
    denied = {"role": {"deny": ["ec2:CreateTags", "autoscaling:DescribeLifecycleHooks"]}}
    with local_cloud(tmp_path, scenario(**denied)) as cloud:
        says(cloud, "{then: abandon, deadline: 5s}")
        ended = cloud.enlist("run", *NOBODY, "--json")
        assert ended.status == 1
        told = warnings(ended)
        assert len(told) == 2, told
        assert told[0].startswith("tag-failure: ") and "ec2:CreateTags" in told[0]
        assert told[1].startswith("abandon-launch: ")
        assert "autoscaling:DescribeLifecycleHooks" in told[1]


def test_cloudformation_is_told_whatever_auto_scaling_says_and_before_it(tmp_path):
    with local_cloud(tmp_path, scenario(role={"deny": ["autoscaling:CompleteLifecycleAction"]})) as cloud:
        says(cloud, "{then: abandon, deadline: 5s}")
        assert cloud.enlist("run", *NOBODY).status == 1
        assert signals(cloud) == [("Group", cloud.instances[0]["id"], "FAILURE")]
    again = tmp_path / "again"
    again.mkdir()
    with local_cloud(again, scenario(role={"deny": ["cloudformation:SignalResource"]})) as cloud:
        says(cloud, "{then: abandon, deadline: 5s}")
        ended = cloud.enlist("run", *NOBODY, "--json")
        assert scaling(cloud)["results"] == ["ABANDON"]
        assert "cloudformation:SignalResource" in warnings(ended)[-1]


def test_whom_the_pipeline_names_is_told_of_the_failure_too(tmp_path):
    with local_cloud(tmp_path, scenario(None, tags={})) as cloud:
        says(cloud, "abandon")
        says(cloud, "abandon\nchanges:\n  - insert: {finish-launch: {stack-name: web, resource: Group}}\n    at: last",
             "20-launch.yaml")
        assert cloud.enlist("run", *NOBODY).status == 1
        assert signals(cloud) == [("Group", cloud.instances[0]["id"], "FAILURE")]


def test_whom_only_a_later_step_would_have_named_is_looked_for(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "abandon\nchanges:\n  - insert: {finish-launch: {stack-name: '${stack.name}', resource: Group}}\n"
             "    at: last")
        assert cloud.enlist("run", *NOBODY).status == 1
        assert_abandoned(cloud)


def test_who_has_done_the_first_steps_only_has_not_joined(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "abandon")
        assert cloud.run("--until", "choose-hostname").status == 0
        assert cloud.enlist("run", *NOBODY).status == 1
        assert_abandoned(cloud)


def test_a_member_that_fails_to_join_again_goes_on_serving(tmp_path):
    with local_cloud(tmp_path, scenario("in service")) as cloud:
        says(cloud, "{then: unhealthy, keep: 1h}")
        assert cloud.run().status == 0
        for words, status in [(NOBODY, 1), ([*INPUTS, "--pipeline", "/nowhere.yaml"], 65), (["--nonsense"], 64)]:
            ended = cloud.enlist("run", *words)
            assert ended.status == status, ended
            assert "the instance had joined before, and may serve: it is not reported for termination" in (
                ended.output + ended.errors)
            assert scaling(cloud)["health"] == "HEALTHY"
        assert failure(cloud).startswith("before the first step: Unknown option")
        # The last word is that of whoever says it on the command line; where it left, there is nothing to save.
        says(cloud, "{then: unhealthy}")
        assert cloud.enlist("run", *NOBODY, "--on-failure", "unhealthy").status == 1
        assert scaling(cloud)["health"] == "UNHEALTHY"


def test_telling_has_a_deadline(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "{then: unhealthy, deadline: 2s}")
        cloud.set_faults({"service": "autoscaling", "operation": "SetInstanceHealth",
                          "error": "throttled"})
        ended = cloud.enlist("run", *NOBODY, "--json")
        assert ended.status == 1
        assert warnings(ended)[-1].startswith("mark-unhealthy: "), ended
        assert failure(cloud) is not None


def kept(cloud, policy="{then: abandon, keep: 5s}"):
    says(cloud, policy)
    process = cloud.start("run", *NOBODY)
    wait_until(lambda: failure(cloud) is not None and scaling(cloud)["heartbeats"] >= 1,
               "a heartbeat while the instance is kept")
    return process


def test_an_instance_is_kept_for_a_person_and_then_given_up(tmp_path):
    machine = {"group": "g", "hook": "h", "state": "Pending:Wait", "heartbeat-timeout": 60}
    with local_cloud(tmp_path, scenario(machine)) as cloud:
        process = kept(cloud)
        assert scaling(cloud)["results"] == []
        assert "failed" in cloud.enlist("status").output
        output, _ = process.communicate(timeout=30)
        assert process.returncode == 1
        assert "keeping the instance for 5s, so that it can be inspected" in output
        assert_abandoned(cloud)


def test_an_instance_is_not_given_up_as_metadata_was_away_for_a_while(tmp_path):
    """Longer than one request is repeated."""
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "{then: abandon}")
        cloud.set_faults({"service": "metadata", "status": 503})
        process = cloud.start("run", *INPUTS)
        wait_until(lambda: cloud.fault_matches()[0] > 13, "a third try", 60)
        cloud.clear_faults()
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 0, output + errors
        assert "instance metadata answers: the run begins again" in output
        assert cloud.member()["layers"] == ["shop"]
        assert scaling(cloud)["results"] == [] and failure(cloud) is None


@pytest.mark.parametrize("policy", ["{then: abandon, deadline: 3s}", "{}"])
def test_metadata_that_stays_away_ends_the_run(tmp_path, policy):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, policy)
        cloud.set_faults({"service": "metadata", "status": 503})
        ended = cloud.enlist("run", *INPUTS, timeout=60)
        assert ended.status == 69 and "begins again" not in ended.output, ended
        assert scaling(cloud)["results"] == []


def test_what_is_kept_is_undone_afterwards(tmp_path):
    machine = {"group": "g", "hook": "h", "state": "Pending:Wait", "heartbeat-timeout": 60}
    with local_cloud(tmp_path, scenario(machine)) as cloud:
        says(cloud, "{then: abandon, keep: 4s, revert: true}")
        hint = cloud.root() / "etc/chef/ohai/hints/ec2.json"
        process = cloud.start("run", *NOBODY)
        wait_until(lambda: failure(cloud) is not None and scaling(cloud)["heartbeats"] >= 1,
                   "a heartbeat while the instance is kept")
        assert hint.exists() and "failed" in cloud.enlist("status").output
        output, _ = process.communicate(timeout=30)
        assert process.returncode == 1
        assert not hint.exists(), output
        assert_abandoned(cloud)
        status = cloud.enlist("status")
        assert "failed" in status.output and "starts over" in status.output, (status, output)


def test_what_was_repaired_while_it_was_kept_is_not_undone(tmp_path):
    machine = {"group": "g", "hook": "h", "state": "Pending:Wait", "heartbeat-timeout": 60}
    with local_cloud(tmp_path, scenario(machine)) as cloud:
        process = kept(cloud, "{then: abandon, keep: 10s, revert: true}")
        assert cloud.enlist("run", *INPUTS, "--on-failure", "nothing").status == 0
        process.communicate(timeout=40)
        assert process.returncode == 1
        assert (cloud.root() / "etc/chef/ohai/hints/ec2.json").exists()
        assert cloud.member()["status"] == "online"


def test_a_run_that_fails_on_a_member_is_undone_without_waiting_for_itself(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        assert cloud.enlist("run", *INPUTS).status == 0
        says(cloud, "{then: abandon, keep: 1h, revert: true}")
        ended = cloud.enlist("run", *NOBODY, "--fresh", timeout=30)
        assert ended.status == 1, ended
        assert "it is not reported for termination" in ended.output
        assert "starts over" in cloud.enlist("status").output


def test_who_repairs_it_meanwhile_keeps_it(tmp_path):
    machine = {"group": "g", "hook": "h", "state": "Pending:Wait", "heartbeat-timeout": 60}
    with local_cloud(tmp_path, scenario(machine)) as cloud:
        process = kept(cloud, "{then: abandon, keep: 15s}")
        assert cloud.enlist("run", *INPUTS, "--on-failure", "nothing").status == 0
        output, _ = process.communicate(timeout=30)
        assert process.returncode == 1
        assert "a later run has joined, so this one is not reported" in output
        assert scaling(cloud)["results"] == [] and signals(cloud) == []


@pytest.mark.parametrize("undoing", ["", ", revert: true"], ids=["as it is", "undone"])
def test_who_leaves_meanwhile_has_not_joined(tmp_path, undoing):
    machine = {"group": "g", "hook": "h", "state": "Pending:Wait", "heartbeat-timeout": 60}
    with local_cloud(tmp_path, scenario(machine)) as cloud:
        process = kept(cloud, "{then: abandon, keep: 8s%s}" % undoing)
        assert cloud.enlist("leave").status == 0
        process.communicate(timeout=30)
        assert process.returncode == 1
        assert_abandoned(cloud)
        # Nothing of the run is left to be undone, and nothing is written of that.
        assert "leaving" in cloud.enlist("status").output


def test_a_signal_ends_the_keeping(tmp_path):
    machine = {"group": "g", "hook": "h", "state": "Pending:Wait", "heartbeat-timeout": 60}
    with local_cloud(tmp_path, scenario(machine)) as cloud:
        process = kept(cloud, "{then: abandon, keep: 1h}")
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=30)
        assert process.returncode == 1
        assert "the keeping was ended from outside, and nothing is reported" in output
        assert scaling(cloud)["results"] == []


def test_an_interrupted_run_is_no_failure(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "abandon")
        cloud.set_faults({"service": "opsworks", "operation": "DescribeStacks", "hold": True})
        process = cloud.start("run", *INPUTS)
        wait_until(lambda: cloud.fault_matches() == [1], "a request")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
        cloud.clear_faults()
        assert process.returncode == 4
        assert failure(cloud) is None and scaling(cloud)["results"] == []


@pytest.mark.parametrize("policy, words", [
    ("{then: replace}", "`then` cannot be `replace`"),
    ("{kep: 3m}", "`kep`"),
    ("later", "`on-failure`")])
def test_what_is_no_policy_is_refused(tmp_path, policy, words):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, policy)
        refused = cloud.enlist("plan", *INPUTS)
        assert refused.status == 65 and words in refused.errors, refused


def test_the_reason_is_written_where_no_file_asks_for_it(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        written = console(cloud)
        ended = cloud.enlist("run", *NOBODY, "--json")
        assert ended.status == 1 and warnings(ended) == [], ended
        assert failure(cloud) == REASON and b"has not joined" in written.read_bytes()
        # One request, and nobody is told anything else.
        assert [call for call in judge(cloud) if not call.startswith("opsworks:")] == ["ec2:CreateTags"]
        assert scaling(cloud)["results"] == [] and signals(cloud) == []


def test_so_is_one_before_the_first_step(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        ended = cloud.enlist("run", *INPUTS, "--pipeline", "/nowhere.yaml")
        assert ended.status == 65 and failure(cloud).startswith("before the first step: "), ended


def test_who_may_not_write_it_is_warned_and_no_more(tmp_path):
    with local_cloud(tmp_path, scenario(role={"deny": ["ec2:CreateTags"]})) as cloud:
        ended = cloud.enlist("run", *NOBODY, "--json")
        assert ended.status == 1
        [told] = warnings(ended)
        assert told.startswith("tag-failure: ") and "ec2:CreateTags" in told


def test_a_bad_file_on_a_machine_that_is_no_instance_asks_nobody(tmp_path):
    ended = subprocess.run(
        [BUILD / "enlist", "run", *INPUTS, "--pipeline", "/nowhere.yaml"], capture_output=True, text=True, timeout=5,
        stdin=subprocess.DEVNULL, env={"PATH": os.environ["PATH"], "ENLIST_ROOT": str(tmp_path)})
    assert ended.returncode == 65 and "the failure is not reported" not in ended.stderr, ended


def test_a_run_that_joins_without_an_earlier_failure_takes_no_tag_away(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "abandon")
        assert cloud.enlist("run", *INPUTS).status == 0
        assert "ec2:DeleteTags" not in judge(cloud)


def test_a_run_that_joins_takes_the_reason_away(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "nothing")
        cloud.set_faults({"service": "opsworks", "operation": "AssignInstance", "calls": "first",
                          "error": "access-denied"})
        assert cloud.enlist("run", *INPUTS).status == 77
        assert failure(cloud).startswith("v3 prod web/shop, assign-layer, refused: ")
        assert cloud.enlist("run", *INPUTS).status == 0
        assert failure(cloud) is None and cloud.member()["layers"] == ["shop"]


def test_so_does_one_that_goes_on_with_nothing(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "{thn: nothing}")
        assert cloud.enlist("run", *INPUTS, "--on-failure", "abandon").status == 65
        assert failure(cloud).startswith("before the first step: ")
        says(cloud, "nothing")
        assert cloud.enlist("run", *INPUTS).status == 0
        assert failure(cloud) is None and cloud.member()["layers"] == ["shop"]


def test_leaving_takes_the_reason_away(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        assert cloud.enlist("run", *INPUTS).status == 0
        cloud.forget_requests()
        assert cloud.enlist("leave").status == 0
        operations = [entry["operation"] for entry in cloud.requests()]
        assert operations.count("DeleteTags") == 1, "only its own tags: no run had failed"
        assert cloud.enlist("run", *NOBODY).status == 1
        assert failure(cloud) == REASON
        assert cloud.enlist("leave").status == 0
        assert failure(cloud) is None and not mark(cloud).exists()


def mark(cloud, folder="var/lib/enlist"):
    return cloud.root() / folder / cloud.instances[0]["id"] / "failure-told"


def test_an_instance_that_is_terminated_keeps_its_reason(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "abandon")
        assert cloud.enlist("run", *NOBODY).status == 1
        ends(cloud, "group", hook="leaving")
        status, output, errors = Watching(cloud).ended()
        assert status == 0, output + errors
        assert failure(cloud) == REASON and mark(cloud).exists()


def test_leaving_that_may_not_take_the_reason_away_has_left(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        assert cloud.enlist("run", *NOBODY).status == 1
        cloud.set_faults({"service": "ec2", "operation": "DeleteTags", "calls": "2-", "error": "access-denied"})
        left = cloud.enlist("leave", "--json")
        assert left.status == 0, left
        [told] = warnings(left)
        assert told.startswith("tag-failure: ") and "ec2:DeleteTags" in told
        # The next one tries it again.
        cloud.clear_faults()
        assert cloud.enlist("leave").status == 0 and failure(cloud) is None


def test_a_reason_that_could_not_be_noted_beside_the_journals_is_noted_until_the_next_boot(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        # A file where the folder would be: as on a disk that is read-only, nothing can be written there, even by root.
        (cloud.root() / "var").mkdir()
        (cloud.root() / "var/state").write_text("")
        failed = cloud.enlist("run", *INPUTS, "--state-dir", "/var/state", "--json")
        assert failed.status == 1 and warnings(failed) == [], failed
        assert "/var/state" in failure(cloud)
        assert mark(cloud, "run/enlist").exists()
        joined = cloud.enlist("run", *INPUTS)
        assert joined.status == 0, joined
        assert failure(cloud) is None and not mark(cloud, "run/enlist").exists()


def test_a_reason_that_can_be_noted_nowhere_is_written_all_the_same(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        for folder in ("var", "run"):
            (cloud.root() / folder).mkdir()
        (cloud.root() / "var/state").write_text("")
        (cloud.root() / "run/enlist").write_text("")
        failed = cloud.enlist("run", *INPUTS, "--state-dir", "/var/state", "--json")
        assert failed.status == 1 and "/var/state" in failure(cloud)
        [told] = warnings(failed)
        assert told.startswith("no later run takes the tag with the reason away: ") and "/var/state" in told


@pytest.mark.parametrize("fault", [{"error": "throttled"}, {"hold": True}, {"error": "access-denied"}],
                         ids=["throttled", "without an answer", "denied"])
@pytest.mark.parametrize("policy", [None, "{then: nothing, deadline: 1m}"])
def test_writing_the_reason_is_bounded_and_changes_no_status(tmp_path, fault, policy):
    with local_cloud(tmp_path, scenario()) as cloud:
        if policy:
            says(cloud, policy)
        cloud.set_faults({"service": "ec2", "operation": "CreateTags", **fault})
        begin = time.monotonic()
        ended = cloud.enlist("run", *NOBODY, "--json")
        took = time.monotonic() - begin
        assert ended.status == 1, ended
        [told] = warnings(ended)
        assert told.startswith("tag-failure: "), told
        if fault == {"error": "access-denied"}:
            assert [entry["operation"] for entry in cloud.requests()].count("CreateTags") == 1 and took < 4, took
        else:
            assert took < 9, took


def test_a_reason_with_dollars_stays_as_it_is(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "nothing")
        (cloud.root() / "etc/enlist/pipeline.yaml").write_text(
            "enlist: 1\nname: p\nsteps: ['x${hostname}$$']\n")
        ended = cloud.enlist("run", *INPUTS)
        assert ended.status == 65 and "x${hostname}$$" in failure(cloud), (ended, failure(cloud))
