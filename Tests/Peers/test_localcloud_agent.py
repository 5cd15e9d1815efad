"""What the stand-in agent leaves on a machine's disk, on good days and bad ones."""

import json
import os
import re
import signal
import stat
import time
import urllib.error
from datetime import datetime, timezone

import pytest

from cloud import local_cloud, wait_until
from systems_manager import Manager, scenario, shell

LOG = "var/log/amazon/ssm/amazon-ssm-agent.log"
HIBERNATE = "var/log/amazon/ssm/hibernate.log"
IDENTITY = "var/lib/amazon/ssm/runtimeconfig/identity_config.json"
ONLINE = {"agent-restart": 0.1}


def home(cloud):
    return cloud.root() / "var/lib/amazon/ssm" / cloud.instances[0]["id"]


def text(cloud, path):
    file = cloud.root() / path
    return file.read_text() if file.exists() else ""


def identity(cloud):
    content = text(cloud, IDENTITY)
    return json.loads(content) if content else {}


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def is_heard(ssm):
    return bool(ssm.describe_instance_information()["InstanceInformationList"])


def test_an_agent_that_is_well_says_so_on_the_disk(tmp_path):
    with local_cloud(tmp_path, scenario(tmp_path)) as cloud:
        ssm = Manager(cloud)
        ssm.wait_until_active()
        wait_until(lambda: (home(cloud) / "document/state/completed").exists(), "the worker")
        known = identity(cloud)
        assert (known["SchemaVersion"], known["CredentialSource"], known["InstanceId"]) == (
            "1.1", "EC2", ssm.instance())
        expires = datetime.fromisoformat(known["CredentialsExpiresAt"].replace("Z", "+00:00"))
        assert expires > datetime.now(timezone.utc)
        assert mode(cloud.root() / IDENTITY) == 0o600 and mode(home(cloud)) == 0o700
        assert mode(home(cloud) / "document/state/completed") == 0o700
        assert mode(cloud.root() / LOG) == 0o644
        assert "[CredentialRefresher] Credentials ready" in text(cloud, LOG)
        # The folder is made anew each time: its time says since when the agent is active.
        before = (home(cloud) / "document/state/completed").stat().st_mtime_ns
        cloud.restart_agent()
        ssm.wait_until_active()
        wait_until(lambda: (home(cloud) / "document/state/completed").stat().st_mtime_ns > before,
                   "the folder")


def test_a_command_has_its_files_while_it_runs_and_after(tmp_path):
    with local_cloud(tmp_path, scenario(
            tmp_path, documents=[{"name": "two", "content": shell("echo one; touch begun; sleep 60",
                                                                  "exit 3")}])) as cloud:
        ssm = Manager(cloud)
        command = ssm.send("two")
        wait_until((cloud.root() / "begun").exists, "the script")
        current = home(cloud) / "document/state/current" / command
        described = json.loads(current.read_text())
        assert described["DocumentType"] == "SendCommand" and mode(current) == 0o600
        assert described["DocumentInformation"]["DocumentName"] == "two"
        assert [step["Id"] for step in described["InstancePluginsInformation"]] == ["a", "b"]
        assert (home(cloud) / "idempotency/SendCommand" / command).is_dir()
        steps = home(cloud) / "document/orchestration" / command / "awsrunShellScript"
        assert (steps / "a/stdout").read_text() == "one\n", "as it comes"
        assert mode(steps / "a/stdout") == 0o600
        # A restart leaves the script alone, and its end is reported.
        cloud.restart_agent()
        (sleeper,) = [process for process, line in cloud.processes().items() if "sleep 60" in line]
        os.kill(sleeper, signal.SIGTERM)
        ended = ssm.ended(command)
        assert [step["ResponseCode"] for step in ended["CommandPlugins"]] == [143, 3]
        wait_until(lambda: not current.exists(), "the end")
        assert (steps / "b/stderr").read_text() == "failed to run commands: exit status 3"
        assert "[pluginName=aws:runShellScript] The execution of command returned Exit Status: 3" \
            in text(cloud, LOG)
        assert list((home(cloud) / "document/state/completed").iterdir()) == []


def test_an_association_has_its_files_too(tmp_path):
    with local_cloud(tmp_path, scenario(
            tmp_path, documents=[{"name": "setup", "content": shell("echo one")}],
            associations=[{"document": "setup", "id": "11111111-2222-3333-4444-555555555555",
                           "targets": {"InstanceIds": ["*"]}}])) as cloud:
        Manager(cloud).wait_for_association("setup")
        (output,) = home(cloud).glob(
            "document/orchestration/11111111-2222-3333-4444-555555555555/*/awsrunShellScript/a/stdout")
        assert output.read_text() == "one\n"
        assert not list((home(cloud) / "document/state/current").iterdir())


@pytest.mark.parametrize("cause, words", [
    ("throttled", ["ERROR [CredentialRefresher] Retrieve credentials produced error: ",
                   "ThrottlingException: Rate exceeded"]),
    ("denied", ["WARN EC2RoleProvider Failed to connect to Systems Manager with instance profile role "
                "credentials. Err: retrieved credentials failed to report to ssm. Error: "
                "AccessDeniedException: ", "ec2 instance not yet registered with Systems Manager"]),
    ("no-role", ["Error: EC2RoleRequestError: no EC2 instance role found"])])
def test_an_agent_that_sleeps_says_so_and_a_restart_wakes_it(tmp_path, cause, words):
    with local_cloud(tmp_path, scenario(
            tmp_path, timings=ONLINE, agent={"asleep": 300, "because": cause})) as cloud:
        ssm = Manager(cloud)
        wait_until(lambda: "Sleeping for" in text(cloud, LOG), "the log")
        lines = text(cloud, LOG)
        for word in words:
            assert word in lines
        last = lines.splitlines()[-1]
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{4} INFO \[CredentialRefresher\] Sleeping for 5m0s "
            r"before retrying retrieve credentials", last)
        known = identity(cloud)
        assert (known["CredentialSource"], known["CredentialsExpiresAt"]) == (
            "", "0001-01-01T00:00:00Z")
        assert not is_heard(ssm) and not home(cloud).exists()
        cloud.restart_agent()
        ssm.wait_until_active()
        assert is_heard(ssm) and identity(cloud)["CredentialSource"] == "EC2"


def test_a_role_that_is_late_is_met_by_an_agent_that_sleeps(tmp_path):
    with local_cloud(tmp_path, scenario(
            tmp_path, timings=ONLINE | {"agent-sleep": 300}, **{"role-after": 0.7})) as cloud:
        ssm = Manager(cloud)
        wait_until(lambda: "Sleeping for 5m0s" in text(cloud, LOG), "the log")
        # As long as there is no role, a restart does not help.
        cloud.restart_agent()
        wait_until(lambda: text(cloud, LOG).count("Sleeping for 5m0s") == 2, "the second sleep")

        def has_role():
            try:
                return cloud.role()
            except urllib.error.HTTPError:
                return None
        wait_until(has_role, "the role")
        assert not is_heard(ssm)
        cloud.restart_agent()
        wait_until(lambda: is_heard(ssm), "the first ping")


def test_an_agent_that_hibernates_says_so_elsewhere(tmp_path):
    with local_cloud(tmp_path, scenario(
            tmp_path, timings=ONLINE, agent={"hibernating": 300})) as cloud:
        ssm = Manager(cloud)
        wait_until(lambda: "Agent is in hibernate mode. Reducing logging." in text(cloud, HIBERNATE),
                   "the log")
        assert "[ssm-agent-worker] Entering SSM Agent hibernate - " in text(cloud, LOG)
        assert is_heard(ssm) and not home(cloud).exists()
        assert identity(cloud)["CredentialSource"] == "EC2"
        sent = ssm.client.send_command(
            DocumentName="AWS-RunShellScript", InstanceIds=[ssm.instance()],
            Parameters={"commands": ["echo awake"]})["Command"]["CommandId"]
        assert ssm.invocation(sent)["Status"] == "Pending"
        cloud.restart_agent()
        assert ssm.ended(sent)["CommandPlugins"][0]["Output"] == "awake\n"


@pytest.mark.parametrize("replies", ["out-of-order", "twice"])
def test_replies_come_as_they_come(tmp_path, replies):
    documents = [{"name": "several", "content": shell("echo 1", "echo 2")}]
    with local_cloud(tmp_path, scenario(
            tmp_path, documents=documents, agent={"replies": replies})) as cloud:
        ssm = Manager(cloud)
        ended = ssm.run("several")
        assert ended["Status"] == "Success"
        whole = wait_until(
            lambda: len(ssm.invocation(ended["CommandId"])["CommandPlugins"]) == 2
            and ssm.invocation(ended["CommandId"]), "both steps")
        assert whole["Status"] == "Success"
        assert [step["Output"] for step in whole["CommandPlugins"]] == ["1\n", "2\n"]


def test_what_a_stopped_agent_was_handed_comes_again(tmp_path):
    with local_cloud(tmp_path, scenario(tmp_path, timings={
            "document-delivery": 0.2, "redelivery": 2, "agent-restart": 0.05})) as cloud:
        ssm = Manager(cloud)
        sent = time.monotonic()
        command = ssm.send("AWS-RunShellScript", commands=["echo once >>$ENLIST_ROOT/once"])
        cloud.restart_agent()
        ssm.wait_until_active()
        assert ssm.invocation(command)["Status"] == "Pending"
        assert ssm.ended(command)["Status"] == "Success"
        assert time.monotonic() - sent > 1.9
        assert (cloud.root() / "once").read_text() == "once\n"


def test_without_a_folder_nothing_is_left_anywhere(tmp_path):
    with local_cloud(tmp_path, scenario(agent={"asleep": 0.1})) as cloud:
        Manager(cloud).wait_until_active()
        assert list(cloud.root().iterdir()) == []
