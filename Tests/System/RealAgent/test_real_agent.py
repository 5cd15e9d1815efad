"""enlist, the local cloud, and the real amazon-ssm-agent: for `make test-system`, where $SSM_AGENT names a folder with
the agent's programs (see docs/local-cloud.md).

Needs root, as it makes network, mount and process namespaces. Nothing of this machine is changed, and the network has
no way out. The agent looks for associations after a random 0 to 30 seconds, so each test takes about as long.
"""

import json
import os
import sys
import time
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3]
sys.path[:0] = [str(PACKAGE / "Tests/Peers"), str(Path(__file__).parent)]

from cloud import local_cloud, wait_until  # noqa: E402
from machine import PROGRAMS, Machine, own_network  # noqa: E402
from systems_manager import REGION, Manager, shell  # noqa: E402

LAYER = "/enlist/v3/prod/web/shop"
ASSOCIATION = """enlist: 1
extends: systems-manager
changes:
  - remove: install-dependencies
"""
COMMAND = ASSOCIATION + """  - replace: look-up-associations
    by: look-up-parameters
  - replace: wait-until-applied
    by: {apply-document: {document: shop-setup}}
"""


@pytest.fixture(scope="module")
def agent():
    named = os.environ.get("SSM_AGENT")
    if not named:
        pytest.skip("there is no real agent: SSM_AGENT names no folder with its programs")
    assert os.geteuid() == 0, "needs root: sudo make test-system"
    folder = Path(named).resolve()
    folder = folder.parent if folder.is_file() else folder
    missing = [name for name in PROGRAMS if not os.access(folder / name, os.X_OK)]
    assert not missing, f"SSM_AGENT: {folder} has no {', '.join(missing)}"
    return folder


class Site:
    """A cloud with one machine, and what the layer's script has left."""

    def __init__(self, cloud, machine, folder):
        self.cloud, self.machine, self.folder = cloud, machine, folder
        self.manager = Manager(cloud)

    def pipeline(self, text):
        (self.folder / "pipeline.yaml").write_text(text)
        return ["--pipeline", str(self.folder / "pipeline.yaml")]

    def trace(self):
        path = self.folder / "trace"
        return path.read_text().splitlines() if path.exists() else []

    def node(self):
        nodes = self.manager.describe_instance_information()["InstanceInformationList"]
        return nodes[0] if nodes else None


@pytest.fixture
def site(agent, tmp_path):
    """Makes a cloud and its machine, on which the agent is installed and does not run."""
    open_sites = []

    def site(*script, cloud=None, **machine):
        network = own_network()
        network.__enter__()
        open_sites.append(lambda: network.__exit__(None, None, None))
        trace = f'cd {tmp_path}; echo "$AWS_SSM_INSTANCE_ID" >>trace; echo out; echo err >&2'
        running = local_cloud(tmp_path, {
            "region": REGION, "timings": {"redelivery": 10},
            "parameters": {f"{LAYER}/document": "shop-setup"},
            "documents": [{"name": "shop-setup", "content": shell([trace, *script])}],
            "associations": [{"document": "shop-setup", "name": "shop",
                              "targets": {"tag:enlist:layer": [LAYER]}}],
            "instances": [{"agent": {"real": True}, **machine}], **(cloud or {})})
        cloud = running.__enter__()
        open_sites.append(lambda: running.__exit__(None, None, None))
        made = Machine(cloud, tmp_path, agent)
        open_sites.append(made.end)
        return Site(cloud, made, tmp_path)

    yield site
    for end in reversed(open_sites):
        end()


def test_an_instance_joins_by_its_association(site):
    here = site()
    assert here.node() is None, "something stands in for the agent"
    ended = here.machine.enlist(*here.pipeline(ASSOCIATION))
    assert ended.status == 0, (ended, here.machine.log())
    assert here.trace() == [here.machine.instance]
    assert here.manager.association_status()["shop"]["DetailedStatus"] == "Success"
    assert here.machine.orders() == ["is-active", "start", "is-enabled", "enable"]
    node = here.node()
    assert (node["AgentVersion"][0], node["ComputerName"], node["PingStatus"]) == (
        "3", f"shop-{here.machine.instance}", "Online")
    refused = [entry for entry in here.cloud.requests()
               if entry["service"].startswith(("ssm", "ec2messages")) and entry["status"] != 200]
    assert not refused, refused
    # What is done is not done again, by either.
    again = here.machine.enlist("--fresh", *here.pipeline(ASSOCIATION))
    assert again.status == 0 and len(here.trace()) == 1, again


def test_a_document_that_fails_is_told_with_what_it_printed(site):
    here = site("[ -e mended ] || exit 3")
    ended = here.machine.enlist(*here.pipeline(ASSOCIATION))
    assert ended.status == 1, (ended, here.machine.log())
    for words in ["of shop-setup has failed", "out", "err", "failed to run commands: exit status 3"]:
        assert words in ended.errors, ended
    info = here.manager.association_status()["shop"]
    assert (info["Status"], info["ErrorCode"]) == ("Failed", "ExecutionError")
    # The agent does not try again by itself, but does when it is told to, which the remedy names.
    (here.folder / "mended").touch()
    assert here.machine.enlist(*here.pipeline(ASSOCIATION)).status == 1
    assert len(here.trace()) == 1
    assert f"aws ssm start-associations-once --association-ids {info['AssociationId']}" in ended.errors
    here.manager.start_associations_once(AssociationIds=[info["AssociationId"]])
    here.manager.wait_for_association("shop")
    assert here.machine.enlist(*here.pipeline(ASSOCIATION)).status == 0
    assert len(here.trace()) == 2


def test_an_instance_joins_by_a_command(site):
    here = site("sleep 2")
    here.machine.systemctl("start")
    ended = here.machine.enlist(*here.pipeline(COMMAND))
    assert ended.status == 0, (ended, here.machine.log())
    assert here.trace()[0] == here.machine.instance
    (listed,) = here.manager.list_command_invocations(Details=True)["CommandInvocations"]
    assert (listed["Status"], listed["CommandPlugins"][0]["ResponseCode"]) == ("Success", 0)
    found = here.manager.get_command_invocation(
        CommandId=listed["CommandId"], InstanceId=here.machine.instance)
    assert (found["StandardOutputContent"], found["StandardErrorContent"]) == ("out\n", "err\n")
    # The tags have come after the agent: it may have run the association as well, but no order twice.
    sent = [entry for entry in here.cloud.requests() if entry["operation"] == "SendCommand"]
    assert len(sent) == 1


def test_a_command_of_several_steps_and_one_that_is_cancelled(site):
    here = site(cloud={"documents": [
        {"name": "shop-setup", "content": shell("true")},
        {"name": "several", "content": shell("echo 1", "echo 2; exit 7")},
        {"name": "long", "content": shell("sleep 60")}]})
    here.machine.systemctl("start")
    ended = here.manager.run("several")
    assert ended["Status"] == "Failed"
    assert [(step["Name"], step["ResponseCode"], step["Output"][:2]) for step in ended["CommandPlugins"]] == [
        ("a", 0, "1\n"), ("b", 7, "2\n")]
    command = here.manager.send("long")
    wait_until(lambda: (here.manager.invocation(command) or {}).get("Status") == "InProgress",
               "the command to begin")
    here.manager.cancel_command(CommandId=command)
    assert here.manager.ended(command)["Status"] == "Cancelled"
    wait_until(lambda: not any(
        b"_script.sh" in (entry / "cmdline").read_bytes()
        for entry in (here.machine.root / "proc").glob("[0-9]*") if (entry / "cmdline").exists()),
        "the script to be gone")


def test_a_role_that_is_late_is_made_up_for(site):
    here = site(**{"credentials-after": 4})
    here.machine.systemctl("start")
    ended = here.machine.enlist(*here.pipeline(ASSOCIATION))
    assert ended.status == 0, (ended, here.machine.log())
    assert "the agent sleeps until" in ended.output + ended.errors
    assert here.machine.orders().count("restart") == 1
    assert len(here.trace()) == 1


def test_a_tag_that_is_late_has_the_agent_look_again(site):
    """It would look after ten minutes."""
    here = site()
    here.machine.systemctl("start")

    def looks():
        return sum(entry["operation"] == "ListInstanceAssociations" for entry in here.cloud.requests())

    wait_until(lambda: looks() == 2, "two looks", 90)
    ended = here.machine.enlist(*here.pipeline(ASSOCIATION), timeout=120)
    assert ended.status == 0, (ended, here.machine.log())
    assert here.machine.orders().count("restart") == 1
    assert len(here.trace()) == 1 and looks() >= 3


def test_an_agent_that_is_killed_in_the_middle_runs_its_document_once(site):
    here = site("sleep 8", "echo end >>trace")
    joining = here.machine.start_enlist(*here.pipeline(ASSOCIATION))
    wait_until(here.trace, "the document", 60)
    here.machine.kill("amazon-ssm-agent")
    time.sleep(1)
    here.machine.systemctl("start")
    output, errors = joining.communicate(timeout=120)
    assert joining.returncode == 0, (output, errors, here.machine.log())
    assert here.trace() == [here.machine.instance, "end"]


@pytest.mark.parametrize("enabled", [True, False])
def test_without_a_role_there_is_default_host_management(site, enabled):
    here = site(cloud={"default-host-management": enabled}, **{"credentials-after": 10_000})
    here.machine.systemctl("start")
    if enabled:
        here.manager.wait_until_active()
        assert here.machine.identity()["CredentialSource"] == "SSM"
        assert here.manager.run("AWS-RunShellScript", commands=["echo hi"])["Status"] == "Success"
    else:
        # 25 to 30 minutes.
        wait_until(lambda: "before retrying retrieve credentials" in here.machine.log(), "the log")
        assert "Sleeping for 2" in here.machine.log() or "Sleeping for 30m" in here.machine.log()
        assert here.node() is None
