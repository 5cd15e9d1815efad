"""`--revert-on-failure`: what a failed run undoes, and what it leaves."""

import json
import signal

import pytest

from botocore_judge import check_parameters, check_signature
from cloud import INPUTS, local_cloud, wait_until

REGION = "eu-west-1"
SCENARIO = {
    "region": REGION,
    "stacks": [{"name": "v3 prod web", "api-region": REGION, "layers": [{"shortname": "shop"}]}],
    "instances": [{}]}

STEPS = ["ohai-hint", "look-up-stack", "choose-hostname: {apply: true}", "tag-instance",
         "register-instance: {credentials: CREDENTIALS}", "wait-until-registered: {every: 100ms}",
         "assign-layer: {wait: online, every: 100ms}"]

HOSTS = b"127.0.0.1 localhost # caf\xe9\n127.0.1.1 old\n"
# The folder of the agent's installer stays, as docs/steps.md says.
STAYS = {"var", "var/lib", "var/lib/enlist"}

BOTH = pytest.mark.parametrize("credentials", ["instance-profile", "iam-user"])


def pipeline(folder, credentials="instance-profile", steps=STEPS, retry="none"):
    """The steps as a file, each tried once unless said otherwise."""
    path = folder / "pipeline.yaml"
    lines = [step.replace("CREDENTIALS", credentials) for step in steps]
    path.write_text(f"enlist: 1\nname: undoing\ndefaults: {{retry: {retry}}}\nsteps:\n" + "".join(
        f"  - {line}\n" for line in lines))
    return str(path)


def world(cloud):
    """The cloud and the machine's files, but for what stays by nature: names of groups, protection,
    what went wrong."""
    state = cloud.state()
    state["iam"]["groups"] = [group for group in state["iam"]["groups"] if group["users"]]
    for machine in state["machines"]:
        del machine["termination-protection"]
    del state["commands"], state["service-errors"]
    root = cloud.root()
    files = {
        str(path.relative_to(root)): path.read_bytes() if path.is_file() else None
        for path in root.rglob("*")
        if str(path.relative_to(root)) not in STAYS and "var/lib/enlist/i-" not in str(path)}
    return state, files


def prepare(cloud):
    (cloud.root() / "etc").mkdir()
    (cloud.root() / "etc/hosts").write_bytes(HOSTS)
    (cloud.root() / "etc/hostname").write_text("old\n")
    return world(cloud)


def refusing(call, **more):
    service, operation = call.split(":")
    return {"service": service, "operation": operation, "error": "access-denied", **more}


def judge(cloud):
    """Lets botocore judge all requests of enlist."""
    key = cloud.role()
    seen = set()
    for entry in cloud.requests():
        if not entry["headers"].get("user-agent", "").startswith("enlist/"):
            continue
        if entry["service"] in ("metadata", "installer"):
            continue
        check_parameters(entry)
        check_signature(entry, {key["aws_access_key_id"]: key}, (REGION,))
        seen.add(f"{entry['service']}:{entry['operation']}")
    return seen


CALLS = [
    "opsworks:DescribeStacks", "opsworks:DescribeLayers", "opsworks:GetHostnameSuggestion",
    "ec2:CreateTags", "opsworks:DescribeStackProvisioningParameters", "opsworks:RegisterInstance",
    "opsworks:AssignInstance"]
USER_CALLS = [
    "iam:ListUsers", "iam:CreateGroup", "iam:CreateUser", "iam:AddUserToGroup",
    "iam:PutUserPolicy", "iam:CreateAccessKey"]


def fails_and_reverts_and_joins(cloud, folder, credentials, *faults, before=None):
    before = before or prepare(cloud)
    file = pipeline(folder, credentials)
    cloud.set_faults(*faults)
    failed = cloud.run("--pipeline", file, "--revert-on-failure", "--json")
    assert failed.status in (1, 3, 77), failed
    assert failed.events("revert-failed") == [], failed
    assert world(cloud) == before
    cloud.clear_faults()
    second = cloud.run("--pipeline", file)
    assert second.status == 0, second
    cloud.assert_joined()
    return failed


@pytest.mark.parametrize("call", CALLS)
@BOTH
def test_a_run_that_fails_at_any_call_leaves_nothing(tmp_path, credentials, call):
    with local_cloud(tmp_path, SCENARIO) as cloud:
        # Listing users is asked again to clean up, so it fails once only.
        fails_and_reverts_and_joins(cloud, tmp_path, credentials, refusing(call))


@pytest.mark.parametrize("call", USER_CALLS)
def test_nor_does_one_that_fails_while_it_makes_its_user(tmp_path, call):
    with local_cloud(tmp_path, SCENARIO) as cloud:
        fails_and_reverts_and_joins(cloud, tmp_path, "iam-user", refusing(call, calls="first"))


@pytest.mark.parametrize("call", [*USER_CALLS, "opsworks:RegisterInstance"])
def test_nor_one_whose_answer_is_lost(tmp_path, call):
    service, operation = call.split(":")
    lost = {"service": service, "operation": operation, "drop": "after"}
    with local_cloud(tmp_path, SCENARIO) as cloud:
        before = prepare(cloud)
        file = pipeline(tmp_path, "iam-user")
        cloud.set_faults(dict(lost, calls="first"), refusing("opsworks:AssignInstance"))
        failed = cloud.run("--pipeline", file, "--revert-on-failure", "--json")
        assert failed.status in (1, 77), failed
        assert failed.events("revert-failed") == [], failed
        assert world(cloud) == before


@pytest.mark.parametrize("phase", ["registering", "assigning"])
@BOTH
def test_nor_one_whose_setup_fails(tmp_path, credentials, phase):
    scenario = dict(SCENARIO, instances=[{"setup-fails": phase}])
    with local_cloud(tmp_path, scenario) as cloud:
        before = prepare(cloud)
        failed = cloud.run(
            "--pipeline", pipeline(tmp_path, credentials), "--revert-on-failure", "--json")
        assert failed.status == 1, failed
        undone = [event["step"] for event in failed.events("revert-succeeded")]
        assert undone == (["assign-layer"] if phase == "assigning" else []) + [
            "register-instance", "tag-instance", "choose-hostname", "ohai-hint"], failed
        assert failed.events("revert-failed") == [], failed
        assert world(cloud) == before
        seen = judge(cloud)
    expected = {"opsworks:DeregisterInstance", "ec2:DeleteTags"}
    if phase == "assigning":
        expected.add("opsworks:UnassignInstance")
    if credentials == "iam-user":
        expected |= {"iam:ListUsers", "iam:ListAccessKeys", "iam:DeleteAccessKey",
                     "iam:DeleteUser"}
    assert expected <= seen


UNDOING = ["ec2:DeleteTags", "opsworks:UnassignInstance", "opsworks:DeregisterInstance",
           "iam:ListAccessKeys", "iam:DeleteAccessKey", "iam:DeleteUserPolicy",
           "iam:RemoveUserFromGroup", "iam:DeleteUser"]


@pytest.mark.parametrize("call", UNDOING)
@pytest.mark.parametrize("fault", [
    {"error": "internal-failure", "calls": "first"}, {"error": "throttled", "calls": "first"},
    {"drop": "after", "calls": "first"}], ids=["failed", "throttled", "lost"])
def test_undoing_is_tried_again(tmp_path, call, fault):
    service, operation = call.split(":")
    scenario = dict(SCENARIO, instances=[{"setup-fails": "assigning"}])
    with local_cloud(
            tmp_path, scenario, {"faults": [dict(fault, service=service, operation=operation)]}
    ) as cloud:
        before = prepare(cloud)
        file = pipeline(
            tmp_path, "iam-user", retry="{on: [transient, throttled], attempts: 3, delay: 50ms}")
        failed = cloud.run("--pipeline", file, "--revert-on-failure", "--json")
        assert failed.status == 1, failed
        assert failed.events("revert-failed") == [], failed
        assert world(cloud) == before


@pytest.mark.parametrize("call, left", [
    ("opsworks:DeregisterInstance", "may still be registered"),
    ("opsworks:UnassignInstance", "may still be in the layer"),
    ("iam:DeleteUser", "an IAM user of the instance may be left"),
    ("ec2:DeleteTags", "DeleteTags")])
def test_what_cannot_be_undone_is_named_beside_the_failure(tmp_path, call, left):
    scenario = dict(SCENARIO, instances=[{"setup-fails": "assigning"}])
    with local_cloud(tmp_path, scenario, {"faults": [refusing(call)]}) as cloud:
        failed = cloud.run(
            "--pipeline", pipeline(tmp_path, "iam-user"), "--revert-on-failure")
        # The status stays that of the step that failed.
        assert failed.status == 1, failed
        assert "`assign-layer` failed" in failed.errors, failed
        line = next(line for line in failed.errors.splitlines() if "could not be undone" in line)
        assert left in line, failed
        # The others are undone all the same.
        assert not (cloud.root() / "etc/chef").exists()


@BOTH
def test_a_member_that_was_there_before_stays(tmp_path, credentials):
    with local_cloud(tmp_path, SCENARIO) as cloud:
        (cloud.root() / "etc").mkdir()
        first = cloud.run("--pipeline", pipeline(tmp_path, credentials, STEPS[:-1]))
        assert first.status == 0, first
        member = cloud.member()
        cloud.set_faults(refusing("opsworks:AssignInstance"))
        file = pipeline(
            tmp_path, credentials, [step for step in STEPS if step != "tag-instance"])
        failed = cloud.run("--pipeline", file, "--revert-on-failure")
        assert failed.status == 77, failed
        assert cloud.member() == member
        assert (cloud.root() / "etc/chef/ohai/hints/ec2.json").read_text() == "{}\n"


def test_a_run_that_is_not_told_to_undoes_nothing(cloud):
    cloud.set_faults(refusing("opsworks:AssignInstance"))
    failed = cloud.run()
    assert failed.status == 77, failed
    assert cloud.member()["tags"]["Name"] == "v3 prod web - shop1"


def test_what_was_in_the_place_of_the_hint_comes_back(tmp_path):
    with local_cloud(tmp_path, SCENARIO) as cloud:
        hint = cloud.root() / "etc/chef/ohai/hints/ec2.json"
        hint.parent.mkdir(parents=True)
        hint.write_bytes(b"\xff no JSON\n")
        before = world(cloud)
        cloud.set_faults(refusing("opsworks:DescribeStacks"))
        failed = cloud.run(
            "--pipeline", pipeline(tmp_path, steps=["ohai-hint", "look-up-stack"]),
            "--revert-on-failure", "--json")
        assert failed.status == 77, failed
        assert world(cloud) == before


def test_hosts_that_somebody_changed_since_are_left_and_named(tmp_path):
    with local_cloud(tmp_path, SCENARIO) as cloud:
        prepare(cloud)
        hosts = cloud.root() / "etc/hosts"
        cloud.set_faults({
            "service": "ec2", "operation": "CreateTags", "latency": 1.5, "calls": "first"},
            refusing("opsworks:DescribeStackProvisioningParameters"))
        process = cloud.start(
            "run", *INPUTS, "--pipeline", pipeline(tmp_path), "--revert-on-failure")
        wait_until(lambda: b"shop1" in hosts.read_bytes(), "the machine's name")
        hosts.write_bytes(hosts.read_bytes() + b"10.0.0.1 db\n")
        output, errors = process.communicate(timeout=30)
        assert process.returncode == 77, output + errors
        assert "`choose-hostname` could not be undone: /etc/hosts has been changed" in errors
        assert hosts.read_bytes().endswith(b"10.0.0.1 db\n")
        assert (cloud.root() / "etc/hostname").read_text() == "old\n"


def test_a_key_that_opsworks_does_not_know_yet_is_tried_again_with_the_same_user(tmp_path):
    late = {"service": "opsworks", "operation": "RegisterInstance",
            "error": "UnrecognizedClientException", "calls": "first"}
    with local_cloud(tmp_path, SCENARIO, {"faults": [late]}) as cloud:
        result = cloud.run("--pipeline", pipeline(tmp_path, "iam-user"), "--json")
        assert result.status == 0, result
        made = [entry for entry in cloud.requests() if entry["operation"] == "CreateUser"]
        assert len(made) == 1
        assert result.events("attempt-failed") == []
        cloud.assert_joined()


def test_the_next_run_removes_the_user_of_one_that_was_killed(tmp_path):
    with local_cloud(tmp_path, SCENARIO) as cloud:
        prepare(cloud)
        cloud.set_faults({
            "service": "iam", "operation": "CreateAccessKey", "latency": 5, "calls": "first"})
        process = cloud.start("run", *INPUTS, "--pipeline", pipeline(tmp_path, "iam-user"))
        wait_until(lambda: cloud.state()["iam"]["users"], "the user")
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=20)
        cloud.clear_faults()
        # Under another name, as by another suggestion.
        result = cloud.run("--pipeline", pipeline(
            tmp_path, "iam-user", [step for step in STEPS if "choose" not in step]),
            "--set", "hostname=other")
        assert result.status == 0, result
        users = cloud.state()["iam"]["users"]
        assert [user["name"] for user in users] == ["OpsWorks-v3-prod-web-other"]
        assert users[0]["path"] == f"/AWS/OpsWorks/{cloud.instances[0]['id']}/"


def test_sigterm_while_undoing_does_not_stop_it_and_a_second_one_does(tmp_path):
    scenario = dict(SCENARIO, timings={"deregistering": 3})
    with local_cloud(tmp_path, scenario, {"faults": [refusing("opsworks:AssignInstance")]}) as cloud:
        before = prepare(cloud)

        def undoing():
            process = cloud.start(
                "run", *INPUTS, "--pipeline", pipeline(tmp_path), "--revert-on-failure")
            wait_until(lambda: (cloud.member() or {}).get("status") == "deregistering", "undoing")
            process.send_signal(signal.SIGTERM)
            return process

        process = undoing()
        output, errors = process.communicate(timeout=30)
        assert process.returncode == 77, output + errors
        assert world(cloud) == before
        process = undoing()
        # Two signals at once would be one.
        assert "interrupted" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=2)
        assert process.returncode == 4


def test_receipts_are_events_before_the_effects(tmp_path):
    with local_cloud(tmp_path, SCENARIO) as cloud:
        prepare(cloud)
        result = cloud.run("--pipeline", pipeline(tmp_path, "iam-user"), "--json")
        assert result.status == 0, result
        order = [event.get("operation") or "receipt of " + event["step"]
                 for event in result.events("request", "recorded")]
        for receipt, effect in [("tag-instance", "CreateTags"),
                                ("register-instance", "CreateUser"),
                                ("assign-layer", "AssignInstance")]:
            assert order.index("receipt of " + receipt) < order.index(effect), order
        assert "secret" not in json.dumps(result.events("recorded")).lower()
