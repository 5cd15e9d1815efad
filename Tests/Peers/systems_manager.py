"""Systems Manager of a local cloud, by boto3, whose model judges each reply."""

import json
import urllib.error
import urllib.request

import boto3
import botocore.config
import botocore.exceptions
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from botocore_judge import check_reply
from cloud import wait_until

REGION = "eu-west-1"


def shell(*steps, parameters=None, **inputs):
    """A document of schema 2.2: a step for each script, `a`, `b` and so on."""
    return {
        "schemaVersion": "2.2", "description": "of a test",
        **({"parameters": parameters} if parameters else {}),
        "mainSteps": [
            {"action": "aws:runShellScript", "name": name,
             "inputs": {"runCommand": step if isinstance(step, list) else [step], **inputs}}
            for name, step in zip("abcdef", steps)]}


def scenario(folder=None, count=1, timings=None, **more):
    """One machine or some, which live in folders if there is a place for them."""
    machine = {key: more.pop(key) for key in ("agent", "agent-after", "role-after", "tags", "role",
                                              "document-fails") if key in more}
    machine.setdefault("agent-after", 0)
    instances = [
        {**machine, "id": f"i-0{number:016x}", **({"root": str(folder / f"root-{number}")} if folder else {})}
        for number in range(count)]
    return {"region": REGION, "instances": instances, **more,
            "timings": {"worker-start": 0, "document-delivery": 0.02, "document": 0.05,
                        "command-listing": 0, **(timings or {})}}


class Manager:
    """A client with the administrator's key; each reply is held against botocore's model."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.key = cloud.administrator_key
        self.client = boto3.client(
            "ssm", region_name=REGION, endpoint_url=cloud.endpoint, **self.key,
            config=botocore.config.Config(retries={"max_attempts": 0}))
        self.client.meta.events.register("after-call.ssm", self._judge)

    @staticmethod
    def _judge(http_response, model, **_):
        if http_response.status_code == 200:
            check_reply(model, json.loads(http_response.content))

    def __getattr__(self, name):
        return getattr(self.client, name)

    def refused(self, operation, **parameters):
        """The code of the error that a call ends in."""
        try:
            getattr(self.client, operation)(**parameters)
        except botocore.exceptions.ClientError as error:
            return error.response["Error"]["Code"]
        raise AssertionError(f"{operation} was not refused")

    def call(self, operation, service="ssm", key=None, **parameters):
        """An operation of the agent's, which botocore does not have, with the administrator's key or another."""
        key = key or self.key
        prefix = {"ssm": "AmazonSSM", "ec2messages": "EC2WindowsMessageDeliveryService"}[service]
        request = AWSRequest(
            "POST", self.cloud.endpoint + "/", data=json.dumps(parameters).encode(),
            headers={"X-Amz-Target": f"{prefix}.{operation}",
                     "Content-Type": "application/x-amz-json-1.1"})
        SigV4Auth(Credentials(key["aws_access_key_id"], key["aws_secret_access_key"],
                              key.get("aws_session_token")), service, REGION).add_auth(request)
        sent = urllib.request.Request(
            request.url, request.data, dict(request.headers), method="POST")
        with urllib.request.urlopen(sent, timeout=30) as reply:
            return json.load(reply)

    def instance(self, number=0):
        return self.cloud.instances[number]["id"]

    def association_status(self, number=0):
        """What is known of each association, by its name or document."""
        found = self.client.describe_instance_associations_status(InstanceId=self.instance(number))
        return {entry.get("AssociationName", entry["Name"]): entry
                for entry in found["InstanceAssociationStatusInfos"]}

    def wait_for_association(self, name, status="Success", number=0):
        def found():
            entry = self.association_status(number).get(name)
            return entry if entry and entry["Status"] == status else None
        return wait_until(found, f"{name} to be {status}")

    def is_active(self, number=0):
        return self.cloud.agents()[number]["active"]

    def wait_until_active(self, number=0):
        wait_until(lambda: self.is_active(number), "the agent")

    def send(self, document, number=0, **parameters):
        self.wait_until_active(number)
        sent = self.client.send_command(
            DocumentName=document, InstanceIds=[self.instance(number)], Parameters=parameters)
        return sent["Command"]["CommandId"]

    def invocation(self, command):
        found = self.client.list_command_invocations(CommandId=command, Details=True)
        return found["CommandInvocations"][0] if found["CommandInvocations"] else None

    def ended(self, command):
        """The invocation of a command, once it is at its end."""
        def found():
            entry = self.invocation(command)
            return entry if entry and entry["Status"] not in ("Pending", "InProgress") else None
        return wait_until(found, f"the end of {command}")

    def run(self, document, number=0, **parameters):
        return self.ended(self.send(document, number, **parameters))
