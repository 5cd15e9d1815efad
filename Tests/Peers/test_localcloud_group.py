"""What a group does while the local cloud runs: machines that are launched, hooks that are made, stacks that go."""

import json
import urllib.error

import boto3
import pytest
from botocore.exceptions import ClientError

from cloud import INPUTS, local_cloud
from test_auto_scaling import scaling, scenario

REGION = "eu-west-1"


@pytest.fixture
def cloud(tmp_path):
    with local_cloud(tmp_path, scenario({"group": "g", "state": "InService"})) as cloud:
        yield cloud


def client(cloud, service):
    return boto3.client(service, region_name=REGION, endpoint_url=cloud.endpoint, **cloud.administrator_key)


def launch(cloud, **machine):
    launched = cloud._ask("instances", "POST", json.dumps(machine).encode())["instances"]
    cloud.instances += launched
    return launched


def refusal(cloud, **machine):
    with pytest.raises(urllib.error.HTTPError) as refused:
        launch(cloud, **machine)
    assert refused.value.code == 400
    return json.load(refused.value)["error"]


def put(cloud, name="joining", transition="LAUNCHING", **more):
    client(cloud, "autoscaling").put_lifecycle_hook(
        AutoScalingGroupName="g", LifecycleHookName=name,
        LifecycleTransition=f"autoscaling:EC2_INSTANCE_{transition}", **more)


def test_a_machine_that_is_launched_later_is_as_any_other(cloud, tmp_path):
    put(cloud, HeartbeatTimeout=90)
    [one] = launch(cloud, id="i-0aa", root=str(tmp_path / "one"),
                   **{"auto-scaling": {"group": "g", "state": "Pending:Wait"}})
    assert (one["id"], one["region"], one["root"]) == ("i-0aa", REGION, str(tmp_path / "one"))
    assert cloud.metadata("meta-data/instance-id", 1) == "i-0aa"
    assert cloud.state()["machines"][1]["auto-scaling"]["hook"] == "joining"
    finished = cloud.enlist("run", *INPUTS, number=1)
    assert finished.status == 0, finished
    assert cloud.member(1)["layers"] == ["shop"]
    assert cloud.enlist("step", "finish-launch", number=1).status == 0
    machine = cloud.state()["machines"][1]["auto-scaling"]
    assert (machine["state"], machine["results"]) == ("InService", ["CONTINUE"])


def test_several_are_launched_at_once_each_with_its_own_root(cloud, tmp_path):
    launched = launch(cloud, count=3, root=str(tmp_path / "roots"))
    assert len({entry["metadata"] for entry in launched}) == 3
    assert [entry["root"] for entry in launched] == [str(tmp_path / "roots" / entry["id"]) for entry in launched]


@pytest.mark.parametrize("machine, words", [
    ({"kind": "t3.micro"}, "kind: there is no such key here"),
    ({"count": 0}, "count: must be a whole number from 1 to 2000"),
    ({"auto-scaling": {"group": "g", "state": "Pending:Wait"}}, "auto-scaling.hook: is missing"),
    ({"auto-scaling": {"group": "g", "state": "Warmed:Pending:Wait"}}, "auto-scaling.hook: is missing"),
    ({"auto-scaling": {"group": "g", "hook": "leaving", "state": "Pending:Wait"}},
     'auto-scaling.hook: "leaving" is there already')])
def test_a_machine_that_cannot_be_launched_is_refused(cloud, machine, words):
    put(cloud, "leaving", "TERMINATING")
    assert words in refusal(cloud, **machine)
    assert len(cloud.state()["machines"]) == 1


def test_an_id_is_launched_once(cloud):
    launch(cloud, id="i-0aa")
    assert 'id: "i-0aa" is there already' in refusal(cloud, id="i-0aa")


def test_a_hook_that_is_made_later_holds_for_what_comes_then(cloud):
    put(cloud)
    assert scaling(cloud)["state"] == "InService"
    put(cloud, "leaving", "TERMINATING", HeartbeatTimeout=45)
    client(cloud, "autoscaling").put_lifecycle_hook(AutoScalingGroupName="g", LifecycleHookName="joining",
                                                    HeartbeatTimeout=60)
    hooks = client(cloud, "autoscaling").describe_lifecycle_hooks(AutoScalingGroupName="g")["LifecycleHooks"]
    assert [(hook["LifecycleHookName"], hook["LifecycleTransition"], hook["HeartbeatTimeout"]) for hook in hooks] == [
        ("joining", "autoscaling:EC2_INSTANCE_LAUNCHING", 60),
        ("leaving", "autoscaling:EC2_INSTANCE_TERMINATING", 45)]
    cloud._ask("machines", "POST", json.dumps({"instance": cloud.instances[0]["id"], "ends-by": "group"}).encode())
    assert (scaling(cloud)["state"], scaling(cloud)["hook"]) == ("Terminating:Wait", "leaving")


@pytest.mark.parametrize("parameters, words", [
    ({"AutoScalingGroupName": "other"}, "AutoScalingGroup other not found"),
    ({"LifecycleTransition": ""}, "LifecycleTransition must be"),
    ({"LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING", "HeartbeatTimeout": 29},
     "HeartbeatTimeout must be from 30 to 7200")])
def test_a_hook_that_cannot_be_is_refused(cloud, parameters, words):
    with pytest.raises(ClientError, match=words):
        client(cloud, "autoscaling").put_lifecycle_hook(
            **{"AutoScalingGroupName": "g", "LifecycleHookName": "h", **parameters})


def test_a_stack_that_is_deleted_is_gone(cloud):
    formation = client(cloud, "cloudformation")
    signal = {"StackName": "web", "LogicalResourceId": "Group", "UniqueId": "i-0aa", "Status": "SUCCESS"}
    formation.signal_resource(**signal)
    formation.delete_stack(StackName="web")
    formation.delete_stack(StackName="web")
    with pytest.raises(ClientError, match="Stack 'web' does not exist"):
        formation.signal_resource(**signal)
    assert cloud.state()["cloudformation"] == []
