"""The messages by which a real agent gets its commands, in the shapes of amazon-ssm-agent 3.3."""

import hashlib
import json
import threading
import time
import uuid

import pytest

from cloud import local_cloud
from systems_manager import Manager, scenario, shell

DOCUMENTS = [{"name": "two", "content": shell("echo {{ word }}", "exit 3", parameters={
    "word": {"type": "String"}})}]


class Agent:
    """What a real agent sends."""

    def __init__(self, ssm):
        self.ssm, self.instance = ssm, ssm.instance()
        ssm.call("UpdateInstanceInformation", InstanceId=self.instance, AgentName="amazon-ssm-agent",
                 AgentVersion="3.3.0.0", AgentStatus="Active", PlatformType="Linux")

    def call(self, operation, **parameters):
        return self.ssm.call(operation, "ec2messages", **parameters)

    def messages(self):
        request = str(uuid.uuid4())
        got = self.call("GetMessages", Destination=self.instance, MessagesRequestId=request,
                        VisibilityTimeoutInSeconds=10)
        assert (got["Destination"], got["MessagesRequestId"]) == (self.instance, request)
        return got["Messages"]

    def reply(self, message, status, **steps):
        payload = {"documentStatus": status, "documentTraceOutput": "", "runtimeStatus": steps or None}
        assert self.call("SendReply", MessageId=message["MessageId"], ReplyId=str(uuid.uuid4()),
                         Payload=json.dumps(payload)) == {"ReplyStatus": "SUCCESS"}


def step(status, code, output):
    return {"status": status, "code": code, "name": "aws:runShellScript", "output": output,
            "standardOutput": output, "standardError": "", "startDateTime": "2026-11-29T00:00:00.123Z",
            "endDateTime": "2026-11-29T00:00:01.123Z"}


@pytest.fixture
def ssm(tmp_path):
    with local_cloud(tmp_path, scenario(
            tmp_path, documents=DOCUMENTS, timings={"redelivery": 0.3})) as cloud:
        yield Manager(cloud)


def order(ssm):
    return ssm.client.send_command(
        DocumentName="two", InstanceIds=[ssm.instance()], Parameters={"word": ["hi"]}
    )["Command"]["CommandId"]


def test_a_command_goes_to_the_agent_that_has_called(ssm):
    agent = Agent(ssm)
    command = order(ssm)
    (message,) = agent.messages()
    assert message["MessageId"] == f"aws.ssm.{command}.{agent.instance}"
    assert message["Topic"].startswith("aws.ssm.sendCommand.")
    assert message["PayloadDigest"] == hashlib.sha256(message["Payload"].encode()).hexdigest()
    payload = json.loads(message["Payload"])
    assert payload["DocumentContent"] == DOCUMENTS[0]["content"]
    assert (payload["CommandId"], payload["Parameters"]) == (command, {"word": ["hi"]})
    agent.reply(message, "InProgress")
    assert ssm.invocation(command)["Status"] == "InProgress"
    assert agent.call("AcknowledgeMessage", MessageId=message["MessageId"]) == {}
    agent.reply(message, "InProgress", a=step("Success", 0, "hi"))
    agent.reply(message, "InProgress", b=step("Failed", 3, ""))
    # The last reply says nothing of the steps.
    agent.reply(message, "Failed")
    agent.call("DeleteMessage", MessageId=message["MessageId"])
    ended = ssm.ended(command)
    assert ended["Status"] == "Failed"
    assert [(plugin["Name"], plugin["ResponseCode"]) for plugin in ended["CommandPlugins"]] == [
        ("a", 0), ("b", 3)]


def test_a_message_that_is_not_acknowledged_comes_again(ssm):
    agent = Agent(ssm)
    order(ssm)
    (first,) = agent.messages()
    begin = time.monotonic()
    (again,) = agent.messages()
    assert again["MessageId"] == first["MessageId"] and time.monotonic() - begin > 0.2


def test_a_question_waits_for_its_answer(ssm):
    agent = Agent(ssm)
    threading.Timer(0.5, lambda: order(ssm)).start()
    begin = time.monotonic()
    assert len(agent.messages()) == 1
    assert 0.4 < time.monotonic() - begin < 10


def test_a_command_that_is_cancelled_is_another_message(ssm):
    agent = Agent(ssm)
    command = order(ssm)
    (message,) = agent.messages()
    agent.call("AcknowledgeMessage", MessageId=message["MessageId"])
    agent.reply(message, "InProgress")
    ssm.cancel_command(CommandId=command)
    (cancelled,) = agent.messages()
    assert cancelled["Topic"].startswith("aws.ssm.cancelCommand.")
    assert json.loads(cancelled["Payload"]) == {"CancelMessageId": message["MessageId"]}


def test_a_message_that_nobody_understands_ends_the_command(ssm):
    agent = Agent(ssm)
    command = order(ssm)
    (message,) = agent.messages()
    agent.call("FailMessage", MessageId=message["MessageId"], FailureType="InternalHandlerException")
    assert ssm.ended(command)["Status"] == "Failed"


def test_associations_are_refreshed_by_a_message_too(ssm):
    agent = Agent(ssm)
    made = ssm.create_association(
        Name="two", InstanceId=agent.instance, Parameters={"word": ["hi"]})["AssociationDescription"]
    (message,) = agent.messages()
    payload = json.loads(message["Payload"])
    assert payload["DocumentName"] == "AWS-RefreshAssociation"
    assert payload["Parameters"] == {"associationIds": [made["AssociationId"]]}
