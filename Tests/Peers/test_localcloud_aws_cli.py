"""The real aws-cli and botocore take the local cloud for AWS."""

import concurrent.futures
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import boto3
import botocore
import botocore.config
import botocore.exceptions
import botocore.validate
import pytest

from cloud import BUILD, local_cloud

AWS = Path(sys.executable).parent / "aws"
STACK = {"name": "v3 prod web", "layers": [{"shortname": "shop"}]}
# The waiters of the aws-cli ask every 15 s: with these timings their first question is answered.
AT_ONCE = dict.fromkeys(
    ["registering", "registration-setup", "assigning", "assignment-setup", "unassigning",
     "deregistering"], 0)


class Shell:
    """Runs the aws-cli as an instance would."""

    def __init__(self, cloud, folder):
        # `register` runs the installer by sudo, which may not be there and would clear the variables.
        tools = folder / "tools"
        tools.mkdir()
        (tools / "sudo").write_text('#!/bin/sh\nexec "$@"\n')
        (tools / "sudo").chmod(0o755)
        metadata = cloud.instances[0]["metadata"]
        self.environment = cloud.environment(
            AWS_DEFAULT_REGION="us-east-1", PATH=f"{tools}:{os.environ['PATH']}",
            # `register` has the address of the metadata service built in: as a proxy, the local one
            # answers for it, and nothing ever leaves the machine.
            http_proxy=metadata, no_proxy="127.0.0.1")

    def run(self, *arguments):
        return subprocess.run(
            [AWS, *arguments], env=self.environment, capture_output=True, text=True, timeout=60)

    def aws(self, *arguments):
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None


def client(service, cloud, number=0, region="us-east-1", **keywords):
    """A boto3 client with the key of an instance's role, or with the one that is given."""
    if "aws_access_key_id" not in keywords:
        keywords.update(cloud.role(number))
    keywords.setdefault("config", botocore.config.Config(retries={"max_attempts": 0}))
    return boto3.client(
        service, region_name=region, endpoint_url=cloud.endpoint, **keywords)


def identity(cloud, number=0):
    folder = "dynamic/instance-identity/"
    return {"Document": cloud.metadata(folder + "document", number),
            "Signature": cloud.metadata(folder + "signature", number)}


@pytest.mark.parametrize("denied, profile", [([], True), ([], False),
                                             (["iam:AttachUserPolicy"], False)],
                         ids=["instance profile", "managed policy", "inline policy"])
def test_the_aws_cli_registers_assigns_and_deregisters(tmp_path, denied, profile):
    scenario = {"imds-v1": True, "timings": AT_ONCE, "stacks": [STACK],
                "instances": [{"role": {"deny": denied}}]}
    with local_cloud(tmp_path, scenario) as cloud:
        shell = Shell(cloud, tmp_path)
        opsworks = lambda *arguments: shell.aws("opsworks", *arguments)
        stack = opsworks("describe-stacks")["Stacks"][0]["StackId"]
        layer = opsworks("describe-layers", "--stack-id", stack)["Layers"][0]["LayerId"]
        hostname = opsworks("get-hostname-suggestion", "--layer-id", layer)["Hostname"]
        assert hostname == "shop1"

        registered = shell.run(
            "opsworks", "register", "--infrastructure-class", "ec2", "--local", "--stack-id", stack,
            "--override-hostname", hostname, *(["--use-instance-profile"] if profile else []))
        assert registered.returncode == 0, registered.stderr
        assert "Registered:" in registered.stdout

        instance = opsworks("describe-instances", "--stack-id", stack)["Instances"][0]
        assert instance["Ec2InstanceId"] == cloud.instances[0]["id"]
        assert instance["Hostname"] == "shop1"
        assert instance["SshHostRsaKeyFingerprint"].count(":") == 15
        ids = ["--instance-ids", instance["InstanceId"]]
        one = ["--instance-id", instance["InstanceId"]]
        opsworks("wait", "instance-registered", *ids)
        opsworks("assign-instance", *one, "--layer-ids", layer)
        opsworks("wait", "instance-online", *ids)
        assert [entry["Hostname"] for entry in opsworks(
            "describe-instances", "--layer-id", layer)["Instances"]] == ["shop1"]
        assert {command["Status"] for command in opsworks(
            "describe-commands", *one)["Commands"]} == {"successful"}
        opsworks("unassign-instance", *one)
        opsworks("wait", "instance-registered", *ids)
        opsworks("deregister-instance", *one)
        opsworks("wait", "instance-terminated", *ids)

        users = cloud.state()["iam"]["users"]
        assert [user["name"] for user in users] == (
            [] if profile else ["OpsWorks-v3-prod-web-shop1"])
        if denied:
            assert users[0]["policies"] == ["OpsWorks-Instance"]


def test_the_waiters_see_every_status(tmp_path):
    with local_cloud(tmp_path) as cloud:
        opsworks = client("opsworks", cloud)
        stack = opsworks.describe_stacks()["Stacks"][0]["StackId"]
        layer = opsworks.describe_layers(StackId=stack)["Layers"][0]["LayerId"]
        member = opsworks.register_instance(
            StackId=stack, Hostname="shop1", InstanceIdentity=identity(cloud))["InstanceId"]
        quick = {"Delay": 0.02, "MaxAttempts": 200}
        opsworks.get_waiter("instance_registered").wait(InstanceIds=[member], WaiterConfig=quick)
        opsworks.assign_instance(InstanceId=member, LayerIds=[layer])
        opsworks.get_waiter("instance_online").wait(InstanceIds=[member], WaiterConfig=quick)
        opsworks.deregister_instance(InstanceId=member)
        opsworks.get_waiter("instance_terminated").wait(InstanceIds=[member], WaiterConfig=quick)


def test_the_waiter_gives_up_on_a_failed_setup(tmp_path):
    scenario = {"timings": AT_ONCE, "stacks": [STACK],
                "instances": [{"setup-fails": "registering"}]}
    with local_cloud(tmp_path, scenario) as cloud:
        opsworks = client("opsworks", cloud)
        stack = opsworks.describe_stacks()["Stacks"][0]["StackId"]
        member = opsworks.register_instance(
            StackId=stack, Hostname="shop1", InstanceIdentity=identity(cloud))["InstanceId"]
        with pytest.raises(botocore.exceptions.WaiterError, match="setup_failed"):
            opsworks.get_waiter("instance_registered").wait(InstanceIds=[member])
        errors = opsworks.describe_service_errors(InstanceId=member)["ServiceErrors"]
        last = opsworks.describe_instances(
            InstanceIds=[member])["Instances"][0]["LastServiceErrorId"]
        assert [error["ServiceErrorId"] for error in errors] == [last]


def test_errors_parse_as_their_exceptions(cloud):
    opsworks, iam, ec2 = (
        client(service, cloud, **cloud.administrator_key) for service in ["opsworks", "iam", "ec2"])
    with pytest.raises(opsworks.exceptions.ResourceNotFoundException, match="stack with ID x"):
        opsworks.describe_stacks(StackIds=["x"])
    with pytest.raises(opsworks.exceptions.ValidationException, match="exactly|either"):
        opsworks.describe_instances()
    iam.create_group(GroupName="g")
    with pytest.raises(iam.exceptions.EntityAlreadyExistsException):
        iam.create_group(GroupName="g")
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_user(UserName="nobody")
    iam.create_user(UserName="u")
    iam.create_access_key(UserName="u")
    with pytest.raises(iam.exceptions.DeleteConflictException):
        iam.delete_user(UserName="u")
    with pytest.raises(iam.exceptions.MalformedPolicyDocumentException):
        iam.put_user_policy(UserName="u", PolicyName="p", PolicyDocument="{}")
    with pytest.raises(botocore.exceptions.ClientError) as error:
        ec2.create_tags(Resources=["i-0123"], Tags=[{"Key": "a", "Value": "b"}])
    assert error.value.response["Error"] == {
        "Code": "InvalidInstanceID.NotFound", "Message": "The instance ID 'i-0123' does not exist"}
    assert error.value.response["ResponseMetadata"]["RequestId"]


@pytest.mark.parametrize("service, operation, codes", [
    ("opsworks", "describe_stacks", {
        "throttled": "ThrottlingException", "access-denied": "AccessDeniedException",
        "expired-credentials": "ExpiredTokenException", "internal-failure": "InternalFailure",
        "unknown-credentials": "UnrecognizedClientException"}),
    ("ec2", "describe_instances", {
        "throttled": "RequestLimitExceeded", "access-denied": "UnauthorizedOperation",
        "expired-credentials": "RequestExpired", "internal-failure": "InternalError",
        "unknown-credentials": "AuthFailure"}),
    ("iam", "list_users", {
        "throttled": "Throttling", "access-denied": "AccessDenied",
        "expired-credentials": "ExpiredToken", "internal-failure": "InternalFailure",
        "unknown-credentials": "InvalidClientTokenId"}),
    ("autoscaling", "describe_auto_scaling_instances", {"throttled": "Throttling"}),
])
def test_faults_are_the_services_own_errors(cloud, service, operation, codes):
    for number, (fault, code) in enumerate(codes.items(), 1):
        cloud.set_faults({"service": service, "error": fault, "calls": "first"})
        with pytest.raises(botocore.exceptions.ClientError) as error:
            getattr(client(service, cloud, **cloud.administrator_key), operation)()
        assert error.value.response["Error"]["Code"] == code
        assert error.value.operation_name.lower() == operation.replace("_", "")
    getattr(client(service, cloud, **cloud.administrator_key), operation)()


@pytest.mark.parametrize("fault, error", [
    ({"drop": "before"}, botocore.exceptions.ConnectionClosedError),
    ({"drop": "after"}, botocore.exceptions.ConnectionClosedError),
    ({"cut-off": 5}, botocore.exceptions.HTTPClientError),
    ({"latency": 2}, botocore.exceptions.ReadTimeoutError),
], ids=["drop before", "drop after", "cut-off", "latency"])
def test_broken_connections_look_broken(cloud, fault, error):
    cloud.set_faults({"service": "opsworks", "calls": "first", **fault})
    config = botocore.config.Config(retries={"max_attempts": 0}, read_timeout=1)
    opsworks = client("opsworks", cloud, config=config)
    with pytest.raises(error):
        opsworks.describe_stacks()
    assert len(opsworks.describe_stacks()["Stacks"]) == 1


def test_botocore_rides_out_throttling(tmp_path):
    faults = {"faults": [{"service": "opsworks", "throttle": {"rate": 10, "burst": 1}}]}
    with local_cloud(tmp_path, faults=faults) as cloud:
        config = botocore.config.Config(retries={"mode": "standard", "max_attempts": 10})
        opsworks = client("opsworks", cloud, config=config)
        for _ in range(3):
            opsworks.describe_stacks()
        statuses = [entry["status"] for entry in cloud.requests() if entry["service"] == "opsworks"]
        assert statuses.count(200) == 3
        assert 400 in statuses


def test_signatures_are_verified(cloud):
    wrong = {"aws_access_key_id": cloud.administrator["access-key-id"],
             "aws_secret_access_key": "wrong"}
    for service, operation, code in [("opsworks", "describe_stacks", "InvalidSignatureException"),
                                     ("sts", "get_caller_identity", "SignatureDoesNotMatch"),
                                     ("ec2", "describe_tags", "AuthFailure")]:
        with pytest.raises(botocore.exceptions.ClientError) as error:
            getattr(client(service, cloud, **wrong), operation)()
        assert error.value.response["Error"]["Code"] == code


def test_assumed_roles_sign(cloud, tmp_path):
    sts = client("sts", cloud)
    own = sts.get_caller_identity()
    assert own["Arn"].endswith(f"assumed-role/enlist/{cloud.instances[0]['id']}")
    arn = f"arn:aws:iam::{own['Account']}:role/other"
    keys = sts.assume_role(RoleArn=arn, RoleSessionName="own")["Credentials"]
    web = client("sts", cloud, config=botocore.config.Config(
        signature_version=botocore.UNSIGNED)).assume_role_with_web_identity(
            RoleArn=arn, RoleSessionName="web", WebIdentityToken="a.b.c")["Credentials"]
    for key, session in [(keys, "own"), (web, "web")]:
        identity = client(
            "sts", cloud, aws_access_key_id=key["AccessKeyId"],
            aws_secret_access_key=key["SecretAccessKey"],
            aws_session_token=key["SessionToken"]).get_caller_identity()
        assert identity["Arn"].endswith(f"assumed-role/other/{session}")


def unknown_members(value, shape, path=""):
    """The members of a reply that the service's model does not have."""
    if shape.type_name == "structure":
        for name, member in value.items():
            if name not in shape.members:
                yield f"{path}.{name}"
            else:
                yield from unknown_members(member, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for entry in value:
            yield from unknown_members(entry, shape.member, f"{path}[]")


def test_replies_have_the_shapes_of_the_model(tmp_path):
    """Every OpsWorks reply consists of what the service model says, in its types."""
    scenario = {"timings": AT_ONCE, "stacks": [STACK],
                "instances": [{"setup-fails": "assigning", "public-ip": "192.0.2.1"}]}
    seen = []
    with local_cloud(tmp_path, scenario) as cloud:
        opsworks = client("opsworks", cloud)

        def check(response_dict, parsed_response, event_name, **_):
            name = event_name.rsplit(".", 1)[1]
            model = opsworks.meta.service_model.operation_model(name)
            seen.append(name)
            raw = json.loads(response_dict["body"] or b"{}")
            if model.output_shape is None:
                assert raw == {}
                return
            assert list(unknown_members(raw, model.output_shape)) == []
            parsed = {name: value for name, value in parsed_response.items()
                      if name != "ResponseMetadata"}
            report = botocore.validate.ParamValidator().validate(parsed, model.output_shape)
            assert not report.has_errors(), report.generate_report()

        opsworks.meta.events.register("response-received.opsworks", check)
        stack = opsworks.describe_stacks()["Stacks"][0]["StackId"]
        layer = opsworks.describe_layers(StackId=stack)["Layers"][0]["LayerId"]
        opsworks.get_hostname_suggestion(LayerId=layer)
        opsworks.describe_stack_provisioning_parameters(StackId=stack)
        member = opsworks.register_instance(
            StackId=stack, Hostname="shop1", InstanceIdentity=identity(cloud))["InstanceId"]
        opsworks.describe_instances(InstanceIds=[member])
        opsworks.assign_instance(InstanceId=member, LayerIds=[layer])
        opsworks.describe_instances(LayerId=layer)
        opsworks.describe_commands(InstanceId=member)
        opsworks.describe_service_errors(InstanceId=member)
        opsworks.update_layer(LayerId=layer, EnableAutoHealing=False)
        opsworks.deregister_instance(InstanceId=member)
    assert len(seen) == 12


def test_the_query_services_round_trip(tmp_path):
    scenario = {"stacks": [STACK], "instances": [
        {"auto-scaling": {"group": "g", "hook": "h", "state": "Pending:Wait"}}]}
    with local_cloud(tmp_path, scenario) as cloud:
        id = cloud.instances[0]["id"]
        ec2, iam, scaling = (client(service, cloud, **cloud.administrator_key)
                             for service in ["ec2", "iam", "autoscaling"])
        tags = [{"Key": "Name", "Value": "a & <b> \"ö\""}, {"Key": "empty", "Value": ""}]
        ec2.create_tags(Resources=[id], Tags=tags)
        # Beside the tag that the group has set.
        assert [{"Key": tag["Key"], "Value": tag["Value"]} for tag in ec2.describe_tags()["Tags"]
                if not tag["Key"].startswith("aws:")] == tags
        machine = ec2.describe_instances(
            Filters=[{"Name": "tag:Name", "Values": ["a*"]}])["Reservations"][0]["Instances"][0]
        assert machine["InstanceId"] == id
        assert machine["State"] == {"Code": 16, "Name": "running"}
        ec2.modify_instance_attribute(InstanceId=id, DisableApiTermination={"Value": True})
        assert ec2.describe_instance_attribute(
            InstanceId=id, Attribute="disableApiTermination")["DisableApiTermination"] == {
                "Value": True}

        document = {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*"}]}
        iam.create_user(UserName="u", Path="/AWS/OpsWorks/")
        iam.put_user_policy(UserName="u", PolicyName="p", PolicyDocument=json.dumps(document))
        assert iam.get_user_policy(UserName="u", PolicyName="p")["PolicyDocument"] == document
        assert iam.list_users(PathPrefix="/AWS/")["Users"][0]["Path"] == "/AWS/OpsWorks/"
        key = iam.create_access_key(UserName="u")["AccessKey"]
        own = client("iam", cloud, aws_access_key_id=key["AccessKeyId"],
                     aws_secret_access_key=key["SecretAccessKey"])
        assert own.get_user()["User"]["UserName"] == "u"

        hook = dict(AutoScalingGroupName="g", LifecycleHookName="h", InstanceId=id)
        assert scaling.describe_auto_scaling_instances(
            InstanceIds=[id])["AutoScalingInstances"][0]["LifecycleState"] == "Pending:Wait"
        scaling.record_lifecycle_action_heartbeat(**hook)
        scaling.complete_lifecycle_action(LifecycleActionResult="CONTINUE", **hook)
        with pytest.raises(botocore.exceptions.ClientError, match="No active Lifecycle Action"):
            scaling.complete_lifecycle_action(LifecycleActionResult="CONTINUE", **hook)


def test_two_machines_cannot_have_one_hostname_at_once(tmp_path):
    """Registering is one step: of twelve that ask at once for one name, one gets it."""
    with local_cloud(tmp_path, {"stacks": [STACK], "instances": [{"count": 12}]}) as cloud:
        stack = client("opsworks", cloud).describe_stacks()["Stacks"][0]["StackId"]

        def register(number):
            opsworks = client("opsworks", cloud, number)
            try:
                opsworks.register_instance(
                    StackId=stack, Hostname="shop1", InstanceIdentity=identity(cloud, number))
                return "registered"
            except opsworks.exceptions.ValidationException as error:
                return error.response["Error"]["Message"]

        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            outcomes = sorted(pool.map(register, range(12)))
        taken = 'Hostname "shop1" is already taken by another instance in this stack'
        assert outcomes == [taken] * 11 + ["registered"]


class TestInstaller:
    """The agent's installer, run without the aws-cli."""

    @pytest.fixture
    def installer(self, cloud, tmp_path):
        opsworks = client("opsworks", cloud)
        self.stack = opsworks.describe_stacks()["Stacks"][0]["StackId"]
        self.parameters = opsworks.describe_stack_provisioning_parameters(StackId=self.stack)
        with urllib.request.urlopen(self.parameters["AgentInstallerUrl"]) as reply:
            (tmp_path / "installer.tgz").write_bytes(reply.read())
        subprocess.run(["tar", "-xzf", tmp_path / "installer.tgz", "-C", tmp_path], check=True)
        return tmp_path / "opsworks-agent-installer"

    def register(self, installer, cloud, **more):
        values = {**self.parameters["Parameters"], "stack_id": self.stack, "import": True, **more}
        (installer / "preconfig").write_text(
            "\n".join(f":{key}: {json.dumps(value)}" for key, value in sorted(values.items())))
        begin = time.monotonic()
        done = subprocess.run([installer / "boot-registration"], env=cloud.environment(),
                              capture_output=True, text=True, timeout=30)
        return done, time.monotonic() - begin

    def test_it_registers_quickly(self, installer, cloud):
        done, seconds = self.register(installer, cloud, hostname="shop1")
        assert done.returncode == 0, done.stderr
        assert seconds < 2  # about 0.1 s on an idle machine
        stack = cloud.state()["stacks"][0]
        assert [member["hostname"] for member in stack["instances"]] == ["shop1"]

    def test_it_says_why_it_was_refused(self, installer, cloud):
        self.register(installer, cloud, hostname="shop1")
        done, _ = self.register(installer, cloud, hostname="shop2")
        assert done.returncode == 1
        assert "is already registered with stack" in done.stderr

    def test_it_uses_the_key_that_it_is_given(self, installer, cloud):
        done, _ = self.register(installer, cloud, hostname="shop1", access_key_id="AKIANOBODY",
                                secret_access_key="secret")
        assert done.returncode == 1
        assert "UnrecognizedClientException" in done.stderr

    def test_it_registers_a_machine_on_premises(self, installer, cloud):
        done, _ = self.register(
            installer, cloud, hostname="cellar", private_ip="10.9.9.9", **{"import": False})
        assert done.returncode == 0, done.stderr
        assert "ec2-instance-id" not in cloud.state()["stacks"][0]["instances"][0]

    def test_its_requests_show_no_secret_in_arguments(self, installer):
        script = (installer / "boot-registration").read_text()
        assert '--user' not in script and ' -u ' not in script


class TestExec:
    """`localcloud exec`."""

    def run(self, *arguments, **environment):
        return subprocess.run(
            [BUILD / "localcloud", "exec", *arguments], capture_output=True, text=True, timeout=30,
            env={**os.environ, **environment}, stdin=subprocess.DEVNULL)

    @pytest.mark.parametrize("script, status", [
        ("exit 0", 0), ("exit 3", 3), ("kill -9 $$", 137), ("kill -TERM $$", 143)])
    def test_the_exit_status_is_passed_on(self, script, status):
        done = self.run("--", "sh", "-c", f"echo out; {script}")
        assert (done.returncode, done.stdout) == (status, "out\n")
        assert "The cloud afterwards:" in done.stderr

    def test_a_command_that_is_not_there_is_named(self):
        done = self.run("--", "no-such-command")
        assert done.returncode == 127
        assert "cannot run `no-such-command`: No such file or directory\n" in done.stderr

    def test_nothing_of_the_callers_aws_settings_gets_in(self):
        done = self.run("--", "env", AWS_ACCESS_KEY_ID="AKIAREAL", AWS_PROFILE="real",
                        AWS_EC2_METADATA_DISABLED="true", AWS_ENDPOINT_URL_IAM="https://real")
        variables = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
        assert sorted(name for name in variables if name.startswith("AWS_")) == [
            "AWS_CONFIG_FILE", "AWS_DEFAULT_REGION", "AWS_EC2_METADATA_SERVICE_ENDPOINT",
            "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_SHARED_CREDENTIALS_FILE"]
        assert not Path(variables["ENLIST_ROOT"]).exists()

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_a_signal_is_passed_on(self, number, tmp_path):
        flag = tmp_path / "started"
        process = subprocess.Popen(
            [BUILD / "localcloud", "exec", "--", "sh", "-c",
             f"trap 'exit 42' INT TERM; touch {flag}; while :; do sleep 0.05; done"],
            stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while not flag.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(number)
        assert process.wait(timeout=10) == 42

    def test_the_state_is_written_and_the_root_is_kept(self, tmp_path):
        done = self.run(
            "--state-out", tmp_path / "state.json", "--root", tmp_path / "root", "--", "sh", "-c",
            'echo x > "$ENLIST_ROOT/file"')
        assert done.returncode == 0, done.stderr
        assert json.loads((tmp_path / "state.json").read_text())["stacks"][0]["name"] == STACK["name"]
        assert (tmp_path / "root/file").read_text() == "x\n"

    def test_each_machine_has_its_own_metadata_and_root(self, tmp_path):
        scenario = tmp_path / "fleet.json"
        scenario.write_text(json.dumps({"stacks": [STACK], "instances": [{"count": 5}]}))
        done = self.run("--each", "--scenario", scenario, "--", "sh", "-c",
                        'echo "$AWS_EC2_METADATA_SERVICE_ENDPOINT $ENLIST_ROOT"')
        lines = [line.split() for line in done.stdout.splitlines()]
        assert len({line[0] for line in lines}) == len({line[1] for line in lines}) == 5

    def test_the_callers_files_cannot_be_mistaken_for_a_scenario(self):
        done = self.run("--scenario", "/etc/hostname", "--", "true")
        assert done.returncode == 65
        assert "error: /etc/hostname: is not JSON\n" in done.stderr

    def test_a_taken_port_is_named(self, cloud):
        port = cloud.endpoint.rsplit(":", 1)[1]
        done = self.run("--port", port, "--", "true")
        assert done.returncode == 69
        assert f"cannot listen on 127.0.0.1:{port}: Address already in use\n" in done.stderr


def test_it_listens_on_loopback_only(cloud):
    ports = {int(url.rsplit(":", 1)[1])
             for url in [cloud.endpoint, *(entry["metadata"] for entry in cloud.instances)]}
    sockets = [line.split()[1:4] for table in ["/proc/net/tcp", "/proc/net/tcp6"]
               for line in Path(table).read_text().splitlines()[1:]]
    listening = {int(local.split(":")[1], 16): local.split(":")[0]
                 for local, _, state in sockets if state == "0A"}
    assert {listening[port] for port in ports} == {"0100007F"}


def test_requests_are_logged_whole(cloud):
    client("opsworks", cloud).describe_layers(StackId=cloud.state()["stacks"][0]["id"])
    entry = [entry for entry in cloud.requests() if entry["service"] == "opsworks"][0]
    assert entry["operation"] == "DescribeLayers"
    assert entry["instance"] == cloud.instances[0]["id"]
    assert entry["headers"]["x-amz-target"] == "OpsWorks_20130218.DescribeLayers"
    assert "x-amz-security-token" in entry["headers"]["authorization"]
    assert list(json.loads(entry["body"])) == ["StackId"]
    assert (entry["method"], entry["path"], entry["status"]) == ("POST", "/", 200)
