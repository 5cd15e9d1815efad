"""`enlist reap`: members whose EC2 instances are gone."""

import json

import boto3
import pytest

from botocore_judge import check_parameters, check_signature
from cloud import local_cloud, wait_until

REGION = "eu-west-1"


def scenario(**more):
    return {"region": REGION, "stacks": [
        {"name": "v3 prod web", "layers": [{"shortname": "shop"}]},
        {"name": "v2 prod web", "layers": [{"shortname": "shop"}]}],
        "instances": [{"count": 3}], **more}


def joined(cloud, *numbers, credentials="instance-profile"):
    file = cloud.root().parent / "join.yaml"
    file.write_text(
        "enlist: 1\nname: joining\nsteps:\n  - look-up-stack\n  - choose-hostname\n"
        f"  - register-instance: {{credentials: {credentials}}}\n"
        "  - wait-until-registered: {every: 100ms}\n")
    for number in numbers:
        ended = cloud.run("--pipeline", str(file), number=number)
        assert ended.status == 0, ended


def terminate(cloud, *numbers):
    client = boto3.client("ec2", region_name=REGION, endpoint_url=cloud.endpoint,
                          **cloud.administrator_key)
    client.terminate_instances(InstanceIds=[cloud.instances[number]["id"] for number in numbers])


def reap(cloud, *arguments, wait="0s", key=None, **environment):
    key = key or cloud.administrator_key
    return cloud.enlist(
        "reap", "--region", REGION, "--wait", wait, *arguments,
        AWS_ACCESS_KEY_ID=key["aws_access_key_id"],
        AWS_SECRET_ACCESS_KEY=key["aws_secret_access_key"],
        AWS_SESSION_TOKEN=key.get("aws_session_token", ""), **environment)


def members(cloud):
    return sorted(member["hostname"] for stack in cloud.state()["stacks"]
                  for member in stack["instances"])


def test_only_those_are_reaped_whose_instances_are_gone(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        joined(cloud, 0, 1, 2, credentials="iam-user")
        terminate(cloud, 1)
        ghost = cloud.instances[1]["id"]
        listed = reap(cloud)
        assert listed.status == 0, listed
        assert listed.output == (
            f"v3 prod web: shop2 ({ghost}, connection_lost): its instance is gone\n"
            "1 orphan among 3 members of 2 stacks\nwith --yes they are deregistered\n"), listed
        assert members(cloud) == ["shop1", "shop2", "shop3"], "a look changes nothing"
        cloud.forget_requests()
        reaped = reap(cloud, "--yes")
        assert reaped.status == 0 and "shop2" in reaped.output and ": deregistered\n" in reaped.output
        wait_until(lambda: members(cloud) == ["shop1", "shop3"], "the deregistration")
        assert not [user for user in cloud.state()["iam"]["users"] if ghost in user["path"]]
        assert len(cloud.state()["iam"]["users"]) == 2
        key = cloud.administrator_key
        for entry in cloud.requests():
            check_parameters(entry)
            check_signature(entry, {key["aws_access_key_id"]: key}, (REGION, "us-east-1"))
        again = reap(cloud, "--yes")
        assert again.status == 0 and again.output == "0 orphans among 2 members of 2 stacks\n"


def test_one_look_is_not_believed(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        joined(cloud, 0, 1, 2)
        terminate(cloud, 0)
        cloud.forget_requests()
        key = cloud.administrator_key
        process = cloud.start(
            "reap", "--region", REGION, "--wait", "3s", "--yes",
            AWS_ACCESS_KEY_ID=key["aws_access_key_id"],
            AWS_SECRET_ACCESS_KEY=key["aws_secret_access_key"])

        def looks():
            return sum(entry["service"] == "ec2" and entry["operation"] == "DescribeInstances"
                       for entry in cloud.requests())
        wait_until(lambda: looks() == 1, "the first look")
        terminate(cloud, 1)
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 0 and looks() == 2, errors
        assert output.count(": deregistered\n") == 1 and "1 orphan among 3 members" in output
        wait_until(lambda: members(cloud) == ["shop2", "shop3"], "the deregistration")


def test_a_stack_of_which_ec2_knows_nothing_is_left_alone(tmp_path):
    gone = [{"hostname": f"shop{number}", "layers": ["shop"], "status": "connection_lost"}
            for number in (1, 2)]
    stacks = {"stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}],
                          "members": gone}]}
    with local_cloud(tmp_path, scenario(**stacks)) as cloud:
        ended = reap(cloud, "--yes")
        assert ended.status == 1 and members(cloud) == ["shop1", "shop2"], ended
        assert ended.output.count("left alone, as EC2 knows none of the stack's members") == 2
        ended = reap(cloud, "--yes", "--even-all")
        assert ended.status == 0, ended
        wait_until(lambda: members(cloud) == [], "the deregistration")


def test_only_the_named_stacks_are_looked_at(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        joined(cloud, 0, 1)
        terminate(cloud, 0)
        other = reap(cloud, "--stack", "v2 prod web", "--yes")
        assert other.status == 0 and other.output == "0 orphans among 0 members of 1 stack\n", other
        assert len(members(cloud)) == 2
        named = reap(cloud, "--stack", "v3 prod web", "--yes", "--json")
        report = json.loads(named.output)
        assert report["stacks"] == ["v3 prod web"] and report["members"] == 2
        assert [ghost["fate"] for ghost in report["ghosts"]] == ["reaped"]
        unknown = reap(cloud, "--stack", "v9 prod web")
        assert unknown.status == 69 and "there is no stack `v9 prod web`" in unknown.errors, unknown


def test_what_may_not_be_removed_is_said_and_the_others_are(tmp_path):
    machines = {"instances": [{"count": 2}, {"role": {
        "deny": ["opsworks:DeregisterInstance"]}}]}
    with local_cloud(tmp_path, scenario(**machines)) as cloud:
        joined(cloud, 0, 1)
        terminate(cloud, 0)
        denied = reap(cloud, "--yes", key=cloud.role(2))
        assert denied.status == 1, denied
        assert "still a member: " in denied.output and "opsworks:DeregisterInstance" in denied.output
        assert len(members(cloud)) == 2


def test_a_user_that_could_not_be_removed_is_found_again(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        joined(cloud, 0, 1, credentials="iam-user")
        terminate(cloud, 0)
        ghost = cloud.instances[0]["id"]
        cloud.set_faults({"service": "iam", "operation": "DeleteUser", "error": "access-denied"})
        failed = reap(cloud, "--yes")
        assert failed.status == 1 and "still a member: " in failed.output, failed
        assert members(cloud) == ["shop1", "shop2"]
        cloud.clear_faults()
        again = reap(cloud, "--yes")
        assert again.status == 0, again
        wait_until(lambda: members(cloud) == ["shop2"], "the deregistration")
        assert not [user for user in cloud.state()["iam"]["users"] if ghost in user["path"]]


def test_who_registers_no_users_need_not_look_for_them(tmp_path):
    machines = {"instances": [{"count": 2}, {"role": {"deny": ["iam:ListUsers"]}}]}
    with local_cloud(tmp_path, scenario(**machines)) as cloud:
        joined(cloud, 0, 1)
        terminate(cloud, 0)
        reaped = reap(cloud, "--yes", key=cloud.role(2))
        assert reaped.status == 1 and "iam:ListUsers" in reaped.output, reaped
        wait_until(lambda: members(cloud) == ["shop2"], "the deregistration")


def test_who_may_not_ask_ec2_reaps_nothing(tmp_path):
    machines = {"instances": [{"count": 2}, {"role": {
        "deny": ["ec2:DescribeInstances"]}}]}
    with local_cloud(tmp_path, scenario(**machines)) as cloud:
        joined(cloud, 0, 1)
        terminate(cloud, 0)
        denied = reap(cloud, "--yes", key=cloud.role(2))
        assert denied.status == 77 and "ec2:DescribeInstances" in denied.errors, denied
        assert len(members(cloud)) == 2


def test_the_region_is_also_the_profiles(tmp_path):
    config = tmp_path / "config"
    with local_cloud(tmp_path, scenario()) as cloud:
        joined(cloud, 0)
        terminate(cloud, 0)
        key = cloud.administrator_key
        config.write_text(f"[profile fleet]\nregion = {REGION}\n"
                          f"aws_access_key_id = {key['aws_access_key_id']}\n"
                          f"aws_secret_access_key = {key['aws_secret_access_key']}\n")
        looked = cloud.enlist("reap", "--wait", "0s", AWS_CONFIG_FILE=str(config), AWS_PROFILE="fleet")
        assert looked.status == 0 and cloud.instances[0]["id"] in looked.output, looked


@pytest.mark.parametrize("words, said", [
    (["--wait", "soon"], "`--wait` must be a duration"),
    ([], "say the instances' region")])
def test_what_cannot_be_reaped(cloud, words, said):
    refused = cloud.enlist("reap", *words)
    assert refused.status == 64 and said in refused.errors, refused
