"""State Manager in the local cloud: boto3 makes associations, the stand-in agent runs them."""

import re

import boto3
import pytest

from cloud import local_cloud, wait_until
from systems_manager import REGION, Manager, scenario, shell

LAYER = "/enlist/v3/prod/web/shop"
TARGET = {"tag:enlist:layer": [LAYER]}
TARGETS = [{"Key": "tag:enlist:layer", "Values": [LAYER]}]
WRITES = [{"name": "setup", "content": shell("echo {{ greeting }} >> \"$ENLIST_ROOT/out\"", parameters={
    "greeting": {"type": "String", "default": "hello"}})}]
EXAMPLE = [{"document": "setup", "name": "shop", "targets": TARGET, "parameters": {"greeting": "hi"}}]
NEVER = {"association-first-look": 0.05, "association-second-look": 900, "association-look": 900}


def tag(cloud, number=0, value=LAYER):
    boto3.client("ec2", region_name=REGION, endpoint_url=cloud.endpoint,
                 **cloud.administrator_key).create_tags(
        Resources=[cloud.instances[number]["id"]], Tags=[{"Key": "enlist:layer", "Value": value}])


def output(cloud, number=0):
    file = cloud.root(number) / "out"
    return file.read_text().split() if file.exists() else []


def test_an_association_of_the_scenario_runs_on_the_machines_with_its_tag(tmp_path):
    with local_cloud(tmp_path, scenario(
            tmp_path, 2, documents=WRITES, associations=EXAMPLE,
            timings={"association-second-look": 0.1, "association-look": 0.1})) as cloud:
        ssm = Manager(cloud)
        ssm.wait_until_active()
        ssm.wait_until_active(1)
        assert ssm.association_status() == {}, "it is for no machine yet"
        tag(cloud)
        tag(cloud, 1, "/enlist/v3/prod/web/other")
        done = ssm.wait_for_association("shop")
        assert done["DetailedStatus"] == "Success" and done["AssociationVersion"] == "1"
        assert done["ExecutionSummary"].startswith("1 out of 1 plugin processed, 1 success, ")
        assert output(cloud) == ["hi"] and output(cloud, 1) == []
        assert ssm.association_status(1) == {}


def test_one_that_comes_after_the_first_look_waits_for_the_next(tmp_path):
    with local_cloud(tmp_path, scenario(
            tmp_path, documents=WRITES, associations=EXAMPLE, timings=NEVER)) as cloud:
        ssm = Manager(cloud)
        ssm.run("AWS-RunShellScript", commands=["sleep 0.2"])
        tag(cloud)
        seen = ssm.association_status()["shop"]
        assert (seen["Status"], seen["DetailedStatus"]) == ("Pending", "Associated")
        assert "ExecutionDate" not in seen
        # Run Command has the agent look at once, and does not wait for what it finds.
        refresh = ssm.run("AWS-RefreshAssociation")
        assert refresh["Status"] == "Success"
        first = ssm.wait_for_association("shop")
        # It runs one again that has run, if it is told to.
        ssm.run("AWS-RefreshAssociation", associationIds=[first["AssociationId"]])
        wait_until(lambda: output(cloud) == ["hi", "hi"], "the second run")
        ssm.start_associations_once(AssociationIds=[first["AssociationId"]])
        wait_until(lambda: output(cloud) == ["hi"] * 3, "the third run")
        home = cloud.root() / "var/lib/amazon/ssm" / ssm.instance() / "document/orchestration"
        runs = sorted(path.name for path in (home / first["AssociationId"]).iterdir())
        assert len(runs) == 3
        for name in runs:
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z", name)


def test_an_association_that_has_run_does_not_run_again_after_a_restart(tmp_path):
    with local_cloud(tmp_path, scenario(
            tmp_path, documents=WRITES, associations=EXAMPLE, tags={"enlist:layer": LAYER},
            timings={"association-first-look": 0.05, "agent-restart": 0.05})) as cloud:
        ssm = Manager(cloud)
        ssm.wait_for_association("shop")
        cloud.restart_agent()
        assert not ssm.is_active()
        ssm.run("AWS-RunShellScript", commands=["sleep 0.3"])
        assert output(cloud) == ["hi"]


def test_one_that_fails_says_why(tmp_path):
    documents = [{"name": "setup", "content": shell("echo out; echo bad >&2; exit 3", "true")}]
    with local_cloud(tmp_path, scenario(
            tmp_path, documents=documents, associations=[{"document": "setup", "targets": {
                "InstanceIds": ["*"]}}])) as cloud:
        failed = Manager(cloud).wait_for_association("setup", "Failed")
        assert failed["ErrorCode"] == "ExecutionError"
        assert failed["ExecutionSummary"] == (
            "The operation a failed because bad\nfailed to run commands: exit status 3")


def test_boto3_makes_changes_and_deletes_associations(tmp_path):
    with local_cloud(tmp_path, scenario(
            tmp_path, documents=WRITES, tags={"enlist:layer": LAYER}, timings=NEVER)) as cloud:
        ssm = Manager(cloud)
        ssm.run("AWS-RunShellScript", commands=["sleep 0.2"])
        made = ssm.create_association(
            Name="setup", Targets=TARGETS, AssociationName="layer", Parameters={"greeting": ["a"]},
            ScheduleExpression="rate(30 minutes)")["AssociationDescription"]
        name = made["AssociationId"]
        assert made["Overview"]["DetailedStatus"] == "Associated"
        ssm.wait_for_association("layer")
        assert output(cloud) == ["a"], "what is new is run at once"
        described = ssm.describe_association(AssociationId=name)["AssociationDescription"]
        assert described["ScheduleExpression"] == "rate(30 minutes)"
        assert described["Targets"] == TARGETS and described["Parameters"] == {"greeting": ["a"]}
        assert described["Overview"]["AssociationStatusAggregatedCount"] == {"Success": 1}
        listed = ssm.list_associations(
            AssociationFilterList=[{"key": "InstanceId", "value": ssm.instance()}])["Associations"]
        assert [entry["AssociationId"] for entry in listed] == [name]
        changed = ssm.update_association(
            AssociationId=name, Targets=TARGETS, AssociationName="layer",
            Parameters={"greeting": ["b"]})["AssociationDescription"]
        assert changed["AssociationVersion"] == "2" and "ScheduleExpression" not in changed
        wait_until(lambda: output(cloud) == ["a", "b"], "what was changed")
        alone = ssm.create_association(Name="setup", InstanceId=ssm.instance())
        assert alone["AssociationDescription"]["InstanceId"] == ssm.instance()
        for operation, parameters, code in [
                ("create_association", {"Name": "setup", "InstanceId": ssm.instance()},
                 "AssociationAlreadyExists"),
                ("create_association", {"Name": "none", "Targets": TARGETS}, "InvalidDocument"),
                ("create_association", {"Name": "setup"}, "InvalidTarget"),
                ("create_association", {"Name": "setup", "Targets": TARGETS,
                                        "Parameters": {"x": ["1"]}}, "InvalidParameters"),
                ("describe_association", {"AssociationId": "0" * 36}, "AssociationDoesNotExist"),
                ("start_associations_once", {"AssociationIds": ["0" * 36]},
                 "AssociationDoesNotExist"),
                ("describe_instance_associations_status", {"InstanceId": "i-0123456789abcdef0"},
                 "InvalidInstanceId")]:
            assert ssm.refused(operation, **parameters) == code, (operation, parameters)
        ssm.delete_association(AssociationId=name)
        ssm.delete_association(Name="setup", InstanceId=ssm.instance())
        assert ssm.list_associations()["Associations"] == [] and ssm.association_status() == {}


def test_the_list_of_statuses_has_pages(tmp_path):
    many = [{"document": "setup", "name": f"n{number}", "targets": {"InstanceIds": ["*"]}}
            for number in range(7)]
    with local_cloud(tmp_path, scenario(documents=WRITES, associations=many)) as cloud:
        ssm = Manager(cloud)
        ssm.wait_until_active()
        names, token, pages = [], None, 0
        while token or not pages:
            page = ssm.describe_instance_associations_status(
                InstanceId=ssm.instance(), MaxResults=3, **({"NextToken": token} if token else {}))
            names += [entry["AssociationName"] for entry in page["InstanceAssociationStatusInfos"]]
            token, pages = page.get("NextToken"), pages + 1
        assert (names, pages) == ([f"n{number}" for number in range(7)], 3)


def test_an_agent_of_flesh_and_blood_can_call(tmp_path):
    """The operations that botocore does not have, as amazon-ssm-agent 3.3 calls them."""
    with local_cloud(tmp_path, scenario(
            documents=WRITES, associations=EXAMPLE, tags={"enlist:layer": LAYER},
            **{"agent-after": 900})) as cloud:
        ssm = Manager(cloud)
        instance = ssm.instance()
        assert ssm.call("UpdateInstanceInformation", InstanceId=instance, AgentName="amazon-ssm-agent",
                        AgentVersion="3.3.0.0", PlatformType="Linux") == {}
        assert ssm.describe_instance_information()["InstanceInformationList"][0]["PingStatus"] == "Online"
        found = ssm.call("ListInstanceAssociations", InstanceId=instance, MaxResults=20)
        (association,) = found["Associations"]
        assert (association["Name"], association["DetailedStatus"], association["Parameters"]) == (
            "setup", "Associated", {"greeting": ["hi"]})
        assert ssm.get_document(Name="setup", DocumentVersion="1")["DocumentFormat"] == "JSON"
        for status in ("Pending", "InProgress", "Success"):
            ssm.call("UpdateInstanceAssociationStatus", InstanceId=instance,
                     AssociationId=association["AssociationId"], ExecutionResult={
                         "Status": status, "ErrorCode": "", "ExecutionDate": 1.7e9,
                         "ExecutionSummary": "of the agent"})
            assert ssm.association_status()["shop"]["Status"] == status
        found = ssm.call("ListInstanceAssociations", InstanceId=instance, MaxResults=20)
        assert found["Associations"][0]["DetailedStatus"] == "Success"


@pytest.mark.parametrize("key, value, words", [
    ("associations", [{"document": "none", "targets": TARGET}], "associations[0].document: cannot be"),
    ("associations", [{"document": "setup"}], "associations[0].targets: is missing"),
    ("associations", [{"document": "setup", "targets": {"layer": ["x"]}}],
     "use one of: tag:KEY, tag-key, InstanceIds"),
    ("documents", [{"name": "x", "content": {}}], "`schemaVersion` is missing"),
    ("documents", ["x", "x"], 'documents[1]: "x" is there already'),
])
def test_a_scenario_that_makes_no_sense_is_refused(tmp_path, key, value, words):
    with pytest.raises(AssertionError) as refused:
        with local_cloud(tmp_path, scenario(**{"documents": WRITES, key: value})):
            pass
    assert words in str(refused.value)
