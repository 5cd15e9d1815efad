"""Every request that enlist makes is one that botocore would have made, and signed."""

import copy
import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import Request, urlopen

import boto3
import pytest

from botocore_judge import check_parameters, check_signature
from cloud import local_cloud

REGION = "eu-west-1"
ROLE = "arn:aws:iam::123456789012:role/enlist"


def scenario(auto_healing=False, api_region=REGION, **machine):
    return {
        "region": REGION,
        "stacks": [{"name": "v3 prod web", "api-region": api_region,
                    "layers": [{"shortname": "shop", "auto-healing": auto_healing}]}],
        "instances": [machine]}


def pipeline(folder, *steps):
    """A pipeline file with these steps; all seconds of waiting left out."""
    path = folder / "pipeline.yaml"
    path.write_text("enlist: 1\nname: proof\nsteps:\n" + "".join(
        f"  - {step}\n    retry: none\n" if ":" in step else f"  - {step}:\n    retry: none\n"
        for step in steps))
    return str(path)


STEPS = ["look-up-stack", "choose-hostname", "tag-instance", "register-instance",
         "wait-until-registered: {every: 100ms}", "assign-layer: {wait: online, every: 100ms}"]


def steps(**parameters):
    """The six steps that make requests, with other parameters for some."""
    named = {step.split(":")[0].replace("-", "_"): step for step in STEPS}
    return list((named | parameters).values())


def judge(cloud, *keys, api_regions=(REGION,)):
    """Lets botocore judge all requests of enlist; gives the operations, with their services."""
    keys = {key["aws_access_key_id"]: key for key in keys}
    seen = []
    for entry in cloud.requests():
        if not entry["headers"].get("user-agent", "").startswith("enlist/"):
            continue
        if entry["service"] in ("metadata", "installer"):
            continue
        check_parameters(entry)
        check_signature(
            entry, keys, api_regions if entry["service"] == "opsworks" else (REGION,))
        seen.append(f"{entry['service']}:{entry['operation']}")
    return seen


JOINING = {
    "opsworks:DescribeStacks", "opsworks:DescribeLayers", "opsworks:GetHostnameSuggestion",
    "opsworks:DescribeStackProvisioningParameters", "opsworks:DescribeInstances",
    "opsworks:AssignInstance", "ec2:CreateTags"}
MAKING_A_USER = {
    "iam:ListUsers", "iam:CreateGroup", "iam:CreateUser", "iam:AddUserToGroup", "iam:PutUserPolicy",
    "iam:CreateAccessKey"}
REMOVING_A_USER = {
    "iam:ListAccessKeys", "iam:DeleteAccessKey", "iam:DeleteUserPolicy", "iam:RemoveUserFromGroup", "iam:DeleteUser"}
ASKING_WHY = {"opsworks:DescribeServiceErrors", "opsworks:DescribeCommands"}


def permanent(cloud):
    return cloud.administrator_key


def temporary(cloud):
    """A key with a session token, as a person has it in the environment."""
    sts = boto3.client("sts", REGION, endpoint_url=cloud.endpoint, **cloud.administrator_key)
    key = sts.assume_role(RoleArn=ROLE, RoleSessionName="person")["Credentials"]
    return {"aws_access_key_id": key["AccessKeyId"],
            "aws_secret_access_key": key["SecretAccessKey"],
            "aws_session_token": key["SessionToken"]}


def variables(key):
    return {name.upper(): value for name, value in key.items()}


@pytest.mark.parametrize("given", [None, permanent, temporary],
                         ids=["the role's key", "a permanent key", "a temporary key"])
@pytest.mark.parametrize("credentials", ["instance-profile", "iam-user"])
def test_botocore_would_have_made_every_request_of_joining(tmp_path, credentials, given):
    with local_cloud(tmp_path, scenario(auto_healing=True, api_region="us-east-1")) as cloud:
        key = given(cloud) if given else cloud.role()
        file = pipeline(tmp_path, *steps(
            look_up_stack="look-up-stack: {disable-auto-healing: true}",
            register_instance=f"register-instance: {{credentials: {credentials}}}"))
        result = cloud.run(
            "--pipeline", file, **(variables(key) if given else {}))
        assert result.status == 0, result
        seen = judge(cloud, key, api_regions=(REGION, "us-east-1"))
    user = MAKING_A_USER if credentials == "iam-user" else set()
    assert set(seen) == JOINING | {"opsworks:UpdateLayer"} | user


def refusing(operation, service="opsworks", **more):
    return {"service": service, "operation": operation, "error": "access-denied", **more}


def test_and_every_request_of_cleaning_up_after_a_refused_registration(tmp_path):
    with local_cloud(tmp_path, scenario(), {"faults": [refusing("RegisterInstance")]}) as cloud:
        file = pipeline(tmp_path, *steps(
            register_instance="register-instance: {credentials: iam-user}"))
        result = cloud.run("--pipeline", file)
        assert result.status == 77, result
        seen = judge(cloud, cloud.role())
    assert MAKING_A_USER | REMOVING_A_USER | {"opsworks:DescribeServiceErrors"} <= set(seen)


@pytest.mark.parametrize("step, machine", [
    ("wait-until-registered", {"setup-fails": "registering"}),
    ("assign-layer", {"setup-fails": "assigning"})])
def test_and_every_request_of_asking_why_a_setup_failed(tmp_path, step, machine):
    with local_cloud(tmp_path, scenario(**machine)) as cloud:
        result = cloud.run("--pipeline", pipeline(tmp_path, *steps()))
        assert result.status == 1 and f"`{step}` failed" in result.errors, result
        seen = judge(cloud, cloud.role())
    assert ASKING_WHY <= set(seen)


def test_and_each_try_of_a_request_that_is_repeated(tmp_path):
    faults = [{"service": service, "error": "throttled", "calls": "first"}
              for service in ["opsworks", "ec2", "iam"]]
    with local_cloud(tmp_path, scenario(), {"faults": faults}) as cloud:
        file = pipeline(tmp_path, *steps(
            register_instance="register-instance: {credentials: iam-user}"))
        result = cloud.run("--pipeline", file)
        assert result.status == 0, result
        seen = judge(cloud, cloud.role())
    # DescribeStacks is called once in a run.
    assert seen.count("opsworks:DescribeStacks") == 2
    assert seen.count("ec2:CreateTags") == 2
    assert seen.count("iam:ListUsers") == 2


class STS(BaseHTTPRequestHandler):
    """Passes requests on to the local cloud, and keeps the keys that it hands out."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with urlopen(Request(self.server.endpoint, body, dict(self.headers))) as reply:
            text = reply.read()
        part = {name: re.search(f"<{name}>(.*)</{name}>", text.decode()).group(1)
                for name in ["AccessKeyId", "SecretAccessKey", "SessionToken"]}
        self.server.keys.append({
            "aws_access_key_id": part["AccessKeyId"],
            "aws_secret_access_key": part["SecretAccessKey"],
            "aws_session_token": part["SessionToken"]})
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *arguments):
        pass


@contextmanager
def sts_in_front_of(cloud):
    server = ThreadingHTTPServer(("127.0.0.1", 0), STS)
    server.endpoint, server.keys = cloud.endpoint, []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.keys
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("source", [permanent, temporary, None],
                         ids=["a permanent key", "a temporary key", "the role's key"])
def test_and_of_assuming_a_role_and_what_follows(tmp_path, source):
    with local_cloud(tmp_path, scenario()) as cloud, sts_in_front_of(cloud) as (endpoint, keys):
        key = source(cloud) if source else cloud.role()
        if source:
            whose = "source_profile = person\n\n[profile person]\n" + "".join(
                f"{name} = {value}\n" for name, value in key.items())
        else:
            whose = "credential_source = Ec2InstanceMetadata\n"
        config = tmp_path / "config"
        # Values that no service takes: it is about how they are written.
        config.write_text(
            f"[profile joining]\nrole_arn = {ROLE}\nrole_session_name = böot + 1 & 2\n"
            "external_id = a=b/c:d@e,f.g-h\nduration_seconds = 900\nregion = eu-west-1\n" + whose)
        result = cloud.run(
            "--pipeline", pipeline(tmp_path, *steps()), AWS_CONFIG_FILE=str(config),
            AWS_PROFILE="joining", AWS_ENDPOINT_URL_STS=endpoint)
        assert result.status == 0, result
        # The key that the role gave is the one that joins.
        seen = judge(cloud, key, *keys)
    assert seen[0] == "sts:AssumeRole"
    assert seen.count("sts:AssumeRole") == len(keys) == 1
    assert JOINING <= set(seen)


def test_and_of_a_web_identity_which_is_not_signed(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud, sts_in_front_of(cloud) as (endpoint, keys):
        token = tmp_path / "token"
        token.write_text("eyJ0.e+y/=J.9\n")
        result = cloud.run(
            "--pipeline", pipeline(tmp_path, *steps()), AWS_WEB_IDENTITY_TOKEN_FILE=str(token),
            AWS_ROLE_ARN=ROLE, AWS_REGION=REGION, AWS_ENDPOINT_URL_STS=endpoint)
        assert result.status == 0, result
        requests = [entry for entry in cloud.requests() if entry["service"] == "sts"]
        assert [entry["operation"] for entry in requests] == ["AssumeRoleWithWebIdentity"]
        check_parameters(requests[0])
        assert "authorization" not in requests[0]["headers"]
        assert "eyJ0.e%2By%2F%3DJ.9" in requests[0]["body"]


def test_tags_of_any_characters_reach_ec2_as_they_are(tmp_path):
    tags = {"Ünïcode": "日本語 🚀", "plus": "a+b c%20d", "marks": "&=;'\"\\~*!()/?#[]@$,:",
            "shell": "$(touch X) `id` ; rm", "empty": ""}
    # Of an instance that shows its tags in metadata EC2 takes fewer keys.
    hidden = scenario()
    hidden["instances"][0]["tags-in-metadata"] = False
    with local_cloud(tmp_path, hidden) as cloud:
        step = "tag-instance: " + json.dumps(
            {"tags": {key: value.replace("$", "$$") for key, value in tags.items()}},
            ensure_ascii=False)
        result = cloud.enlist(
            "run", "--pipeline", pipeline(tmp_path, step),
            "--set", "stack.name=v3 prod web", "--set", "hostname=shop1")
        assert result.status == 0, result
        assert judge(cloud, cloud.role()) == ["ec2:CreateTags"]
        assert cloud.state()["machines"][0]["tags"] == tags


DEAD = "http://127.0.0.1:1"
DEAD_PROXY = {"http_proxy": DEAD, "https_proxy": DEAD, "all_proxy": DEAD}


def test_a_run_asks_nobody_but_the_endpoints_that_it_is_given(tmp_path):
    """Whatever is not on this machine would have to go through a proxy at which nobody listens."""
    with local_cloud(tmp_path, scenario()) as cloud:
        file = pipeline(tmp_path, *steps(
            register_instance="register-instance: {credentials: iam-user}"))
        result = cloud.run("--pipeline", file, "--json", **DEAD_PROXY, no_proxy="127.0.0.1")
        assert result.status == 0, result
        given = {cloud.endpoint, cloud.instances[0]["metadata"]}
        asked = {"/".join(event["endpoint"].split("/")[:3]) for event in result.events("request")}
    assert asked == given


def test_a_service_is_asked_by_way_of_the_proxy_and_metadata_never(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        file = pipeline(tmp_path, "tag-instance")
        result = cloud.enlist(
            "run", "--pipeline", file, "--json", "--set", "stack.name=v3 prod web",
            "--set", "hostname=shop1", "--set", "layer.name=shop", **DEAD_PROXY)
        assert result.status == 69, result
        assert {entry["service"] for entry in cloud.requests()} == {"metadata"}
        for event in result.events("request"):
            assert ("status" in event) == (event["service"] == "instance metadata"), event


@pytest.mark.parametrize("change", [
    lambda entry: entry["headers"].update({"x-amz-date": "20000101T000000Z"}),
    lambda entry: entry["headers"].update({"x-amz-security-token": "another"}),
    lambda entry: entry.update(body=entry["body"].replace("shop1", "shop2")),
    lambda entry: entry.update(path="/other")])
def test_the_judge_knows_a_wrong_signature(tagging, change):
    entry, key = tagging
    check_signature(entry, {key["aws_access_key_id"]: key}, [REGION])
    change(entry)
    with pytest.raises(AssertionError):
        check_signature(entry, {key["aws_access_key_id"]: key}, [REGION])


@pytest.mark.parametrize("old, new", [
    ("Tag.1.Key=", "Tag.1.Name="), ("Tag.1.", "Tag.2."), ("Tag.1.", "Tag.member.1."),
    ("ResourceId.1=", "Resource.1="), ("2016-11-15", "2015-11-15"), ("CreateTags", "DeleteTags"),
    ("Version=", "Surprise=1&Version=")])
def test_the_judge_knows_wrong_parameters(tagging, old, new):
    entry, _ = tagging
    check_parameters(entry)
    assert old in entry["body"]
    entry["body"] = entry["body"].replace(old, new)
    with pytest.raises(AssertionError):
        check_parameters(entry)


@pytest.fixture(scope="module")
def logged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tagging")
    with local_cloud(folder, scenario()) as cloud:
        file = pipeline(folder, 'tag-instance: {tags: {Name: "${hostname}"}}')
        result = cloud.enlist("run", "--pipeline", file, "--set", "stack.name=v3 prod web",
                              "--set", "hostname=shop1")
        assert result.status == 0, result
        yield cloud.requests()[-1], cloud.role()


@pytest.fixture
def tagging(logged):
    """A request for CreateTags as it was logged, to be changed, and the key that signed it."""
    return copy.deepcopy(logged)
