"""A machine with a real agent, by what amazon-ssm-agent 3.3 calls; the agent itself is in Tests/System/RealAgent."""

import json
import urllib.error

import pytest

from cloud import local_cloud
from systems_manager import Manager, scenario

REAL = {"agent": {"real": True}, "agent-after": 0}


def refusal(call, *arguments, **parameters):
    """The status and the code of the error that a call ends in."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        call(*arguments, **parameters)
    return refused.value.code, json.load(refused.value).get("__type")


def identity_key(cloud):
    """The key of the machine itself, which every instance has in its metadata."""
    key = json.loads(cloud.metadata("meta-data/identity-credentials/ec2/security-credentials/ec2-instance"))
    assert key["Code"] == "Success"
    return {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"],
            "aws_session_token": key["Token"]}


def test_nothing_stands_in_for_a_real_agent(tmp_path):
    with local_cloud(tmp_path, scenario(tmp_path, **REAL)) as cloud:
        ssm = Manager(cloud)
        assert ssm.describe_instance_information()["InstanceInformationList"] == []
        assert ssm.refused("send_command", DocumentName="AWS-RunShellScript", InstanceIds=[ssm.instance()],
                           Parameters={"commands": ["true"]}) == "InvalidInstanceId"
        with pytest.raises(urllib.error.HTTPError) as refused:
            cloud.restart_agent()
        assert refused.value.code == 409
        assert "has a real agent" in json.load(refused.value)["error"]
        assert not any((tmp_path / "root-0").rglob("amazon")), "a stand-in's files"


def test_a_node_is_what_its_agent_says(tmp_path):
    with local_cloud(tmp_path, scenario(tmp_path, **REAL)) as cloud:
        ssm = Manager(cloud)
        first = {"AgentName": "amazon-ssm-agent", "AgentVersion": "3.3.0.0", "InstanceId": ssm.instance(),
                 "PlatformType": "Linux"}
        ssm.call("UpdateInstanceInformation", key=cloud.role(), **first)
        (node,) = ssm.describe_instance_information()["InstanceInformationList"]
        assert node["AgentVersion"] == "3.3.0.0" and "ComputerName" not in node
        assert not ssm.is_active()
        ssm.call("UpdateInstanceInformation", key=cloud.role(), AgentStatus="Active", ComputerName="here",
                 IPAddress="10.9.8.7", PlatformName="Debian GNU/Linux", PlatformVersion="12", **first)
        (node,) = ssm.describe_instance_information()["InstanceInformationList"]
        assert [node[name] for name in ("ComputerName", "IPAddress", "PlatformName", "PlatformVersion")] == [
            "here", "10.9.8.7", "Debian GNU/Linux", "12"]
        assert ssm.is_active()


def test_a_machine_registers_by_its_own_identity(tmp_path):
    with local_cloud(tmp_path, scenario(tmp_path, **REAL)) as cloud:
        ssm = Manager(cloud)
        asked = {"Fingerprint": ssm.instance(), "PublicKey": "key", "PublicKeyType": "Rsa"}
        key = identity_key(cloud)
        assert ssm.call("RegisterManagedInstance", key=key, **asked) == {"InstanceId": ssm.instance()}
        assert refusal(ssm.call, "RegisterManagedInstance", key=key, **{**asked, "Fingerprint": "i-0"}) == (
            400, "MachineFingerprintDoesNotMatch")
        # It is for nothing else, and nobody else may use it.
        assert refusal(ssm.call, "UpdateInstanceInformation", key=key, InstanceId=ssm.instance()) == (
            400, "AccessDeniedException")
        assert refusal(ssm.call, "RegisterManagedInstance", key=cloud.role(), **asked) == (
            400, "AccessDeniedException")
        # There is no default host management, as in an account where nobody has set it up.
        assert refusal(
            ssm.call, "RequestManagedInstanceRoleToken", key=key, Fingerprint=ssm.instance()) == (
            400, "AccessDeniedException")


def test_default_host_management_stands_in_for_a_role(tmp_path):
    with local_cloud(tmp_path, scenario(
            tmp_path, **{**REAL, "role-after": 1000, "default-host-management": True})) as cloud:
        ssm = Manager(cloud)
        got = ssm.call("RequestManagedInstanceRoleToken", key=identity_key(cloud), Fingerprint=ssm.instance())
        key = {"aws_access_key_id": got["AccessKeyId"], "aws_secret_access_key": got["SecretAccessKey"],
               "aws_session_token": got["SessionToken"]}
        ssm.call("UpdateInstanceInformation", key=key, InstanceId=ssm.instance())
        assert ssm.describe_instance_information()["InstanceInformationList"]
        assert cloud.requests()[-2]["instance"] == ssm.instance(), "the log knows whose key it is"


@pytest.mark.parametrize("operation, parameters, problem", [
    ("PutComplianceItems", {"ComplianceType": "Association", "ResourceType": "ManagedInstance",
                            "ExecutionSummary": {"ExecutionTime": 1764460800},
                            "Items": [{"Id": "a", "Severity": "UNSPECIFIED", "Status": "COMPLIANT"}]},
     ({"ResourceId": "i-0"}, "InvalidResourceId")),
    ("PutInventory", {"Items": [{"TypeName": "Custom:Here", "SchemaVersion": "1.0", "Content": [],
                                 "CaptureTime": "2026-11-29T00:00:00Z"}]},
     ({"InstanceId": "i-0"}, "InvalidInstanceId"))])
def test_reports_are_looked_at(tmp_path, operation, parameters, problem):
    with local_cloud(tmp_path, scenario(tmp_path, **REAL)) as cloud:
        ssm = Manager(cloud)
        name = "ResourceId" if operation == "PutComplianceItems" else "InstanceId"
        ssm.call("UpdateInstanceInformation", key=cloud.role(), InstanceId=ssm.instance())
        ssm.call(operation, key=cloud.role(), **{name: ssm.instance()}, **parameters)
        wrong, code = problem
        assert refusal(ssm.call, operation, key=cloud.role(), **{name: ssm.instance(), **parameters, **wrong}) == (
            400, code)
        broken = {**parameters, "Items": [{}]}
        assert refusal(ssm.call, operation, key=cloud.role(), **{name: ssm.instance()}, **broken)[0] == 400


@pytest.mark.parametrize("key, value", [("asleep", 1), ("replies", "twice"), ("hibernating", 1)])
def test_a_real_agent_has_no_modes(tmp_path, key, value):
    with pytest.raises(AssertionError) as refused:
        with local_cloud(tmp_path, scenario(agent={"real": True, key: value})):
            pass
    assert f"instances[0].agent: real and {key} exclude each other" in str(refused.value)
