"""What enlist does at EC2, IAM, Systems Manager, STS and S3, as moto understands it and boto3 reads it back."""

import json
import signal
import sys
import time
from datetime import datetime, timedelta, timezone

import pytest

from cloud import INPUTS, local_cloud, temporary_folders
from foreign import REGION, foreign
from installer import installer, shop

STACK = {"name": "v3 prod web", "layers": [{"shortname": "shop"}]}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with foreign(tmp_path_factory.mktemp("foreign")) as server:
        yield server


@pytest.fixture
def moto(server):
    """The server, with nothing in it."""
    server.reset()
    return server


# Tags

@pytest.fixture
def instance(moto):
    """The id of an instance that moto runs."""
    return moto.instance()


def tags(moto, instance):
    found = moto.client("ec2").describe_tags(
        Filters=[{"Name": "resource-id", "Values": [instance]}])["Tags"]
    return {tag["Key"]: tag["Value"] for tag in found}


def tag(cloud, moto, instance, *arguments, stack="v3 prod web", **environment):
    return cloud.enlist(
        "run", "--only", "tag-instance", "--set", f"instance.id={instance}",
        "--set", f"instance.region={REGION}", "--set", f"stack.name={stack}",
        "--set", "hostname=shop1", *arguments, AWS_ENDPOINT_URL_EC2=moto.url, **environment)


def test_boto3_reads_the_tags_that_tag_instance_makes(cloud, moto, instance):
    result = tag(cloud, moto, instance, "--set", "layer.name=shop")
    assert result.status == 0, result
    assert tags(moto, instance) == {
        "Name": "v3 prod web - shop1", "enlist:stack": "v3 prod web", "enlist:layer": "shop"}
    # Another region has nothing of it.
    assert moto.client("ec2", "us-east-1").describe_tags()["Tags"] == []

    again = tag(cloud, moto, instance, "--set", "layer.name=shop", stack="v4 prod web")
    assert again.status == 0, again
    assert tags(moto, instance)["Name"] == "v4 prod web - shop1"


def test_boto3_reads_tags_of_any_characters(cloud, moto, instance, tmp_path):
    wanted = {"Ünïcode": "日本語 🚀", "plus": "a+b c%20d", "marks": "&=;'\"\\~*!()/?#[]@$,:",
              "shell": "$(touch X) `id` ; rm", "empty": "", "k" * 128: "v" * 256}
    file = tmp_path / "pipeline.yaml"
    parameters = {"tags": {key: value.replace("$", "$$") for key, value in wanted.items()}}
    file.write_text("enlist: 1\nname: tags\nsteps:\n  - tag-instance: "
                    + json.dumps(parameters, ensure_ascii=False))
    result = tag(cloud, moto, instance, "--pipeline", str(file))
    assert result.status == 0, result
    assert tags(moto, instance) == wanted


# The IAM user

# Registers with a key of the test: the local cloud does not know the one that moto has made.
REGISTERING = """#!{python}
import boto3, os, pathlib, re, sys
here = pathlib.Path(__file__).parent
text = (here / "preconfig").read_text()
pathlib.Path({copy!r}).write_text(text)
def value(name):
    return re.search(f'^:{{name}}: "(.*)"$', text, re.M).group(1)
boto3.client("opsworks", {region!r}, endpoint_url={endpoint!r}, **{key!r}).register_instance(
    StackId=value("stack_id"), Hostname=value("hostname"), InstanceIdentity={identity!r})
"""


class Registration:
    """`enlist run` up to a registration with an IAM user that moto keeps."""

    def __init__(self, cloud, moto, installer_shop, folder):
        self.cloud = cloud
        self.iam = moto.client("iam")
        self.environment = {"AWS_ENDPOINT_URL_IAM": moto.url}
        self.shop = installer_shop
        self.preconfig = folder / "preconfig"
        self.pipeline = folder / "pipeline.yaml"
        self.pipeline.write_text(
            "enlist: 1\nname: proof\nsteps:\n  - look-up-stack\n  - choose-hostname\n"
            "  - register-instance: {credentials: iam-user}\n    retry: none\n")
        self.arguments = ["--pipeline", str(self.pipeline)]

    def run(self, script):
        self.shop.archive = installer(script)
        return self.cloud.run(*self.arguments, **self.environment)

    @property
    def registering(self):
        document, signature = (
            self.cloud.metadata(f"dynamic/instance-identity/{part}")
            for part in ["document", "signature"])
        return REGISTERING.format(
            python=sys.executable, copy=str(self.preconfig), region=REGION,
            endpoint=self.cloud.endpoint, key=self.cloud.administrator_key,
            identity={"Document": document, "Signature": signature})

    def users(self):
        return [user["UserName"] for user in self.iam.list_users()["Users"]]

    def leftovers(self):
        """What is in enlist's own folder below the machine's root."""
        return temporary_folders(self.cloud.root())


@pytest.fixture
def registration(moto, tmp_path):
    with shop() as installers:
        scenario = {"region": REGION, "stacks": [STACK], "instances": [{}],
                    "installer-url": installers.url}
        with local_cloud(tmp_path, scenario) as cloud:
            yield Registration(cloud, moto, installers, tmp_path)


def test_boto3_reads_the_user_that_a_registration_makes(registration):
    before = datetime.now(timezone.utc)
    result = registration.run(registration.registering)
    assert result.status == 0, result
    stack = registration.cloud.state()["stacks"][0]
    assert [instance["hostname"] for instance in stack["instances"]] == ["shop1"]

    iam, name = registration.iam, "OpsWorks-v3-prod-web-shop1"
    group = iam.get_group(GroupName=f"OpsWorks-{stack['id']}")
    assert group["Group"]["Path"] == "/AWS/OpsWorks/"
    assert [user["UserName"] for user in group["Users"]] == [name]
    assert iam.get_user(UserName=name)["User"]["Path"] == (
        f"/AWS/OpsWorks/{registration.cloud.instances[0]['id']}/")

    assert iam.list_user_policies(UserName=name)["PolicyNames"] == ["OpsWorks-Instance"]
    policy = iam.get_user_policy(UserName=name, PolicyName="OpsWorks-Instance")
    statement, = policy["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Allow"
    assert statement["Action"] == "opsworks:RegisterInstance"
    assert statement["Resource"] == f"arn:aws:opsworks:{REGION}:123456789012:stack/{stack['id']}/"
    end = statement["Condition"]["DateLessThan"]["aws:CurrentTime"]
    lasts = datetime.fromisoformat(end.replace("Z", "+00:00")) - before
    assert timedelta(minutes=14, seconds=58) < lasts < timedelta(minutes=15, seconds=30)

    key, = iam.list_access_keys(UserName=name)["AccessKeyMetadata"]
    assert key["Status"] == "Active"
    assert f':access_key_id: "{key["AccessKeyId"]}"\n' in registration.preconfig.read_text()


def test_a_name_that_is_taken_gets_a_number(registration):
    for name in ["OpsWorks-v3-prod-web-shop1", "OpsWorks-v3-prod-web-shop1+1"]:
        registration.iam.create_user(UserName=name)
    result = registration.run(registration.registering)
    assert result.status == 0, result
    assert sorted(registration.users())[2:] == ["OpsWorks-v3-prod-web-shop1+2"]


@pytest.mark.parametrize("failing", ["exit 1", "exit 0", "kill -9 $$"])
def test_after_a_failed_registration_the_user_is_gone(registration, failing):
    result = registration.run(f"#!/bin/sh\n{failing}\n")
    assert result.status == 1, result
    assert registration.users() == []
    # Others of the stack may be in the group.
    assert len(registration.iam.list_groups()["Groups"]) == 1
    assert registration.leftovers() == []


def test_after_an_archive_was_refused_the_user_is_gone(registration):
    registration.shop.archive = b"no archive"
    result = registration.cloud.run(*registration.arguments, **registration.environment)
    assert result.status == 1, result
    assert registration.users() == []
    assert registration.leftovers() == []


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_after_an_interrupted_registration_the_user_is_gone(registration, tmp_path, stop):
    begun = tmp_path / "begun"
    registration.shop.archive = installer(f"#!/bin/sh\n: >{begun}\nsleep 60\n")
    process = registration.cloud.start(
        "run", *INPUTS, *registration.arguments, **registration.environment)
    deadline = time.monotonic() + 30
    while not begun.exists():
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    assert registration.users() == ["OpsWorks-v3-prod-web-shop1"]
    process.send_signal(stop)
    output, errors = process.communicate(timeout=30)
    assert process.returncode == 4, output + errors
    assert registration.users() == []
    assert registration.leftovers() == []


# A layer in Parameter Store

LAYER = "/enlist/v3/prod/web/shop"


def test_a_layer_is_read_from_its_parameters(cloud, moto, tmp_path):
    ssm = moto.client("ssm")
    ssm.put_parameter(Name=f"{LAYER}/document", Value="AWS-RunShellScript", Type="String")
    # More than one page of them.
    for number in range(12):
        ssm.put_parameter(Name=f"{LAYER}/parameters/p{number}", Value=f"v{number},w", Type="StringList")
    file = tmp_path / "pipeline.yaml"
    file.write_text("enlist: 1\nname: layer\nsteps:\n  - look-up-parameters\n")
    result = cloud.run("--pipeline", file, "--json", "--set", f"instance.region={REGION}", AWS_ENDPOINT_URL=moto.url)
    assert result.status == 0, result
    for number in range(12):
        assert f'"p{number}":["v{number}","w"]' in result.output, result


def test_a_role_is_assumed(cloud, moto, instance, tmp_path):
    role = moto.client("iam").create_role(RoleName="joiner", AssumeRolePolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}))["Role"]["Arn"]
    config = tmp_path / "config"
    config.write_text(f"[profile joiner]\nrole_arn = {role}\nsource_profile = base\n"
                      "[profile base]\naws_access_key_id = any\naws_secret_access_key = any\n")
    result = tag(cloud, moto, instance, "--set", "layer.name=shop", "--json",
                 AWS_CONFIG_FILE=str(config), AWS_PROFILE="joiner", AWS_ENDPOINT_URL_STS=moto.url)
    assert result.status == 0, result
    assert '"operation":"AssumeRole"' in result.output, result
    assert tags(moto, instance)["enlist:layer"] == "shop"


# The report of a run that failed

@pytest.mark.parametrize("bucket", ["reports", "my.reports.example"])
def test_a_report_is_in_the_bucket(cloud, moto, instance, tmp_path, bucket):
    s3 = moto.client("s3")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    file = tmp_path / "pipeline.yaml"
    file.write_text(f"enlist: 1\nname: fails\non-failure: {{report: 's3://{bucket}/a/b'}}\n"
                    "steps:\n  - run: {command: ['false']}\n    retry: none\n")
    result = cloud.run("--pipeline", file, "--set", f"instance.id={instance}", "--set", f"instance.region={REGION}",
                       AWS_ENDPOINT_URL_S3=moto.url, AWS_ENDPOINT_URL_EC2=moto.url)
    assert result.status == 1, result
    found = s3.get_object(Bucket=bucket, Key=f"a/b/{instance}.html")
    assert found["ContentType"] == "text/html; charset=utf-8" and b"</html>" in found["Body"].read()


# What it lacks

@pytest.mark.waits(20)
def test_what_it_lacks_is_named(cloud, moto, instance, tmp_path):
    """Associations, which neither moto nor ministack knows: the failure names service and operation."""
    file = tmp_path / "pipeline.yaml"
    file.write_text("enlist: 1\nname: lacks\nsteps:\n  - look-up-associations: {}\n    retry: none\n    timeout: 20s\n")
    result = cloud.run("--pipeline", file, "--set", f"instance.id={instance}", "--set", f"instance.region={REGION}",
                       AWS_ENDPOINT_URL_SSM=moto.url)
    assert result.status in (1, 69), result
    assert "ssm ListAssociations" in result.errors and moto.url in result.errors, result
