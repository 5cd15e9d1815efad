"""What instances tell Systems Manager of their runs, and what `enlist fleet` makes of it: judged by the newest botocore."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cloud import local_cloud
from systems_manager import Manager, shell

TODAY = Path(sys.prefix) / "today"
REGION, PATH = "eu-west-1", "/enlist/v3/prod/web/shop"
TYPE = "Custom:Enlist"
QUICK = """\
enlist: 1
extends: systems-manager
changes:
  - remove: install-dependencies
  - remove: ohai-hint
  - set: wait-until-managed
    with: {every: 100ms}
"""

# Run with the newest botocore, which cannot be imported beside the one of the tests.
JUDGE = """
import json, sys
sys.path.insert(0, sys.argv[1])
import botocore
from botocore_judge import check_parameters, check_signature
assert sys.argv[2] in botocore.__file__, botocore.__file__
entries, keys, region = json.load(sys.stdin)
for entry in entries:
    check_parameters(entry)
    check_signature(entry, keys, (region,))
"""


def judge(cloud, *keys):
    """Has the newest botocore judge all requests of enlist; gives their operations."""
    entries = [entry for entry in cloud.requests()
               if entry["headers"].get("user-agent", "").startswith("enlist/")
               and entry["service"] not in ("metadata", "installer")]
    judged = subprocess.run(
        [sys.executable, "-c", JUDGE, str(Path(__file__).parent), str(TODAY)],
        input=json.dumps([entries, {key["aws_access_key_id"]: key for key in keys}, REGION]),
        env={"PYTHONPATH": str(TODAY)}, capture_output=True, text=True)
    assert judged.returncode == 0, judged.stderr
    return [entry["operation"] for entry in entries]


def scenario(folder, script="echo done", **machine):
    return {
        "region": REGION, "timings": {"worker-start": 0, "document": 0.05, "document-delivery": 0.02,
                                      "association-first-look": 0.1},
        "documents": [{"name": "shop-setup", "content": shell(script)}],
        "associations": [{"document": "shop-setup", "targets": {"tag:enlist:layer": PATH}}],
        "instances": [{"id": "i-0123456789abcdef0", "agent-after": 0, "tags-in-metadata": True,
                       "auto-scaling": {"group": "web"}, "root": str(folder / "root"), **machine}]}


@pytest.fixture
def fleet(tmp_path):
    with local_cloud(tmp_path, {"region": REGION, "nodes": {
            "count": 1000, "failed": 300, "silent": 10, "unmanaged": 5, "left": 20}}) as cloud:
        yield cloud


def written(folder, more=""):
    """A pipeline file without what takes long."""
    path = folder / "pipeline.yaml"
    path.write_text(QUICK + more)
    return str(path)


def join(cloud, folder, *arguments, more=""):
    """`enlist run` on an image with the agent."""
    units = cloud.root() / "usr/lib/systemd/system"
    units.mkdir(parents=True, exist_ok=True)
    (units / "amazon-ssm-agent.service").write_text("[Service]\n")
    return cloud.run("--pipeline", written(folder, more), *arguments)


def desk(cloud, *arguments, **environment):
    """`enlist fleet` with the administrator's key."""
    key = cloud.administrator_key
    return cloud.enlist(
        "fleet", *arguments, AWS_ACCESS_KEY_ID=key["aws_access_key_id"],
        AWS_SECRET_ACCESS_KEY=key["aws_secret_access_key"], AWS_REGION=REGION,
        AWS_EC2_METADATA_DISABLED="true", **environment)


def told(cloud):
    """What the instance has told last."""
    entities = Manager(cloud).client.get_inventory(
        ResultAttributes=[{"TypeName": TYPE}])["Entities"]
    assert len(entities) == 1
    item = entities[0]["Data"][TYPE]
    assert item["SchemaVersion"] == "1.0" and len(item["Content"]) == 1
    return item["Content"][0]


def test_joining_failing_and_leaving_are_told_in_two_requests_each(tmp_path):
    with local_cloud(tmp_path, scenario(tmp_path)) as cloud:
        joined = join(cloud, tmp_path)
        assert joined.status == 0, joined
        operations = judge(cloud, cloud.role())
        assert operations.count("PutInventory") == operations.count("PutComplianceItems") == 1
        assert operations[-2:] == ["PutInventory", "PutComplianceItems"]
        asked = [entry["operation"] for entry in cloud.requests() if entry["service"] == "metadata"]
        assert asked.count("/latest/meta-data/tags/instance/aws:autoscaling:groupName") == 1, asked
        content = told(cloud)
        assert {"status": "joined", "pipeline": "systems-manager", "stack": "v3 prod web",
                "layer": "shop", "group": "web", "class": "", "reason": ""}.items() <= content.items()
        assert f"{content['requests']} requests" in joined.output + joined.errors
        steps = dict(word.split("=") for word in content["steps"].split())
        assert list(steps)[0] == "look-up-associations" and list(steps)[-1] == "wait-until-applied"
        items = Manager(cloud).client.list_compliance_items(
            ResourceIds=["i-0123456789abcdef0"])["ComplianceItems"]
        assert [item["Id"] for item in items] == list(steps)
        assert {item["Status"] for item in items} == {"COMPLIANT"}

        # The agent gathers the same from its folder.
        file = cloud.root() / "var/lib/amazon/ssm/i-0123456789abcdef0/inventory/custom/enlist.json"
        assert json.loads(file.read_text()) == {
            "SchemaVersion": "1.0", "TypeName": TYPE, "Content": content}
        assert file.stat().st_mode & 0o777 == 0o600

        cloud.forget_requests()
        left = cloud.enlist("leave")
        assert left.status == 0, left
        assert judge(cloud, cloud.role()).count("PutInventory") == 1
        assert told(cloud)["status"] == "left"
        assert told(cloud)["boot"] == ""


def test_a_failure_after_the_instance_is_managed_says_where_and_why_and_no_secret(tmp_path):
    script = "echo password=hunter22hunter22 >&2; exit 7"
    with local_cloud(tmp_path, scenario(tmp_path, script)) as cloud:
        failed = join(cloud, tmp_path)
        assert failed.status == 1, failed
        content = told(cloud)
        assert (content["status"], content["step"], content["class"]) \
            == ("failed", "wait-until-applied", "refused")
        assert content["reason"] and "hunter22" not in json.dumps(content)
        items = Manager(cloud).client.list_compliance_items(
            ResourceIds=["i-0123456789abcdef0"], ResourceTypes=["ManagedInstance"],
            Filters=[{"Key": "Status", "Values": ["NON_COMPLIANT"]}])["ComplianceItems"]
        assert [item["Id"] for item in items] == ["wait-until-applied"]
        assert items[0]["Details"]["class"] == "refused"
        assert "hunter22" not in json.dumps(items, default=str)


def test_an_instance_that_was_never_managed_tells_nothing(tmp_path):
    with local_cloud(tmp_path, scenario(tmp_path, **{"agent-after": 600})) as cloud:
        failed = join(cloud, tmp_path, more="  - set: wait-until-managed\n    deadline: 1s\n")
        assert failed.status != 0, failed
        operations = judge(cloud, cloud.role())
        assert "PutInventory" not in operations and "PutComplianceItems" not in operations
        # Its tag tells instead.
        assert "wait-until-managed, timeout: " in cloud.reason()


def test_one_key_turns_it_off_for_joining_and_leaving(tmp_path):
    with local_cloud(tmp_path, scenario(tmp_path)) as cloud:
        assert join(cloud, tmp_path, more="inventory: false\n").status == 0
        left = cloud.enlist("leave", "--pipeline", str(tmp_path / "pipeline.yaml"))
        assert left.status == 0, left
        assert "PutInventory" not in judge(cloud, cloud.role())
        assert not list((cloud.root() / "var/lib/amazon/ssm").rglob("enlist.json"))


@pytest.mark.parametrize("fault", [
    {"error": "access-denied"}, {"hold": True}, {"error": "throttled"}, {"drop": "before"}])
def test_what_cannot_be_told_costs_a_warning_and_less_than_a_second(tmp_path, fault):
    faults = [{"service": "ssm", "operation": operation, **fault}
              for operation in ("PutInventory", "PutComplianceItems")]
    with local_cloud(tmp_path, scenario(tmp_path), {"faults": faults}) as cloud:
        run = join(cloud, tmp_path, "--json")
        assert run.status == 0, run
        events = [json.loads(line) for line in run.output.splitlines() if line.startswith("{")]
        end = next(event for event in events if event["type"] == "run-finished")
        after = events[events.index(end):]
        warnings = [event for event in after if event["type"] == "warning"]
        assert len(warnings) == 1 and "record-summary" in warnings[0]["message"], warnings
        assert seconds(after[-1]) - seconds(end) < 1


def seconds(event):
    hours, minutes, rest = event["time"][11:-1].split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def test_a_thousand_nodes_say_why_they_failed_in_one_command(fleet):
    def ask():
        fleet.forget_requests()
        begin = time.monotonic()
        why = desk(fleet, "why", "--json")
        assert why.status == 0, why
        return time.monotonic() - begin, why

    # Other tests take the processor meanwhile.
    took, why = min((ask() for _ in range(3)), key=lambda asked: asked[0])
    answer = json.loads(why.output)
    assert answer["failed"] == 300
    assert [group["count"] for group in answer["groups"]] == [75] * 4
    assert len({name for group in answer["groups"] for name in group["instances"]}) == 300
    assert answer["unseen"]["managed"] == 975 and answer["unseen"]["terminated"] == 20
    assert answer["unseen"]["without-inventory"] == 10
    assert len(answer["unseen"]["unmanaged"]) == 5 and answer["unseen"]["unknown"] == []
    requests = judge(fleet, fleet.administrator_key)
    assert len(requests) < 30, requests
    assert took < 2

    text = desk(fleet, "why").output
    assert "300 instances failed, in 4 ways:" in text
    assert "10 without inventory of enlist" in text
    assert "5 instances failed before Systems Manager knew them" in text


def test_throttling_is_waited_for(fleet):
    fleet.set_faults({"service": "ssm", "operation": "GetInventory", "calls": "2-5", "error": "throttled"})
    why = desk(fleet, "why", "--json")
    assert why.status == 0 and json.loads(why.output)["failed"] == 300, why


def test_what_the_operator_may_not_ask_is_said(fleet):
    fleet.set_faults({"service": "ec2", "operation": "DescribeTags", "error": "UnauthorizedOperation"})
    why = desk(fleet, "why")
    assert why.status == 0, why
    assert "which instances failed before they were managed is unknown" in why.output


def test_lists_are_narrowed_by_the_service(fleet):
    listed = json.loads(desk(fleet, "list", "--status", "failed", "--class", "timeout", "--stack",
                             "v3 prod web", "--layer", "shop", "--group", "v3-prod-web-shop",
                             "--json").output)
    assert len(listed["nodes"]) == 150
    assert {node["class"] for node in listed["nodes"]} == {"timeout"}
    assert judge(fleet, fleet.administrator_key).count("GetInventory") == 3 + 2
    assert json.loads(desk(fleet, "list", "--stack", "other", "--json").output)["nodes"] == []
    assert "675 listed" not in desk(fleet, "list", "--status", "joined").output
    assert "665 listed" in desk(fleet, "list", "--status", "joined").output
    assert "20 listed" in desk(fleet, "list", "--status", "left", "--terminated").output
    silent = json.loads(desk(fleet, "list", "--silent", "--json").output)["silent"]
    assert len(silent) == 10


def test_where_no_node_has_told_anything_that_is_said(tmp_path):
    with local_cloud(tmp_path, {"region": REGION, "nodes": {"count": 3, "silent": 3}}) as cloud:
        why = desk(cloud, "why")
        assert why.status == 0, why
        assert "no instance has reported a failure" in why.output
        assert "3 without inventory of enlist" in why.output
        assert "no instance has reported how it booted" in desk(cloud, "timeline").output


def test_the_timeline_has_medians_outliers_and_a_picture(fleet, tmp_path):
    times = {row["name"]: row for row in json.loads(desk(fleet, "timeline", "--json").output)["times"]}
    assert times["boot"]["count"] == 665
    assert 2.4 <= times["install-dependencies"]["median"] <= 3.4
    slow = times["install-dependencies"]["outliers"]
    assert len(slow) == 11 and all(outlier["duration"] > 170 for outlier in slow)
    assert times["ohai-hint"]["outliers"] == []

    page = tmp_path / "boots.html"
    assert desk(fleet, "timeline", "--html", "--output", str(page)).status == 0
    text = page.read_text()
    picture = ElementTree.fromstring(re.search(r"<svg .*</svg>", text, re.S)[0])
    dots = picture.findall(".//{http://www.w3.org/2000/svg}circle")
    assert len(dots) == sum(len(row["outliers"]) for row in times.values())
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")


def test_an_order_reaches_a_group_so_many_at_a_time(tmp_path):
    with local_cloud(tmp_path, {"region": REGION, "timings": {"document": 0.05, "document-delivery": 0.02},
                                "nodes": {"count": 30, "failed": 2}}) as cloud:
        shown = desk(cloud, "run", "--layer", "shop", "--", "systemctl", "restart", "shop")
        assert shown.status == 0 and "with --yes it is sent" in shown.output
        assert "SendCommand" not in judge(cloud, cloud.administrator_key)
        sent = desk(cloud, "run", "--layer", "shop", "--stack", "v3 prod web", "--concurrency", "20%",
                    "--yes", "--json", "--", "systemctl", "restart", "shop")
        assert sent.status == 0, sent
        answer = json.loads(sent.output)
        assert len(answer["nodes"]) == 30 and all(node["succeeded"] for node in answer["nodes"])
        operations = judge(cloud, cloud.administrator_key)
        assert operations.count("SendCommand") == 1
        order = next(entry for entry in cloud.requests() if entry["operation"] == "SendCommand")
        body = json.loads(order["body"])
        assert body["Targets"] == [{"Key": "tag:enlist:stack", "Values": ["v3 prod web"]},
                                   {"Key": "tag:enlist:layer", "Values": [PATH]}]
        assert (body["MaxConcurrency"], body["MaxErrors"]) == ("20%", "1")
        assert body["Parameters"] == {"commands": ["'systemctl' 'restart' 'shop'"]}

        nobody = desk(cloud, "run", "--layer", "/enlist/v3/prod/web/other", "--yes", "--", "true")
        assert nobody.status == 1 and "ran nowhere" in nobody.output, nobody
        unknown = desk(cloud, "run", "--layer", "other", "--yes", "--", "true")
        assert unknown.status != 0 and "say the layer's whole path" in unknown.errors, unknown


def test_the_judge_holds_to_the_limits_of_the_service(tmp_path):
    with local_cloud(tmp_path, {"region": REGION, "nodes": {"count": 2}}) as cloud:
        client = Manager(cloud).client
        node = client.get_inventory()["Entities"][0]["Id"]

        def put(type_name=TYPE, **item):
            client.put_inventory(InstanceId=node, Items=[{
                "TypeName": type_name, "SchemaVersion": "1.0", "CaptureTime": "2026-05-01T12:00:00Z",
                **item}])

        def refusal(call, *arguments, **keywords):
            with pytest.raises(client.exceptions.ClientError) as caught:
                call(*arguments, **keywords)
            return caught.value.response["Error"]["Code"]

        put(Content=[{"a": "1"}], ContentHash="x")
        put(ContentHash="x")
        assert refusal(put, ContentHash="y") == "ItemContentMismatchException"
        assert refusal(put, "Custom:New", ContentHash="x") == "ItemContentMismatchException"
        for number in range(19):
            put(f"Custom:T{number}", Content=[])
        assert refusal(put, "Custom:More", Content=[]) == "CustomSchemaCountLimitExceededException"
        assert refusal(put, Content=[{"a": "é" * 4097}]) == "ValidationException"
        assert refusal(put, Content=[{str(number): "" for number in range(51)}]) == "ValidationException"
        assert refusal(put, Content=[{"a": "x" * 4096}] * 300) == "ItemSizeLimitExceededException"
        assert refusal(client.get_inventory, Filters=[{"Key": "Custom:No.a", "Values": ["1"]}]) \
            == "InvalidFilter"
        assert refusal(client.get_inventory, Filters=[
            {"Key": f"{TYPE}.status", "Values": ["x"], "Type": "Exists"}]) == "InvalidFilter"
        assert refusal(client.get_inventory, ResultAttributes=[{"TypeName": "Custom:No"}]) \
            == "InvalidResultAttributeException"
        assert refusal(client.get_inventory, Aggregators=[{"Expression": "Custom:No.a"}]) \
            == "InvalidAggregatorException"
        groups = client.get_inventory(Aggregators=[{"Groups": [{"Name": "joined", "Filters": [
            {"Key": f"{TYPE}.status", "Values": ["joined"], "Type": "Exists"}]}]}])
        content = groups["Entities"][0]["Data"]["AWS:InstanceInformation"]["Content"]
        # The first of them has had another content put above.
        assert content[0]["matchingCount"] == "1" and content[0]["notMatchingCount"] == "1"
        summaries = client.list_compliance_summaries()["ComplianceSummaryItems"]
        assert [(item["ComplianceType"], item["CompliantSummary"]["CompliantCount"])
                for item in summaries] == [(TYPE, 2)]
        assert len(client.list_resource_compliance_summaries(
            Filters=[{"Key": "Status", "Values": ["COMPLIANT"]}])["ResourceComplianceSummaryItems"]) == 2
