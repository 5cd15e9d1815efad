"""The pipeline `systems-manager` with commands in place of associations: judged by botocore, against the local cloud, which the aws-cli judges."""

import contextlib
import json
import os
import signal
import struct
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

from botocore_judge import check_parameters, check_signature
from cloud import BUILD, INPUTS, local_cloud, on_clouds, wait_until
from systems_manager import shell
from test_iam_policy import policy

REGION, ACCOUNT = "eu-west-1", "123456789012"
PATH = "/enlist/v3/prod/web/shop"
PARAMETERS = {
    f"{PATH}/document": "AWS-ApplyChefRecipes", f"{PATH}/document-version": "7",
    f"{PATH}/parameters/RunList": "recipe[shop],recipe[base]",
    f"{PATH}/parameters/SourceInfo": '{"path":"https://example.com/shop.tgz"}',
    f"{PATH}/parameters/Tags": ["blue", "green"]}
SENT = {"RunList": ["recipe[shop],recipe[base]"], "Tags": ["blue", "green"],
        "SourceInfo": ['{"path":"https://example.com/shop.tgz"}']}
QUICK = """\
enlist: 1
extends: systems-manager
changes:
  - remove: install-dependencies
  - replace: look-up-associations
    by: look-up-parameters
  - set: wait-until-managed
    with: {every: 100ms}
  - replace: wait-until-applied
    by: {apply-document: {every: 100ms%s}}
"""
TIMINGS = {"document-delivery": 0.05, "document": 0.1}
AWS = Path(sys.executable).parent / "aws"


def scenario(count=1, parameters=PARAMETERS, faults=(), **machine):
    return {
        "region": REGION, "account": ACCOUNT, "timings": TIMINGS, "parameters": parameters,
        "documents": ["web-setup"], "faults": list(faults),
        "instances": [{"count": count, "agent-after": 0, **machine}]}


def pipeline(folder, more="", changes=""):
    file = folder / "pipeline.yaml"
    file.write_text(QUICK % more + changes)
    return str(file)


def image(cloud, number=0):
    """What AWS' images have of the agent."""
    units = cloud.root(number) / "usr/lib/systemd/system"
    units.mkdir(parents=True, exist_ok=True)
    (units / "amazon-ssm-agent.service").write_text("[Service]\n")


def run(cloud, file, *arguments, number=0, **keywords):
    image(cloud, number)
    return cloud.run("--pipeline", file, "--json", *arguments, number=number, **keywords)


def commands(cloud, number=None):
    return [command for command in cloud.state()["systems-manager"]["commands"]
            if number is None or command["instance"] == cloud.instances[number]["id"]]


def tags(cloud, number=0):
    return cloud.state()["machines"][number]["tags"]


def assert_joined(cloud, number=0):
    """One command, and it has succeeded; the tags that make it a member."""
    instance = cloud.instances[number]["id"]
    assert tags(cloud, number) == {
        "Name": f"v3 prod web - shop-{instance}", "enlist:stack": "v3 prod web",
        "enlist:layer": PATH}
    found = commands(cloud, number)
    assert [command["status"] for command in found] == ["Success"], found
    return found[0]


def judge(cloud):
    key = cloud.role()
    for entry in cloud.requests():
        if entry["service"] != "metadata":
            check_parameters(entry)
            check_signature(entry, {key["aws_access_key_id"]: key}, (REGION,))


# Joining -------------------------------------------------------------------------------------------

def test_an_instance_joins(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        ended = run(cloud, pipeline(tmp_path))
        assert ended.status == 0, ended
        command = assert_joined(cloud)
        assert command["document"] == "AWS-ApplyChefRecipes" and command["version"] == "7"
        assert command["parameters"] == SENT
        instance = cloud.instances[0]["id"]
        assert (cloud.root() / "etc/hostname").read_text() == f"shop-{instance}\n"
        operations = Counter(
            entry["operation"] for entry in cloud.requests() if entry["service"] != "metadata")
        assert operations.pop("ListCommandInvocations") >= 1
        assert operations == {
            "GetParametersByPath": 1, "CreateTags": 1, "DescribeInstanceInformation": 1,
            "SendCommand": 1, "PutInventory": 1, "PutComplianceItems": 1}
        judge(cloud)
        # It is done, and stays so, whatever is known of it here.
        again = run(cloud, pipeline(tmp_path), "--fresh")
        assert again.status == 0 and len(commands(cloud)) == 1, again
        other = run(cloud, pipeline(tmp_path, ", version: '8'"))
        assert other.status == 0 and [command["version"] for command in commands(cloud)] == ["7", "8"]


def test_pages_are_read_to_the_last(tmp_path):
    many = {f"{PATH}/parameters/P{number:02}": str(number) for number in range(25)}
    with local_cloud(tmp_path, scenario(parameters=PARAMETERS | many)) as cloud:
        ended = run(cloud, pipeline(tmp_path))
        assert ended.status == 0, ended
        assert len(assert_joined(cloud)["parameters"]) == 28
        pages = [entry for entry in cloud.requests() if entry["operation"] == "GetParametersByPath"]
        assert len(pages) == 3
        judge(cloud)


def test_a_pipeline_can_say_the_document(tmp_path):
    more = ", document: web-setup, version: $$LATEST, parameters: {Role: ['${product}']}"
    with local_cloud(tmp_path, scenario()) as cloud:
        ended = run(cloud, pipeline(tmp_path, more))
        assert ended.status == 0, ended
        command = assert_joined(cloud)
        assert (command["document"], command["version"], command["parameters"]) == (
            "web-setup", "$LATEST", {"Role": ["shop"]})


def test_a_pipeline_can_say_where_the_output_goes(tmp_path):
    more = ", output-s3: 's3://our-logs/ssm/shop', output-log-group: /ssm/shop"
    with local_cloud(tmp_path, scenario()) as cloud:
        ended = run(cloud, pipeline(tmp_path, more))
        assert ended.status == 0, ended
        judge(cloud)
        sent, = (entry for entry in cloud.requests() if entry["operation"] == "SendCommand")
        asked = json.loads(sent["body"])
        assert (asked["OutputS3BucketName"], asked["OutputS3KeyPrefix"]) == ("our-logs", "ssm/shop/")
        assert asked["CloudWatchOutputConfig"] == {
            "CloudWatchLogGroupName": "/ssm/shop", "CloudWatchOutputEnabled": True}
        refused(run(cloud, pipeline(tmp_path, ", output-log-group: 'a b'")), 65,
                "should be the name of a log group")


def test_who_does_not_wait_is_done_when_the_order_is_given(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        ended = run(cloud, pipeline(tmp_path, ", wait: sent"))
        assert ended.status == 0, ended
        listed = [entry["operation"] for entry in cloud.requests()].count("ListCommandInvocations")
        assert listed == 1, "whether it was ordered before"


def test_an_agent_that_takes_its_time_is_waited_for(tmp_path):
    with local_cloud(tmp_path, scenario(**{"agent-after": 1.5})) as cloud:
        ended = run(cloud, pipeline(tmp_path))
        assert ended.status == 0, ended
        notes = [event["message"] for event in ended.events("note")]
        assert "the agent has not reported yet" in notes
        assert_joined(cloud)


@pytest.mark.waits(30)
def test_twelve_instances_at_three_requests_a_second_all_join(tmp_path):
    size = 12
    faults = [{"service": "ssm", "throttle": {"rate": 3, "burst": 3}}]
    with local_cloud(tmp_path, scenario(size, faults=faults)) as cloud:
        file = pipeline(tmp_path)
        for number in range(size):
            image(cloud, number)
        processes = [cloud.start("run", *INPUTS, "--quiet", "--pipeline", file, number=number)
                     for number in range(size)]
        ended = [(process.communicate(timeout=300), process.returncode) for process in processes]
        assert [status for _, status in ended] == [0] * size, ended
        for number in range(size):
            assert_joined(cloud, number)
        assert any("faults" in entry for entry in cloud.requests()), "nobody was throttled"


@pytest.mark.waits(30)
def test_a_look_that_is_throttled_for_long_is_no_failed_attempt(tmp_path):
    """Another attempt would ask again whether the document was ordered, of a service that is busy."""
    faults = [{"service": "ssm", "operation": "ListCommandInvocations", "calls": "2-21", "error": "throttled"}]
    with local_cloud(tmp_path, scenario(faults=faults)) as cloud:
        ended = run(cloud, pipeline(tmp_path))
        assert ended.status == 0, ended
        assert [event["attempt"] for event in ended.events("attempt-started")
                if event["step"] == "apply-document"] == [1]
        assert_joined(cloud)


# Failing -------------------------------------------------------------------------------------------

def refused(ended, status, *words):
    assert ended.status == status, ended
    for word in words:
        assert word in ended.errors, ended


def test_a_document_that_fails_is_told_with_what_it_printed(tmp_path):
    with local_cloud(tmp_path, scenario(**{"document-fails": True})) as cloud:
        ended = run(cloud, pipeline(tmp_path))
        refused(ended, 1, "`apply-document` failed (refused)", "ended as `Failed`",
                "runChefClient: Failed, exit status 1", "recipe[shop]: no such cookbook")
        # It is not taken for one that is under way: another run sends it anew.
        again = run(cloud, pipeline(tmp_path))
        assert again.status == 1 and len(commands(cloud)) == 2, again


def test_a_script_that_outlives_its_command_is_waited_for(tmp_path):
    """As where the process that ran the document was killed, and the script was not."""
    with local_cloud(tmp_path, scenario(**{"document-fails": True})) as cloud:
        assert run(cloud, pipeline(tmp_path)).status == 1
        failed, = commands(cloud)
        script = f"/var/lib/amazon/ssm/i-1/document/orchestration/{failed['id']}/x/_script.sh"
        process = subprocess.Popen(["sh", "-c", "read x", script], stdin=subprocess.PIPE)
        try:
            changes = "  - set: apply-document\n    deadline: 3s\n"
            refused(run(cloud, pipeline(tmp_path, changes=changes)), 3,
                    f"its script still runs as process {process.pid}")
            assert len(commands(cloud)) == 1
        finally:
            process.communicate()
        assert run(cloud, pipeline(tmp_path)).status == 1 and len(commands(cloud)) == 2


@pytest.mark.parametrize("parameters, words", [
    ({}, ["Parameter Store has nothing below `/enlist/v3/prod/web/shop`",
          f"aws ssm put-parameter --type String --name {PATH}/document"]),
    ({f"{PATH[:-1]}/document": "x"}, [f"nothing below `{PATH}`; the nearest is `{PATH[:-1]}`", f"  {PATH[:-1]}"]),
    ({f"{PATH}/documnet": "x"}, [f"Parameter Store has no `{PATH}/document`"]),
    ({f"{PATH}/document": "nobody-has-it"}, ["InvalidDocument", "nobody-has-it does not exist"]),
], ids=["nothing", "a layer nearby", "a typing error", "no such document"])
def test_what_is_missing_is_named(tmp_path, parameters, words):
    with local_cloud(tmp_path, scenario(parameters=parameters)) as cloud:
        refused(run(cloud, pipeline(tmp_path)), 1, *words)
        assert commands(cloud) == []


def test_a_name_that_means_nothing_is_warned_of(tmp_path):
    with local_cloud(tmp_path, scenario(parameters=PARAMETERS | {f"{PATH}/parameter/X": "1"})) as cloud:
        ended = run(cloud, pipeline(tmp_path))
        assert ended.status == 0
        warnings = [event["message"] for event in ended.events("warning")]
        assert warnings == [f"no document or step uses {PATH}/parameter/X"]


def test_what_is_encrypted_goes_to_no_document(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        aws(cloud, "put-parameter", "--name", f"{PATH}/parameters/Key", "--type", "SecureString",
            "--value", "hush-hush")
        ended = run(cloud, pipeline(tmp_path))
        refused(ended, 1, f"`{PATH}/parameters/Key` is a SecureString",
                "let the document fetch the secret itself")
        assert "hush" not in ended.output + ended.errors and commands(cloud) == []


def test_an_image_without_the_agent_is_named(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        ended = cloud.run("--pipeline", pipeline(tmp_path))
        refused(ended, 1, "Systems Manager's agent is not installed", "package amazon-ssm-agent")


def test_an_agent_that_is_never_heard_ends_at_the_deadline(tmp_path):
    changes = "  - set: wait-until-managed\n    deadline: 1s\n"
    with local_cloud(tmp_path, scenario(**{"agent-after": 9999})) as cloud:
        ended = run(cloud, pipeline(tmp_path, changes=changes))
        refused(ended, 3, "Systems Manager's agent is not online",
                "AmazonSSMManagedInstanceCore", "ssmmessages")


def test_a_name_that_is_none_is_refused(tmp_path):
    changes = "  - set: derive-hostname\n    with: {name: '${layer.name}.example.com'}\n"
    with local_cloud(tmp_path, scenario()) as cloud:
        file = pipeline(tmp_path, changes=changes)
        refused(run(cloud, file), 65, 'makes a hostname with ".example.com" in it')
        validated = cloud.enlist("validate", file)
        assert validated.status == 65 and "makes a hostname" in validated.errors, validated


@pytest.mark.parametrize("name, known", [
    ("localhost", True), ("'0x7f000001'", True), ("'${major}'", True), ("'${layer.id}'", False)])
def test_a_name_that_means_something_else_is_refused(tmp_path, name, known):
    changes = f"  - set: derive-hostname\n    with: {{name: {name}}}\n"
    with local_cloud(tmp_path, scenario()) as cloud:
        more = [] if known else ["--set", "layer.id=127"]
        file = pipeline(tmp_path, changes=changes)
        ended = run(cloud, file, *more)
        refused(ended, 65, "does not give a valid hostname")


@pytest.mark.parametrize("product, start", [
    ("my_shop", "my-shop"), ("shop.v2", "shop-v2"), ("a" * 45, "a" * 43), ("a" * 42 + "_b", "a" * 42)])
def test_every_product_makes_a_hostname(tmp_path, product, start):
    names = {name.replace("/shop/", f"/{product}/"): value for name, value in PARAMETERS.items()}
    with local_cloud(tmp_path, scenario(parameters=names)) as cloud:
        image(cloud)
        ended = run(cloud, pipeline(tmp_path), inputs={"product": product})
        assert ended.status == 0, ended
        instance = cloud.instances[0]["id"]
        assert (cloud.root() / "etc/hostname").read_text() == f"{start}-{instance}\n"


def test_a_hostname_needs_what_its_template_names(tmp_path):
    file = tmp_path / "name.yaml"
    file.write_text("enlist: 1\nname: n\nsteps:\n"
                    "  - derive-hostname: {name: '${product}-web', apply: true}\n")
    with local_cloud(tmp_path, scenario()) as cloud:
        ended = cloud.run("--pipeline", file)
        assert ended.status == 0, ended
        assert (cloud.root() / "etc/hostname").read_text() == "shop-web\n"


# An access list that lets the user 12 read (acl(5)), as the kernel keeps it: version, then tag, permissions and id.
ACL = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in [
    (0x01, 6, -1), (0x02, 4, 12), (0x04, 4, -1), (0x10, 4, -1), (0x20, 0, -1)])
NAMED = "enlist: 1\nname: n\nsteps:\n  - derive-hostname: {name: shop-1, apply: true}\n"


def test_the_machines_files_keep_what_is_not_the_name(tmp_path):
    file = tmp_path / "name.yaml"
    file.write_text(NAMED)
    with local_cloud(tmp_path, scenario()) as cloud:
        etc = cloud.root() / "etc"
        etc.mkdir()
        label = b"system_u:object_r:net_conf_t:s0"
        for name, text in [("hosts", "127.0.1.1\told.example.internal old loghost # keep\n10.0.0.9 db\n"),
                           ("hostname", "old\n")]:
            (etc / name).write_text(text)
            (etc / name).chmod(0o640)
            if os.geteuid() == 0:
                os.chown(etc / name, 12, 34)
            for attribute, value in [
                    ("user.note", label), ("security.selinux", label), ("system.posix_acl_access", ACL)]:
                with contextlib.suppress(OSError):
                    os.setxattr(etc / name, attribute, value)
        before = {name: [os.getxattr(etc / name, attribute) for attribute in os.listxattr(etc / name)]
                  for name in ["hosts", "hostname"]}
        status = [(f.stat().st_mode, f.stat().st_uid, f.stat().st_gid) for f in [etc / "hosts", etc / "hostname"]]
        cloud_init = etc / "cloud"
        cloud_init.mkdir()
        (cloud_init / "cloud.cfg").write_text("manage_etc_hosts: true\npreserve_hostname: true\n")
        ended = cloud.run("--pipeline", file)
        assert ended.status == 0, ended
        assert (etc / "hosts").read_text() == \
            "127.0.1.1\tshop-1.example.internal shop-1 loghost # keep\n10.0.0.9 db\n"
        assert (etc / "hostname").read_text() == "shop-1\n"
        assert before == {name: [os.getxattr(etc / name, attribute) for attribute in os.listxattr(etc / name)]
                          for name in ["hosts", "hostname"]}
        assert status == [(f.stat().st_mode, f.stat().st_uid, f.stat().st_gid)
                          for f in [etc / "hosts", etc / "hostname"]]
        assert "cloud-init writes its own name into /etc/hosts" in ended.output, ended


KEPT = """enlist: 1
name: kept
steps:
  - derive-hostname: {name: shop-1, apply: true, keep-at-boot: true}
  - run: {command: ["test", "-e", MARK], below-root: run}
"""


@pytest.mark.parametrize("user_data", ["", "manage_etc_hosts: true\n"])
def test_cloud_init_is_told_to_keep_the_name(tmp_path, user_data):
    mark = tmp_path / "mark"
    file = tmp_path / "kept.yaml"
    file.write_text(KEPT.replace("MARK", str(mark)))
    with local_cloud(tmp_path, scenario()) as cloud:
        etc = cloud.root() / "etc"
        (etc / "cloud").mkdir(parents=True)
        (etc / "cloud/cloud.cfg").write_text("manage_etc_hosts: true\npreserve_hostname: false\n")
        theirs = cloud.root() / "var/lib/cloud/instance/cloud-config.txt"
        theirs.parent.mkdir(parents=True)
        theirs.write_text("#cloud-config\n" + user_data)
        settings = etc / "cloud/cloud.cfg.d/99-enlist-hostname.cfg"
        failed = cloud.run("--pipeline", file, "--revert-on-failure", "--fresh")
        assert failed.status == 1 and not settings.exists(), failed
        mark.touch()
        ended = cloud.run("--pipeline", file, "--fresh")
        assert ended.status == 0, ended
        assert yaml.safe_load(settings.read_text()) == {"preserve_hostname": True, "manage_etc_hosts": False}
        # What user-data says comes after all files, so the warning stays.
        assert ("cloud-init writes its own name" in ended.output) == bool(user_data), ended
        assert "cloud-init gives the machine its own name" not in ended.output, ended


MOUNTING = ["unshare", "--mount", "--map-root-user"]


@pytest.mark.skipif(subprocess.run([*MOUNTING, "true"], capture_output=True).returncode != 0,
                    reason="no mount namespaces here")
def test_a_hostname_file_that_is_mounted_is_written_in_place(tmp_path):
    file = tmp_path / "name.yaml"
    file.write_text(NAMED)
    outside = tmp_path / "outside"
    outside.write_text("a-name-that-is-longer.example\n")
    with local_cloud(tmp_path, scenario()) as cloud:
        etc = cloud.root() / "etc"
        etc.mkdir()
        (etc / "hostname").touch()
        ended = subprocess.run(
            [*MOUNTING, "sh", "-ec", 'mount --bind "$1" "$2"; shift 2; "$@"', "sh", outside, etc / "hostname",
             BUILD / "enlist", "run", *INPUTS, "--pipeline", file],
            env=cloud.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        assert ended.returncode == 0, ended
        assert outside.read_text() == "shop-1\n"
        assert (etc / "hosts").read_text() == "127.0.1.1 shop-1.example shop-1\n"


def test_a_path_that_is_none_is_refused(tmp_path):
    changes = "  - set: look-up-parameters\n    with: {path: '/aws/service'}\n"
    with local_cloud(tmp_path, scenario()) as cloud:
        refused(run(cloud, pipeline(tmp_path, changes=changes)), 1,
                "`/aws/service/shop` is not a path of Parameter Store")


def test_user_data_takes_the_pipeline_by_its_name(tmp_path):
    printed = subprocess.run(
        [BUILD / "enlist", "user-data", *INPUTS, "--pipeline", "systems-manager"],
        capture_output=True, text=True, timeout=30)
    assert printed.returncode == 0, printed
    assert "enlist: 1\nextends: systems-manager\n" in printed.stdout


def test_a_right_that_is_missing_is_named_with_both_statements(tmp_path):
    with local_cloud(tmp_path, scenario(role={"deny": ["ssm:SendCommand"]})) as cloud:
        ended = run(cloud, pipeline(tmp_path))
        refused(ended, 77, "the permission ssm:SendCommand is missing", "document/AWS-ApplyChefRecipes",
                f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/*")


# Being cut off -------------------------------------------------------------------------------------

def places(folder):
    """How many requests a whole run makes."""
    folder.mkdir()
    with local_cloud(folder, scenario()) as cloud:
        assert run(cloud, pipeline(folder)).status == 0
        return len(cloud.requests())


def test_a_run_that_is_killed_at_any_request_orders_once(tmp_path):
    """Where the answer of a request is lost together with the run."""
    file = pipeline(tmp_path)

    def work(cloud, number, place):
        image(cloud, number)
        cloud.forget_requests()
        cloud.set_faults({"hold": True, "calls": str(place)})
        process = cloud.start("run", *INPUTS, "--pipeline", file, number=number)
        wait_until(lambda: cloud.fault_matches()[0] >= place or process.poll() is not None,
                   f"request {place}")
        process.send_signal(signal.SIGKILL)
        process.communicate()
        cloud.clear_faults()
        ended = run(cloud, file, number=number)
        assert ended.status == 0, (place, ended)
        assert_joined(cloud, number)

    count = places(tmp_path / "whole")
    on_clouds(tmp_path, scenario(60), range(1, count + 1), work, clouds=3)


@pytest.mark.parametrize("operation", [
    "GetParametersByPath", "DescribeInstanceInformation", "SendCommand", "ListCommandInvocations"])
@pytest.mark.parametrize("fault", [
    {"drop": "after"}, {"drop": "before"}, {"cut-off": 5}, {"error": "throttled"},
    {"error": "internal-failure"}], ids=str)
@pytest.mark.waits(20)
def test_an_answer_that_is_lost_does_no_harm(tmp_path, operation, fault):
    faults = [{"service": "ssm", "operation": operation, "calls": "1-4", **fault}]
    with local_cloud(tmp_path, scenario(faults=faults)) as cloud:
        ended = run(cloud, pipeline(tmp_path))
        assert ended.status == 0, ended
        assert_joined(cloud)


# Undoing and leaving -------------------------------------------------------------------------------

def test_what_failed_is_undone(tmp_path):
    machine = {"document-fails": True}
    with local_cloud(tmp_path, scenario(**machine)) as cloud:
        ended = run(cloud, pipeline(tmp_path), "--revert-on-failure")
        assert ended.status == 1 and tags(cloud) == {}, ended
        # The reason stays, as the only tag.
        assert "apply-document, refused: " in cloud.reason() and "no such cookbook" in cloud.reason()
        assert not (cloud.root() / "etc/hostname").exists()
        warnings = [event["message"] for event in ended.events("warning")]
        assert "what the document has done to the machine stays" in warnings


def test_a_command_that_runs_is_ended_with_its_run(tmp_path):
    slow = scenario() | {"timings": {"document": 999}}
    changes = "  - set: apply-document\n    deadline: 2s\n"
    with local_cloud(tmp_path, slow) as cloud:
        ended = run(cloud, pipeline(tmp_path, changes=changes), "--revert-on-failure")
        refused(ended, 3, "is still `InProgress`")
        assert [command["status"] for command in commands(cloud)] == ["Cancelled"]


@pytest.mark.parametrize("known", ["a journal", "the machine's file", "the command line"])
def test_leaving_takes_the_tags_away_and_asks_nobody_else(tmp_path, known):
    with local_cloud(tmp_path, scenario()) as cloud:
        assert run(cloud, pipeline(tmp_path)).status == 0
        if known != "a journal":
            (cloud.root() / "var/lib/enlist" / cloud.instances[0]["id"]).rename(tmp_path / "lost")
        more = ["--pipeline", "systems-manager"] if known == "the command line" else []
        if known == "the machine's file":
            folder = cloud.root() / "etc/enlist"
            folder.mkdir(parents=True)
            (folder / "pipeline.yaml").write_text("enlist: 1\nextends: systems-manager\n")
        cloud.forget_requests()
        shown = cloud.enlist("leave", "--dry-run", *more)
        assert shown.status == 0 and "untag-instance" in shown.output, shown
        assert "leave-stack" not in shown.output and "all stacks" not in shown.output, shown
        left = cloud.enlist("leave", "--json", *more)
        assert left.status == 0 and tags(cloud) == {}, left
        called = {entry["operation"] for entry in cloud.requests() if entry["service"] != "metadata"}
        # Whom no journal knows to have joined tells nothing.
        told = {"PutInventory", "PutComplianceItems"} if known == "a journal" else set()
        assert called == {"DeleteTags"} | told
        judge(cloud)


@pytest.mark.parametrize("denied", [False, True], ids=["asked for", "denied"])
def test_output_that_is_not_on_this_disk_is_what_systems_manager_keeps(tmp_path, denied):
    fails = shell("for i in $(seq 900); do echo line $i of many; done; exit 3")
    elsewhere = tmp_path / "elsewhere"
    units = elsewhere / "usr/lib/systemd/system"
    units.mkdir(parents=True)
    (units / "amazon-ssm-agent.service").write_text("[Service]\n")
    made = scenario(
        parameters={f"{PATH}/document": "fails"}, root=str(tmp_path / "machine"),
        faults=[{"service": "ssm", "operation": "GetCommandInvocation",
                 "error": "AccessDeniedException"}] if denied else [])
    made["documents"] = [{"name": "fails", "content": fails}]
    with local_cloud(tmp_path, made) as cloud:
        ended = cloud.run("--pipeline", pipeline(tmp_path), "--json", ENLIST_ROOT=str(elsewhere))
        assert ended.status == 1, ended
        # A list has the first 2,500 characters.
        last = "---Output truncated---" if denied else "line 900 of many"
        assert last in ended.errors, ended


# Rights and prospects ------------------------------------------------------------------------------

def test_the_policy_is_what_is_called(tmp_path):
    document = policy("--pipeline", pipeline(tmp_path), "--account", ACCOUNT, "--region", REGION)
    granted = {action for statement in document["Statement"]
               for action in ([statement["Action"]] if isinstance(statement["Action"], str)
                              else statement["Action"])}
    slow = scenario() | {"timings": {"document": 999}}
    changes = "  - set: apply-document\n    deadline: 2s\n"
    with local_cloud(tmp_path, slow) as cloud:
        assert run(cloud, pipeline(tmp_path, changes=changes), "--revert-on-failure").status == 3
        called = {f"{entry['service']}:{entry['operation']}" for entry in cloud.requests()
                  if entry["service"] != "metadata"}
    assert granted == called | {"ssm:GetCommandInvocation"}
    # The local cloud asks the same two things of SendCommand as IAM does.
    resources = {statement["Resource"] for statement in document["Statement"]
                 if "ssm:SendCommand" in str(statement["Action"])}
    assert resources == {f"arn:aws:ssm:{REGION}:*:document/*",
                         f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/*"}
    paths = {statement["Resource"] for statement in document["Statement"]
             if statement["Action"] == "ssm:GetParametersByPath"}
    assert paths == {f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/enlist/v*/*/*/*"}


def doctor(cloud, folder):
    return cloud.enlist("doctor", *INPUTS, "--pipeline", pipeline(folder))


def test_the_doctor_finds_nothing_wrong(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        image(cloud)
        found = doctor(cloud, tmp_path)
        assert found.status == 0, found
        for line in ["layer: `shop` is the document AWS-ApplyChefRecipes, by " + PATH,
                     "permission ssm:DescribeInstanceInformation: given", "endpoint ssm: ",
                     "permission ssm:ListCommandInvocations: given",
                     "agent: amazon-ssm-agent.service is "]:
            assert f"ok       {line}" in found.output, found
        assert commands(cloud) == [] and tags(cloud) == {}


def test_the_doctor_finds_what_is_missing(tmp_path):
    with local_cloud(tmp_path, scenario(
            parameters={}, role={"deny": ["ssm:DescribeInstanceInformation"]})) as cloud:
        found = doctor(cloud, tmp_path)
        assert found.status == 1, found
        for line in ["layer: Parameter Store has nothing below", "agent: Systems Manager's agent is not",
                     "permission ssm:DescribeInstanceInformation: "]:
            assert f"problem  {line}" in found.output, found


# The local cloud -----------------------------------------------------------------------------------

def aws(cloud, *arguments):
    done = try_aws(cloud, *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout.strip() else None


def try_aws(cloud, *arguments):
    environment = cloud.environment(
        AWS_DEFAULT_REGION=REGION, AWS_ACCESS_KEY_ID=cloud.administrator_key["aws_access_key_id"],
        AWS_SECRET_ACCESS_KEY=cloud.administrator_key["aws_secret_access_key"])
    return subprocess.run([AWS, "ssm", *arguments], env=environment, capture_output=True, text=True,
                          timeout=60)


@pytest.mark.waits(20)
def test_the_aws_cli_takes_the_local_cloud_for_systems_manager(tmp_path):
    with local_cloud(tmp_path, scenario(2)) as cloud:
        instance = cloud.instances[1]["id"]
        put = aws(cloud, "put-parameter", "--name", f"{PATH}/x", "--type", "String", "--value", "1")
        assert put["Version"] == 1
        taken = try_aws(cloud, "put-parameter", "--name", f"{PATH}/x", "--type", "String",
                        "--value", "2")
        assert "(ParameterAlreadyExists)" in taken.stderr
        aws(cloud, "put-parameter", "--name", f"{PATH}/x", "--value", "2", "--overwrite")
        flat = aws(cloud, "get-parameters-by-path", "--path", PATH)["Parameters"]
        assert {entry["Name"]: entry["Value"] for entry in flat} == {
            f"{PATH}/document": "AWS-ApplyChefRecipes", f"{PATH}/document-version": "7",
            f"{PATH}/x": "2"}
        nodes = aws(cloud, "describe-instance-information", "--filters",
                    f"Key=InstanceIds,Values={instance}")["InstanceInformationList"]
        assert [(node["InstanceId"], node["PingStatus"]) for node in nodes] == [(instance, "Online")]
        sent = aws(cloud, "send-command", "--document-name", "AWS-RunShellScript", "--instance-ids",
                   instance, "--parameters", "commands=ls", "--comment", "hello")["Command"]

        def invocation():
            listed = aws(cloud, "list-command-invocations", "--command-id", sent["CommandId"],
                         "--details")["CommandInvocations"]
            return listed if listed and listed[0]["Status"] == "Success" else None

        listed = wait_until(invocation, "the command's end")
        assert [(entry["InstanceId"], entry["Comment"]) for entry in listed] == [(instance, "hello")]
        assert listed[0]["CommandPlugins"][0]["ResponseCode"] == 0
        aws(cloud, "cancel-command", "--command-id", sent["CommandId"])
        for arguments, code in [
                (["send-command", "--document-name", "none", "--instance-ids", instance],
                 "InvalidDocument"),
                (["send-command", "--document-name", "AWS-RunShellScript", "--instance-ids",
                  "i-0123456789abcdef0"], "InvalidInstanceId"),
                (["cancel-command", "--command-id", "0" * 36], "InvalidCommandId"),
                (["describe-parameters"], "UnknownOperationException")]:
            assert f"({code})" in try_aws(cloud, *arguments).stderr, arguments


def test_the_default_scenario_has_a_layer(tmp_path):
    ended = subprocess.run(
        [BUILD / "localcloud", "exec", "--", BUILD / "enlist", "run", *INPUTS, "--pipeline",
         "systems-manager", "--skip", "install-dependencies"],
        capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended
    assert "shop-setup  Success  by association" in ended.stderr
