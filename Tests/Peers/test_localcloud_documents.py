"""Documents in the local cloud: boto3 sends them, the stand-in agent runs their scripts."""

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from cloud import BUILD, local_cloud, wait_until
from systems_manager import Manager, scenario, shell


def steps(invocation):
    """Name, status, code and output of each step."""
    return [(step["Name"], step["Status"], step["ResponseCode"], step["Output"])
            for step in invocation["CommandPlugins"]]


ERROR = "\n----------ERROR-------\n"
CASES = {
    "success": (shell("echo yes"), "Success", [("a", "Success", 0, "yes\n")]),
    "both streams": (shell("echo yes; echo no >&2"), "Success",
                     [("a", "Success", 0, f"yes\n{ERROR}no\n")]),
    "exit 3": (shell("exit 3"), "Failed",
               [("a", "Failed", 3, f"{ERROR}failed to run commands: exit status 3")]),
    "exit 168": (shell("echo done; echo x >&2; exit 168", "echo never"), "Success",
                 [("a", "Success", 168, "done\n"), ("b", "Success", 0, "")]),
    "exit 169": (shell("exit 169", "echo never"), "Failed",
                 [("a", "Failed", 169, f"{ERROR}failed to run commands: exit status 169"),
                  ("b", "Success", 0, "")]),
    "a failure in the middle": (
        shell("echo 1", "exit 2", "echo 3"), "Failed",
        [("a", "Success", 0, "1\n"),
         ("b", "Failed", 2, f"{ERROR}failed to run commands: exit status 2"),
         ("c", "Success", 0, "3\n")]),
    "onFailure exit": (
        shell("exit 2", "echo 3", onFailure="exit"), "Failed",
        [("a", "Failed", 2, f"{ERROR}failed to run commands: exit status 2"),
         ("b", "Success", 0, "")]),
    "onFailure successAndExit": (
        shell("exit 2", "echo 3", onFailure="successAndExit"), "Success",
        [("a", "Failed", 2, f"{ERROR}failed to run commands: exit status 2"),
         ("b", "Success", 0, "")]),
    "too long": (shell("echo begun; sleep 60", timeoutSeconds="1"), "TimedOut",
                 [("a", "TimedOut", 137, "begun\n")]),
    "killed": (shell("kill -9 $$"), "TimedOut", [("a", "TimedOut", 137, "")]),
    "its place": (shell('pwd; test "$PWD" = "$ENLIST_ROOT" && echo root'), "Success", None),
    "another action": (
        {"schemaVersion": "2.2", "mainSteps": [
            {"action": "aws:downloadContent", "name": "a", "inputs": {}}]},
        "Success", [("a", "Success", 0, "converging")]),
    "an unknown action": (
        {"schemaVersion": "2.2", "mainSteps": [{"action": "aws:makeCoffee", "name": "a"}]},
        "Failed", [("a", "Failed", 1, "Plugin with name aws:makeCoffee is not supported by this "
                    "version of ssm agent")]),
    "a step for Windows": (
        {"schemaVersion": "2.2", "mainSteps": [
            {"action": "aws:runShellScript", "name": "a", "inputs": {"runCommand": ["exit 1"]},
             "precondition": {"StringEquals": ["platformType", "Windows"]}}]},
        "Success", [("a", "Success", 0, "")]),
}


@pytest.fixture(scope="module")
def ssm(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    documents = [{"name": name.replace(" ", "-"), "content": case[0]} for name, case in CASES.items()]
    with local_cloud(folder, scenario(
            folder, documents=documents, parameters={"/word": "stored", "/list": ["x", "y"]},
            timings={"reboot": 0.1})) as cloud:
        yield Manager(cloud)


@pytest.mark.parametrize("name", CASES)
def test_a_document_ends_as_its_scripts_do(ssm, name):
    _, status, expected = CASES[name]
    ended = ssm.run(name.replace(" ", "-"))
    assert ended["Status"] == status, ended
    if expected is None:
        root = ssm.cloud.root()
        expected = [("a", "Success", 0, f"{root}\nroot\n")]
    assert steps(ended) == expected


def test_aws_run_shell_script_is_a_document_like_others(ssm):
    ended = ssm.run("AWS-RunShellScript", commands=["echo $0 | grep -o _script.sh", "exit 4"])
    assert steps(ended) == [("aws:runShellScript", "Failed", 4,
                             f"_script.sh\n{ERROR}failed to run commands: exit status 4")]
    (ssm.cloud.root() / "srv").mkdir()
    there = ssm.run("AWS-RunShellScript", commands=["basename $PWD"], workingDirectory=["/srv"])
    assert there["CommandPlugins"][0]["Output"] == "srv\n"
    nowhere = ssm.run("AWS-RunShellScript", commands=["true"], workingDirectory=["/none"])
    assert nowhere["CommandPlugins"][0]["ResponseCode"] == 1
    assert "failed to run commands: chdir" in nowhere["CommandPlugins"][0]["Output"]


def test_parameters_are_put_in(ssm):
    content = shell("echo {{one}} {{ ssm:/word }} {{ many }} {{ flag }} {{unknown}}",
                    ["{{ many }}"], parameters={
                        "one": {"type": "String", "default": "{{ssm:/word}}!"},
                        "many": {"type": "StringList"},
                        "flag": {"type": "Boolean", "default": True}})
    ssm.create_document(Name="put-in", Content=json.dumps(content), DocumentType="Command")
    ended = ssm.run("put-in", many=["echo 1", "echo 2"])
    assert [step["Output"] for step in ended["CommandPlugins"]] == [
        'stored! stored [echo 1,echo 2] true {{unknown}}\n', "1\n2\n"]


def test_a_parameter_of_the_store_that_is_missing_ends_the_document_before_it_begins(ssm):
    ssm.create_document(Name="nope", Content=json.dumps(shell("echo {{ssm:nope}}")),
                        DocumentType="Command")
    ended = ssm.run("nope")
    assert (ended["Status"], ended["CommandPlugins"]) == ("Failed", [])
    assert ended["TraceOutput"] == "Input contains invalid parameters [nope]"


def test_a_script_that_asks_for_a_reboot_is_run_again(ssm):
    ssm.create_document(Name="reboot", DocumentType="Command", Content=json.dumps(shell(
        'n=$(cat n 2>/dev/null || echo 0); echo run $n; echo $((n+1)) > n; test $n -gt 0 || exit 194')))
    command = ssm.send("reboot")
    seen = wait_until(
        lambda: (entry := ssm.invocation(command)) and entry["CommandPlugins"] and entry, "a step")
    if seen["Status"] == "InProgress":
        assert seen["StatusDetails"] == "SuccessAndReboot"
        assert seen["CommandPlugins"][0]["ResponseCode"] == 194
    assert steps(ssm.ended(command)) == [("a", "Success", 0, "run 0\nrun 1\n")]


def test_what_is_long_is_cut(ssm):
    long = ssm.run("AWS-RunShellScript", commands=[
        "head -c 30000 /dev/zero | tr '\\0' a", "head -c 9000 /dev/zero | tr '\\0' b >&2"])
    output = long["CommandPlugins"][0]["Output"]
    assert len(output) == 2500
    assert "\n---Output truncated---" in output and output.endswith("\n---Error truncated----")
    got = ssm.get_command_invocation(CommandId=long["CommandId"], InstanceId=ssm.instance())
    assert len(got["StandardOutputContent"]) == 24000 and len(got["StandardErrorContent"]) == 8000
    assert got["StandardOutputContent"].endswith("--output truncated--")


def test_the_invocation_of_a_command(ssm):
    ended = ssm.run("both-streams")
    found = {"CommandId": ended["CommandId"], "InstanceId": ssm.instance()}
    got = ssm.get_command_invocation(**found)
    assert (got["Status"], got["ResponseCode"], got["PluginName"]) == ("Success", 0, "a")
    assert (got["StandardOutputContent"], got["StandardErrorContent"]) == ("yes\n", "no\n")
    assert got["ExecutionElapsedTime"].startswith("PT") and got["ExecutionEndDateTime"]
    content = json.dumps(shell("echo 1", "exit 2")).replace('"a"', '"first"').replace('"b"', '"second"')
    ssm.create_document(Name="several", Content=content, DocumentType="Command")
    several = ssm.run("several")
    found = {"CommandId": several["CommandId"], "InstanceId": ssm.instance()}
    assert ssm.refused("get_command_invocation", **found) == "InvalidPluginName"
    one = ssm.get_command_invocation(**found, PluginName="second")
    assert (one["Status"], one["ResponseCode"]) == ("Failed", 2)
    assert one["StandardErrorContent"] == "failed to run commands: exit status 2"
    assert ssm.refused("get_command_invocation", CommandId="0" * 36,
                       InstanceId=ssm.instance()) == "InvocationDoesNotExist"


def test_documents_can_be_looked_at(ssm):
    got = ssm.get_document(Name="AWS-RunShellScript")
    content = json.loads(got["Content"])
    assert list(content["runtimeConfig"]) == ["aws:runShellScript"]
    described = ssm.describe_document(Name="AWS-RunShellScript")["Document"]
    assert described["Owner"] == "Amazon" and described["SchemaVersion"] == "1.2"
    assert [entry["Name"] for entry in described["Parameters"]] == [
        "commands", "executionTimeout", "workingDirectory"]
    for operation, parameters, code in [
            ("get_document", {"Name": "none"}, "InvalidDocument"),
            ("describe_document", {"Name": "success", "DocumentVersion": "7"},
             "InvalidDocumentVersion"),
            ("create_document", {"Name": "success", "Content": "{}"}, "DocumentAlreadyExists"),
            ("create_document", {"Name": "broken", "Content": "{}"}, "InvalidDocumentContent"),
            ("send_command", {"DocumentName": "AWS-RunShellScript", "InstanceIds": [ssm.instance()]},
             "InvalidParameters")]:
        assert ssm.refused(operation, **parameters) == code


def test_parameters_are_had_by_their_names(ssm):
    ssm.put_parameter(Name="/key", Value="hush", Type="SecureString")
    got = ssm.get_parameters(Names=["/word", "/key", "/none", "/list"])
    assert {entry["Name"]: entry["Value"] for entry in got["Parameters"]} == {
        "/word": "stored", "/list": "x,y", "/key": "AQICAHencrypted"}
    assert got["InvalidParameters"] == ["/none"]
    open = ssm.get_parameters(Names=["/key"], WithDecryption=True)
    assert open["Parameters"][0]["Value"] == "hush"
    assert ssm.refused("get_parameters", Names=[f"/{n}" for n in range(11)]) == "ValidationException"


def test_a_command_that_runs_can_be_cancelled(ssm):
    mark = ssm.cloud.root() / "begun"
    command = ssm.send("AWS-RunShellScript", commands=[f"touch {mark}; sleep 99; echo never"])
    wait_until(mark.exists, "the script")
    ssm.cancel_command(CommandId=command)
    ended = ssm.ended(command)
    assert ended["Status"] == "Cancelled"
    assert [step[:3] for step in steps(ended)] == [("aws:runShellScript", "Cancelled", 137)]
    wait_until(lambda: not scripts(ssm.cloud), "the script's end")


def scripts(cloud):
    return [line for line in cloud.processes().values() if "sleep 99" in line or "_script" in line]


def test_scripts_see_the_cloud_and_nothing_else(ssm):
    ended = ssm.run("AWS-RunShellScript", commands=["env | cut -d= -f1 | sort | xargs"])
    names = set(ended["CommandPlugins"][0]["Output"].split())
    assert names - {"_", "OLDPWD", "SHLVL"} == {
        "AWS_CONFIG_FILE", "AWS_DEFAULT_REGION", "AWS_EC2_METADATA_SERVICE_ENDPOINT",
        "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_SHARED_CREDENTIALS_FILE", "AWS_SSM_INSTANCE_ID",
        "AWS_SSM_REGION_NAME", "ENLIST_ROOT", "HOME", "LANG", "NO_PROXY", "PATH", "PWD", "no_proxy"}


def test_nothing_that_a_script_has_left_outlives_the_cloud(tmp_path):
    documents = [{"name": "two", "content": shell("touch first; sleep 99", "touch second")}]
    with local_cloud(tmp_path, scenario(tmp_path, documents=documents)) as cloud:
        ssm = Manager(cloud)
        ended = ssm.run("AWS-RunShellScript", commands=["sleep 99 >/dev/null 2>&1 &"])
        assert ended["Status"] == "Success" and scripts(cloud)
        ssm.send("two")
        wait_until((cloud.root() / "first").exists, "the script")
    assert not scripts(cloud) and not (cloud.root() / "second").exists()


def test_without_a_folder_a_document_is_time_that_passes(tmp_path):
    documents = [{"name": "evil", "content": shell(f"touch {tmp_path}/evil")}]
    with local_cloud(tmp_path, scenario(documents=documents)) as cloud:
        ended = Manager(cloud).run("evil")
        assert steps(ended) == [("a", "Success", 0, "converging")]
        assert not (tmp_path / "evil").exists()


def test_exec_runs_what_is_sent_in_the_folder_of_its_machine(tmp_path):
    (tmp_path / "setup.json").write_text(json.dumps(shell("echo here > made")))
    (tmp_path / "scenario.json").write_text(json.dumps(
        scenario(documents=[{"name": "setup", "file": "setup.json"}], tags={"a": "b"},
                 associations=[{"document": "setup", "targets": {"tag:a": ["b"]}}])))
    ended = subprocess.run(
        [BUILD / "localcloud", "exec", "--scenario", tmp_path / "scenario.json", "--", "sh", "-c",
         'for n in $(seq 100); do test -s "$ENLIST_ROOT/made" && exec cat "$ENLIST_ROOT/made"; '
         'sleep 0.1; done'], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout) == (0, "here\n"), ended
