"""`enlist leave`: from a journal or without, twice, half-joined, killed at any request."""

import json
import shutil
import signal

import pytest

from botocore_judge import check_parameters, check_signature
from cloud import local_cloud, wait_until

REGION = "eu-west-1"


def scenario(**more):
    machine = more.pop("machine", {})
    return {
        "region": REGION,
        "stacks": [
            {"name": "v2 prod web", "layers": [{"shortname": "shop"}]},
            {"name": "v3 prod web", "layers": [{"shortname": "shop"}], **more}],
        "instances": [machine]}


def join(cloud, *arguments, credentials="instance-profile", until=None):
    file = cloud.root().parent / "join.yaml"
    steps = ["look-up-stack", "choose-hostname", "tag-instance",
             f"register-instance: {{credentials: {credentials}}}",
             "wait-until-registered: {every: 100ms}", "assign-layer: {wait: online, every: 100ms}"]
    file.write_text("enlist: 1\nname: joining\nsteps:\n" + "".join(f"  - {s}\n" for s in steps))
    joined = cloud.run("--pipeline", str(file), *(["--until", until] if until else []), *arguments)
    assert joined.status == 0, joined


def leave(cloud, *arguments, **keywords):
    return cloud.enlist("leave", "--json", *arguments, **keywords)


def notes(finished):
    return [event["message"] for event in finished.events("note")]


def assert_left(cloud):
    """Nothing of the instance is in any stack, IAM or its tags; the instance itself is as it was."""
    state = cloud.state()
    assert cloud.member() is None
    assert state["iam"]["users"] == []
    assert state["machines"][0]["tags"] == {} and state["machines"][0]["state"] == "running"
    operations = {entry["operation"] for entry in cloud.requests()}
    assert not operations & {"DeleteInstance", "TerminateInstances", "StopInstance"}


def judge(cloud):
    """Lets botocore judge all requests of enlist."""
    key = cloud.role()
    for entry in cloud.requests():
        if (not entry["headers"].get("user-agent", "").startswith("enlist/")
                or entry["service"] in ("metadata", "installer")):
            continue
        check_parameters(entry)
        check_signature(entry, {key["aws_access_key_id"]: key}, (REGION, "us-east-1"))


@pytest.mark.parametrize("credentials", ["instance-profile", "iam-user"])
@pytest.mark.parametrize("journal", [True, False], ids=["with a journal", "without"])
def test_what_has_joined_leaves(tmp_path, credentials, journal):
    with local_cloud(tmp_path, scenario()) as cloud:
        join(cloud, credentials=credentials)
        if not journal:
            shutil.rmtree(cloud.root() / "var/lib/enlist" / cloud.instances[0]["id"])
        cloud.forget_requests()
        left = leave(cloud)
        assert left.status == 0, left
        assert_left(cloud)
        judge(cloud)
        listed = [entry["operation"] for entry in cloud.requests()].count("DescribeStacks")
        assert listed == (0 if journal else 2), "the API region of the stack, and the classic one"
        # Twice is no harm, and joining again works.
        again = leave(cloud)
        assert again.status == 0 and "the instance is a member of no stack" in notes(again), again
        join(cloud, credentials=credentials)
        assert cloud.member()["layers"] == ["shop"]


@pytest.mark.parametrize("last", ["choose-hostname", "tag-instance", "register-instance",
                                  "wait-until-registered"])
def test_what_has_joined_in_part_leaves(tmp_path, last):
    with local_cloud(tmp_path, scenario()) as cloud:
        join(cloud, credentials="iam-user", until=last)
        left = leave(cloud)
        assert left.status == 0, left
        assert_left(cloud)


def test_what_never_joined_has_nothing_to_leave(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        left = leave(cloud)
        assert left.status == 0 and "the instance is a member of no stack" in notes(left), left
        assert_left(cloud)


@pytest.mark.parametrize("operation", [
    "DescribeInstances", "UnassignInstance", "DeregisterInstance", "ListUsers", "DeleteAccessKey",
    "DeleteUser", "DeleteTags"])
@pytest.mark.parametrize("answer", ["killed before", "lost", "throttled"])
def test_leaving_that_is_cut_off_is_gone_on_with(tmp_path, operation, answer):
    with local_cloud(tmp_path, scenario()) as cloud:
        join(cloud, credentials="iam-user")
        effect = {"killed before": {"hold": True}, "lost": {"drop": "after"},
                  "throttled": {"error": "throttled"}}[answer]
        cloud.set_faults({"operation": operation, "calls": "first", **effect})
        if answer == "killed before":
            process = cloud.start("leave")
            wait_until(lambda: cloud.fault_matches()[0], operation)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            cloud.clear_faults()
        left = leave(cloud)
        assert left.status == 0, left
        assert_left(cloud)


def test_a_member_whose_setup_failed_leaves(tmp_path):
    with local_cloud(tmp_path, scenario(machine={"setup-fails": "registering"})) as cloud:
        failed = cloud.run()
        assert failed.status == 1 and cloud.member()["status"] == "setup_failed", failed
        left = leave(cloud)
        assert left.status == 0, left
        assert_left(cloud)


def test_a_dry_run_changes_nothing(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        join(cloud)
        before, journal = cloud.state(), cloud.root() / "var/lib/enlist" / cloud.instances[0]["id"]
        lines = (journal / "journal.ndjson").read_bytes()
        cloud.forget_requests()
        shown = cloud.enlist("leave", "--dry-run")
        assert shown.status == 0, shown
        stack = before["stacks"][1]["id"]
        assert "leave-stack" in shown.output and f"its stack is {stack}\n" in shown.output
        assert cloud.state() == before and (journal / "journal.ndjson").read_bytes() == lines
        assert {entry["service"] for entry in cloud.requests()} == {"metadata"}
        plan = json.loads(cloud.enlist("leave", "--dry-run", "--json").output)
        assert [step["id"] for step in plan["steps"]] == [
            "leave-stack", "remove-iam-user", "untag-instance"]
        # Recipes that hang must leave the time to deregister.
        assert plan["steps"][0]["parameters"]["recipes"] == "10m"


def test_what_could_not_be_looked_at_is_not_taken_for_empty(tmp_path):
    with local_cloud(tmp_path, scenario(machine={"role": {"deny": ["opsworks:DescribeStacks"]}})) as cloud:
        pipeline = tmp_path / "own.yaml"
        pipeline.write_text("enlist: 1\nname: own\nsteps:\n  - leave-stack\ndefaults: {retry: none}\n")
        left = cloud.enlist("run", "--json", "--pipeline", str(pipeline))
        assert left.status != 0, left
        assert "it is unknown which stack the instance is a member of" in left.errors, left
        assert "--set stack.id=… --set stack.api-region=…" in left.errors, left


def test_who_may_not_look_for_users_leaves_all_the_same(tmp_path):
    with local_cloud(tmp_path, scenario(machine={"role": {"deny": ["iam:*"]}})) as cloud:
        join(cloud)
        left = leave(cloud)
        assert left.status == 0, left
        assert "may not look for IAM users of the instance (iam:ListUsers)" in notes(left)
        assert_left(cloud)


def test_leaving_cannot_be_undone(cloud):
    refused = cloud.enlist("leave", "--revert-on-failure")
    assert refused.status == 64 and "Unknown option '--revert-on-failure'" in refused.errors, refused
    assert "--revert-on-failure" not in cloud.enlist("leave", "--help").output
