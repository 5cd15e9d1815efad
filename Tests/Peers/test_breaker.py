"""A group whose instances all fail stops to replace them."""

import signal

import pytest

from cloud import INPUTS, local_cloud, wait_until
from test_auto_scaling import judge, scenario, signals
from test_on_failure import NOBODY, says, warnings

LAUNCHING = {"group": "g", "hook": "h", "state": "Pending:Wait", "heartbeat-timeout": 30}
TAG = "enlist:failures"


def group(number, **more):
    world = scenario(LAUNCHING, **more)
    world["instances"] = [dict(world["instances"][0]) for _ in range(number)]
    return world


def results(cloud, number):
    machine = cloud.state()["machines"][number]["auto-scaling"]
    return machine["state"], machine["results"]


def evidence(cloud):
    return [tag for tag in cloud.state()["auto-scaling-tags"] if tag["key"] == TAG]


def policy(cloud, number, text="{then: abandon, breaker: {failures: 3, within: 30m, then: keep}}"):
    folder = cloud.root(number) / "etc/enlist/pipeline.d"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "10-failing.yaml").write_text(f"enlist: 1\non-failure: {text}\n")


def test_the_third_instance_that_fails_is_kept(tmp_path):
    with local_cloud(tmp_path, group(4)) as cloud:
        for number in range(4):
            policy(cloud, number)
        for number in range(2):
            assert cloud.enlist("run", *NOBODY, number=number).status == 1
            assert results(cloud, number) == ("Terminating:Proceed", ["ABANDON"])
        kept = cloud.start("run", *NOBODY, number=2)
        wait_until(lambda: cloud.state()["machines"][2]["auto-scaling"]["heartbeats"] >= 1, "a heartbeat")
        [tag] = evidence(cloud)
        assert tag["group"] == "g"
        assert [entry.split()[1] for entry in tag["value"].split(", ")] == [
            cloud.instances[number]["id"] for number in range(3)]
        assert cloud.reason(2)
        # Neither the group nor CloudFormation hears of it, and a run that fails again counts once.
        assert results(cloud, 2) == ("Pending:Wait", [])
        assert [id for _, id, _ in signals(cloud)] == [cloud.instances[number]["id"] for number in range(2)]

        # Who repairs the cause goes on where it was kept.
        assert cloud.enlist("run", *INPUTS, "--on-failure", "nothing", number=2).status == 0
        kept.send_signal(signal.SIGTERM)
        output, _ = kept.communicate(timeout=30)
        assert kept.returncode == 1
        assert "the instance is not given up: 3 instances of the group have failed within 30m" in output
        assert results(cloud, 2) == ("Pending:Wait", [])


def test_what_is_kept_is_not_undone_and_what_is_given_up_is(tmp_path):
    with local_cloud(tmp_path, group(2)) as cloud:
        for number in range(2):
            policy(cloud, number, "{then: abandon, revert: true, breaker: {failures: 2}}")
        given_up = cloud.enlist("run", *NOBODY)
        assert given_up.status == 1 and results(cloud, 0) == ("Terminating:Proceed", ["ABANDON"])
        hints = [cloud.root(number) / "etc/chef/ohai/hints/ec2.json" for number in range(2)]
        assert not hints[0].exists(), given_up
        kept = cloud.start("run", *NOBODY, number=1)
        wait_until(lambda: cloud.state()["machines"][1]["auto-scaling"]["heartbeats"] >= 1, "a heartbeat")
        assert hints[1].exists() and results(cloud, 1) == ("Pending:Wait", [])
        kept.send_signal(signal.SIGTERM)
        output, _ = kept.communicate(timeout=30)
        assert hints[1].exists() and "undoing it" not in output


def test_old_failures_do_not_count(tmp_path):
    with local_cloud(tmp_path, group(2)) as cloud:
        for number in range(2):
            policy(cloud, number, "{then: abandon, breaker: {failures: 2, within: 1ms}}")
            assert cloud.enlist("run", *NOBODY, number=number).status == 1
            assert results(cloud, number) == ("Terminating:Proceed", ["ABANDON"])
        [tag] = evidence(cloud)
        assert tag["value"].split()[1] == cloud.instances[1]["id"] and "," not in tag["value"]


@pytest.mark.parametrize("action", ["DescribeTags", "CreateOrUpdateTags"])
def test_where_nobody_may_count_the_launch_is_abandoned(tmp_path, action):
    with local_cloud(tmp_path, group(1, role={"deny": [f"autoscaling:{action}"]})) as cloud:
        policy(cloud, 0, "{then: abandon, deadline: 5s, breaker: {failures: 1}}")
        ended = cloud.enlist("run", *NOBODY, "--json")
        assert ended.status == 1
        assert f"autoscaling:{action}" in warnings(ended)[0], ended
        assert results(cloud, 0) == ("Terminating:Proceed", ["ABANDON"])


def test_whoever_tells_nobody_counts_nothing(tmp_path):
    with local_cloud(tmp_path, group(1)) as cloud:
        policy(cloud, 0, "{breaker: {failures: 1}}")
        assert cloud.enlist("run", *NOBODY).status == 1
        assert evidence(cloud) == [] and results(cloud, 0) == ("Pending:Wait", [])


def test_an_instance_outside_of_any_group_says_so(tmp_path):
    with local_cloud(tmp_path, scenario(None)) as cloud:
        says(cloud, "{then: unhealthy, breaker: {}}")
        ended = cloud.enlist("run", *NOBODY)
        assert ended.status == 1 and "its failure is not counted" in ended.output, ended


@pytest.mark.parametrize("text, words", [
    ("{then: abandon, breaker: {failures: 6}}", "`failures` should be a whole number from 1 to 5"),
    ("{then: abandon, breaker: {failures: many}}", "`failures` should be a whole number from 1 to 5"),
    ("{then: abandon, breaker: {within: 0s}}", "`within`"),
    ("{then: abandon, breaker: {then: abandon}}", "`then` cannot be `abandon`"),
    ("{then: abandon, breaker: {failure: 3}}", "`failure`"),
    ("{then: abandon, breaker: 3}", "`breaker`")])
def test_what_is_no_breaker_is_refused(tmp_path, text, words):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, text)
        refused = cloud.enlist("plan", *INPUTS)
        assert refused.status == 65 and words in refused.errors, refused


def test_the_policy_of_the_role_has_what_counting_takes(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, "{then: abandon, breaker: {}}")
        printed = cloud.enlist("iam-policy", "--group", "g", "--account", "123456789012", "--region", "eu-west-1",
                               *INPUTS).output
        assert "autoscaling:CreateOrUpdateTags" in printed and "autoscaling:DescribeTags" in printed
        assert TAG in printed


def test_botocore_knows_the_requests(tmp_path):
    with local_cloud(tmp_path, group(1)) as cloud:
        policy(cloud, 0)
        assert cloud.enlist("run", *NOBODY).status == 1
        asked = judge(cloud)
        assert asked.index("autoscaling:DescribeTags") < asked.index("autoscaling:CreateOrUpdateTags")
