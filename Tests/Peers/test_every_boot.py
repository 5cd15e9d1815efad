"""What `enlist resume`, which the unit runs at each boot, does on an instance that has joined."""

import time

import boto3
import pytest

from cloud import INPUTS, local_cloud
from test_auto_scaling import REGION, scaling, scenario

PIPELINE = """enlist: 1
extends: opsworks
%schanges:
  - set: wait-until-registered
    with: {every: 100ms}
  - insert: {write-file: {path: /etc/shop.conf, content: "%s"}, id: settings}
    before: register-instance
  - insert: {run: {script: echo mounted >>mounted, cwd: /srv, creates: /srv/mounted, below-root: run}, id: mount}
    before: register-instance
  - insert: {run: {script: echo run >>count, cwd: /srv, below-root: run}, id: counted}
    before: register-instance
"""
CHANGES = {"CreateTags", "RegisterInstance", "AssignInstance", "CompleteLifecycleAction", "DeregisterInstance"}


def writes(cloud, content="a", every_boot=None):
    folder = cloud.root() / "etc/enlist"
    folder.mkdir(parents=True, exist_ok=True)
    (cloud.root() / "srv").mkdir(exist_ok=True)
    word = f"every-boot: {every_boot}\n" if every_boot else ""
    (folder / "pipeline.yaml").write_text(PIPELINE % (word, content))


def boots(cloud, *words):
    return cloud.enlist("resume", *INPUTS, *words)


def changed(cloud):
    return {entry["operation"] for entry in cloud.requests()} & CHANGES


@pytest.fixture
def cloud(tmp_path):
    with local_cloud(tmp_path, scenario("in service")) as cloud:
        writes(cloud)
        assert cloud.run().status == 0
        cloud.forget_requests()
        yield cloud


def test_what_holds_is_left_alone(cloud):
    began = time.monotonic()
    done = boots(cloud)
    took = time.monotonic() - began
    assert (done.status, done.output) == (
        0, "nothing to do: the last run has ended (succeeded), and what it did holds\n"), done
    assert changed(cloud) == set() and took < 3
    assert (cloud.root() / "srv/count").read_text() == "run\n"


def test_what_does_not_hold_is_done_again_and_nothing_else(cloud):
    machine = cloud.instances[0]["id"]
    boto3.client("ec2", region_name=REGION, endpoint_url=cloud.endpoint, **cloud.administrator_key).delete_tags(
        Resources=[machine], Tags=[{"Key": "Name"}])
    cloud.forget_requests()
    (cloud.root() / "etc/chef/ohai/hints/ec2.json").unlink()
    (cloud.root() / "srv/mounted").unlink()
    again = boots(cloud)
    assert again.status == 0, again
    for step in ("ohai-hint", "mount", "tag-instance"):
        assert f"`{step}` is repeated: it would " in again.output, again
    assert cloud.state()["machines"][0]["tags"]["Name"] == "v3 prod web - shop1"
    assert (cloud.root() / "etc/chef/ohai/hints/ec2.json").exists()
    assert (cloud.root() / "srv/mounted").exists()
    # Neither a command that cannot say whether its work is done, nor what holds.
    assert changed(cloud) == {"CreateTags"}
    assert (cloud.root() / "srv/count").read_text() == "run\n"
    # The journal is that of the run that joined.
    assert "succeeded" in cloud.enlist("status").output
    assert boots(cloud).output.startswith("nothing to do")


def test_a_changed_configuration_is_reported(cloud):
    writes(cloud, "bb")
    told = boots(cloud)
    assert told.status == 0, told
    assert "the configuration has changed since the last run: `settings`: its parameter `content` has changed" in (
        told.output + told.errors), told
    assert (cloud.root() / "etc/shop.conf").read_text() == "a"
    assert changed(cloud) == set()


def test_a_changed_configuration_is_applied_where_the_file_says_so(cloud):
    writes(cloud, "bb", "apply")
    applied = boots(cloud)
    assert applied.status == 0, applied
    assert (cloud.root() / "etc/shop.conf").read_text() == "bb"
    assert [member["layers"] for member in cloud.state()["stacks"][0]["instances"]] == [["shop"]]
    assert boots(cloud).output.startswith("nothing to do")


def test_nobody_looks_where_the_file_says_so(cloud):
    writes(cloud, "bb", "nothing")
    (cloud.root() / "etc/chef/ohai/hints/ec2.json").unlink()
    done = boots(cloud)
    assert (done.status, done.output) == (0, "nothing to do: the last run has ended (succeeded)\n")
    assert not (cloud.root() / "etc/chef/ohai/hints/ec2.json").exists()


def test_another_word_is_refused(cloud):
    writes(cloud, every_boot="aply")
    refused = cloud.enlist("plan", *INPUTS)
    assert refused.status == 65 and "`every-boot` cannot be `aply`" in refused.errors, refused


def test_inputs_of_the_command_line_are_known_at_the_next_boot(cloud):
    done = cloud.enlist("resume")
    assert (done.status, done.output) == (
        0, "nothing to do: the last run has ended (succeeded), and what it did holds\n"), done


def test_what_nobody_may_ask_is_a_warning(tmp_path):
    with local_cloud(tmp_path, scenario("in service")) as cloud:
        writes(cloud)
        assert cloud.run().status == 0
        cloud.set_faults({"service": "opsworks", "operation": "DescribeStacks", "error": "access-denied"})
        told = boots(cloud)
        assert told.status == 0 and "`look-up-stack` would fail" in told.output + told.errors, told
        assert scaling(cloud)["health"] == "HEALTHY"
