"""The built-in pipeline `systems-manager`: a layer is an association, and the agent is watched by its files."""

import json
import subprocess
import threading
import urllib.request
from collections import Counter

import pytest

from botocore_judge import check_parameters, check_signature
from cloud import BUILD, INPUTS, local_cloud, wait_until
from systems_manager import REGION, Manager, shell
from test_iam_policy import policy

ACCOUNT = "123456789012"
PATH = "/enlist/v3/prod/web/shop"
QUICK = "enlist: 1\nextends: systems-manager\nchanges:\n  - remove: install-dependencies\n"
TIMINGS = {"worker-start": 0.1, "association-first-look": 0.1, "association-second-look": 0.3,
           "association-look": 1, "agent-sleep": 60}
SETUP = shell('echo setting up > "$ENLIST_ROOT/set-up"; echo done')


def scenario(folder, count=1, document=SETUP, targets=None, timings=None, faults=(), **machine):
    return {
        "region": REGION, "account": ACCOUNT, "timings": TIMINGS | (timings or {}),
        "documents": [{"name": "shop-setup", "content": document}], "faults": list(faults),
        "associations": [{"document": "shop-setup", "name": "shop",
                          "targets": targets or {"tag:enlist:layer": [PATH]}}],
        "instances": [{"agent-after": 0.1, "root": str(folder / f"root-{number}"), **machine}
                      for number in range(count)]}


def pipeline(folder, changes=""):
    file = folder / "pipeline.yaml"
    file.write_text(QUICK + changes)
    return str(file)


def image(cloud, number=0):
    units = cloud.root(number) / "usr/lib/systemd/system"
    units.mkdir(parents=True, exist_ok=True)
    (units / "amazon-ssm-agent.service").write_text("[Service]\n")


def run(cloud, file, *arguments, number=0):
    image(cloud, number)
    return cloud.run("--pipeline", file, "--json", *arguments, number=number)


def operations(cloud):
    return Counter(entry["operation"] for entry in cloud.requests()
                   if entry["service"] == "ssm" and not entry.get("by-agent"))


# What a managed instance tells at the end of a run and when it leaves.
TOLD = Counter({"PutInventory": 1, "PutComplianceItems": 1})


def assert_joined(cloud, number=0):
    instance = cloud.instances[number]["id"]
    tags = cloud.state()["machines"][number]["tags"]
    assert tags == {"Name": f"v3 prod web - shop-{instance}", "enlist:stack": "v3 prod web",
                    "enlist:layer": PATH}
    assert (cloud.root(number) / "set-up").read_text() == "setting up\n"


def test_an_instance_joins_with_few_requests(tmp_path):
    with local_cloud(tmp_path, scenario(tmp_path)) as cloud:
        ended = run(cloud, pipeline(tmp_path))
        assert ended.status == 0, ended
        assert_joined(cloud)
        called = operations(cloud)
        assert set(called) == {"ListAssociations", "DescribeInstanceInformation",
                               "DescribeInstanceAssociationsStatus", "PutInventory",
                               "PutComplianceItems"}, called
        assert sum(called.values()) <= 7, called
        key = cloud.role()
        for entry in cloud.requests():
            if entry["service"] != "metadata":
                check_parameters(entry)
                check_signature(entry, {key["aws_access_key_id"]: key}, (REGION,))
        again = run(cloud, pipeline(tmp_path), "--fresh")
        assert again.status == 0, again


def test_the_end_of_a_long_document_is_noticed_at_once(tmp_path):
    slow = shell('sleep 4; echo setting up > "$ENLIST_ROOT/set-up"')
    with local_cloud(tmp_path, scenario(tmp_path, document=slow)) as cloud:
        ended = run(cloud, pipeline(tmp_path))
        assert ended.status == 0, ended
        made = (cloud.root() / "set-up").stat().st_mtime
        over = cloud.root().joinpath("var/lib/enlist").rglob("journal*.ndjson")
        written = max(path.stat().st_mtime for path in over)
        assert written - made < 2, "the step's end, on a busy machine"
        called = operations(cloud)
        assert sum((called - TOLD).values()) <= 5, called


def test_systems_manager_is_not_asked_before_a_document_can_have_run(tmp_path):
    with local_cloud(tmp_path, scenario(tmp_path, timings={"association-first-look": 2})) as cloud:
        ended = run(cloud, pipeline(tmp_path))
        assert ended.status == 0, ended
        made = (cloud.root() / "set-up").stat().st_mtime
        first = min(entry["time"] for entry in cloud.requests()
                    if entry["operation"] == "DescribeInstanceAssociationsStatus")
        assert first > made - 0.01


def test_a_document_that_fails_is_told_with_what_it_printed_last(tmp_path):
    fails = shell("for i in $(seq 2000); do echo line $i of many; done; echo the very end >&2; exit 3")
    with local_cloud(tmp_path, scenario(tmp_path, document=fails)) as cloud:
        ended = run(cloud, pipeline(tmp_path))
        assert ended.status == 1, ended
        for words in ["`wait-until-applied` failed (refused)", "of shop-setup has failed",
                      "line 2000 of many", "the very end",
                      "have the association applied again (aws ssm start-associations-once "]:
            assert words in ended.errors, ended
        assert "line 7 of many" not in ended.errors


def test_a_document_whose_process_is_lost_is_told_apart(tmp_path):
    """The agent gives Systems Manager no reason, and its log says it a moment later."""
    plan = scenario(tmp_path)
    plan["associations"][0]["id"] = association = "11111111-2222-3333-4444-555555555555"
    plan["instances"][0]["agent"] = {"real": True}
    with local_cloud(tmp_path, plan) as cloud:
        image(cloud)
        manager, instance = Manager(cloud), cloud.instances[0]["id"]
        run_of = "2026-11-30T09-05-57.358Z"
        for folder in ["document/state/completed", f"document/orchestration/{association}/{run_of}"]:
            (cloud.root() / "var/lib/amazon/ssm" / instance / folder).mkdir(parents=True)
        manager.call("UpdateInstanceInformation", InstanceId=instance, AgentStatus="Active",
                     AgentVersion="3.3.0.0")
        manager.call("UpdateInstanceAssociationStatus", InstanceId=instance, AssociationId=association,
                     ExecutionResult={
                         "Status": "Failed", "ErrorCode": "ExecutionError", "ExecutionDate": 1.7e9,
                         "ExecutionSummary": "1 failed. \nThe operation a failed because ."})
        process = cloud.start("run", *INPUTS, "--pipeline", pipeline(tmp_path), "--json")
        seen = process.stdout
        while json.loads(line := seen.readline()).get("reason") != "the agent's log":
            assert line
        log = cloud.root() / "var/log/amazon/ssm/amazon-ssm-agent.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(
            "2026-11-30 09:07:00.6979 ERROR [ssm-agent-worker] [MessageService] [Association] "
            f"[associationId={association}] [OutOfProcExecuter] [{association}.{run_of}] messaging worker "
            "encountered error: ipc messaging received timeout signal\n")
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 1
        assert "has failed: the agent lost the process that ran the document" in errors
        assert "make sure that its script has ended" in errors
        assert f"aws ssm start-associations-once --association-ids {association}" in errors


@pytest.mark.parametrize("targets, words", [
    ({"tag:enlist:layer": ["/enlist/v3/prod/web/shp", "/enlist/v3/prod/web/worker"]},
     ["no association for the tag enlist:layer=/enlist/v3/prod/web/shop",
      "the nearest is `/enlist/v3/prod/web/shp`", "/enlist/v3/prod/web/worker",
      "aws ssm create-association"]),
    ({"tag:role": ["shop"]}, ["no association for the tag", "create the layer"]),
], ids=["another name", "no layer"])
def test_a_layer_that_is_not_there_is_named(tmp_path, targets, words):
    with local_cloud(tmp_path, scenario(tmp_path, targets=targets)) as cloud:
        ended = run(cloud, pipeline(tmp_path))
        assert ended.status == 1 and all(word in ended.errors for word in words), ended
        assert cloud.state()["machines"][0]["tags"] == {}
        assert "look-up-associations, not-found: State Manager has no association" in cloud.reason()


def restart(cloud, number=0):
    """What systemctl does where there is a systemd."""
    instance = cloud.instances[number]["id"]
    urllib.request.urlopen(urllib.request.Request(
        f"{cloud.endpoint}/_localcloud/agents/{instance}/restart", method="POST"), timeout=10).close()


@pytest.mark.parametrize("agent, words", [
    ({"asleep": 60, "because": "no-role"}, "the agent sleeps until"),
    ({"asleep": 60, "because": "denied"}, "as Systems Manager denied its request"),
    ({"asleep": 60, "because": "throttled"}, "as Systems Manager throttled its request"),
    ({"hibernating": 60}, "the agent's worker hibernates and takes no documents until"),
], ids=["no-role", "denied", "throttled", "hibernating"])
def test_an_agent_that_rests_is_seen_and_a_restart_wakes_it(tmp_path, agent, words):
    with local_cloud(tmp_path, scenario(tmp_path, agent=agent)) as cloud:
        image(cloud)
        process = cloud.start("run", *INPUTS, "--pipeline", pipeline(tmp_path), "--json")
        seen = []

        def read():
            for line in process.stdout:
                seen.append(json.loads(line))

        reader = threading.Thread(target=read)
        reader.start()

        def told():
            return [event for event in seen if event["type"] == "warning" and words in event["message"]]

        wait_until(told, "what the agent does to be told of")
        # Below a folder there is no systemd, which is said, once.
        assert "there is no systemd here to restart it" in told()[0]["message"]
        restart(cloud)
        reader.join()
        assert process.wait(timeout=30) == 0, (seen, process.stderr.read())
        assert len(told()) == 1
        assert_joined(cloud)


def test_what_sleeps_is_in_the_message_at_the_deadline(tmp_path):
    changes = "  - set: wait-until-managed\n    deadline: 2s\n"
    agent = {"asleep": 600, "because": "denied"}
    with local_cloud(tmp_path, scenario(tmp_path, agent=agent)) as cloud:
        ended = run(cloud, pipeline(tmp_path, changes))
        assert ended.status == 3, ended
        assert "Systems Manager's agent is not online" in ended.errors
        assert "the agent sleeps until" in ended.errors, ended


@pytest.mark.waits(20)
def test_twenty_instances_join_where_systems_manager_throttles(tmp_path):
    size = 20
    faults = [{"service": "ssm", "throttle": {"rate": 5, "burst": 5}}]
    with local_cloud(tmp_path, scenario(tmp_path, size, faults=faults)) as cloud:
        file = pipeline(tmp_path)
        for number in range(size):
            image(cloud, number)
        processes = [cloud.start("run", *INPUTS, "--quiet", "--pipeline", file, number=number)
                     for number in range(size)]
        ended = [(process.communicate(timeout=300), process.returncode) for process in processes]
        assert [status for _, status in ended] == [0] * size, ended
        for number in range(size):
            assert_joined(cloud, number)


@pytest.mark.parametrize("operation", [
    "ListAssociations", "DescribeInstanceInformation", "DescribeInstanceAssociationsStatus"])
@pytest.mark.parametrize("fault", [
    {"drop": "after"}, {"drop": "before"}, {"cut-off": 5}, {"error": "throttled"},
    {"error": "internal-failure"}], ids=str)
@pytest.mark.waits(10)
def test_an_answer_that_is_lost_does_no_harm(tmp_path, operation, fault):
    faults = [{"service": "ssm", "operation": operation, "calls": "1-4", **fault}]
    with local_cloud(tmp_path, scenario(tmp_path, faults=faults)) as cloud:
        ended = run(cloud, pipeline(tmp_path))
        assert ended.status == 0, ended
        assert_joined(cloud)


@pytest.mark.parametrize("operation", ["DescribeInstanceInformation", "DescribeInstanceAssociationsStatus"])
def test_an_instance_that_is_not_known_yet_is_waited_for(tmp_path, operation):
    faults = [{"service": "ssm", "operation": operation, "calls": "1-3", "error": "InvalidInstanceId"}]
    with local_cloud(tmp_path, scenario(tmp_path, faults=faults)) as cloud:
        ended = run(cloud, pipeline(tmp_path))
        assert ended.status == 0, ended
        attempts = [event for event in ended.events("attempt-started")
                    if event["step"].startswith("wait-until")]
        assert len(attempts) == 2, "none was tried again"


def test_the_policy_is_what_is_called_and_sends_no_command(tmp_path):
    document = policy("--pipeline", "systems-manager", "--account", ACCOUNT, "--region", REGION)
    granted = {action for statement in document["Statement"]
               for action in ([statement["Action"]] if isinstance(statement["Action"], str)
                              else statement["Action"])}
    assert "ssm:SendCommand" not in granted
    said = subprocess.run(
        [BUILD / "enlist", "iam-policy", "--pipeline", "systems-manager"], capture_output=True, text=True)
    assert said.stderr == (
        "attach AmazonSSMManagedInstanceCore to the role as well: programs that the pipeline starts need it\n")
    fails = shell("exit 1")
    with local_cloud(tmp_path, scenario(tmp_path, document=fails)) as cloud:
        assert run(cloud, pipeline(tmp_path), "--revert-on-failure").status == 1
        called = {f"{entry['service']}:{entry['operation']}" for entry in cloud.requests()
                  if entry["service"] != "metadata"}
    assert granted == called


@pytest.mark.parametrize("fault, words", [
    ("masked", "is masked, so systemd never starts Systems Manager's agent"),
    ("registered", "Systems Manager knows this instance by an id that begins with `mi-`")])
def test_an_image_that_cannot_join_is_refused_at_once(tmp_path, fault, words):
    with local_cloud(tmp_path, scenario(tmp_path)) as cloud:
        image(cloud)
        root = cloud.root()
        if fault == "masked":
            place = root / "etc/systemd/system"
            place.mkdir(parents=True)
            (place / "amazon-ssm-agent.service").symlink_to("/dev/null")
        else:
            place = root / "var/lib/amazon/ssm"
            place.mkdir(parents=True, exist_ok=True)
            (place / "registration").write_text('{"ManagedInstanceID":"mi-1"}')
        ended = run(cloud, pipeline(tmp_path))
        assert ended.status == 1 and words in ended.errors, ended
        found = cloud.enlist("doctor", *INPUTS, "--pipeline", "systems-manager")
        assert found.status == 1 and words in found.output, found


def test_the_doctor_finds_nothing_wrong(tmp_path):
    with local_cloud(tmp_path, scenario(tmp_path)) as cloud:
        image(cloud)
        found = cloud.enlist("doctor", *INPUTS, "--pipeline", "systems-manager")
        assert found.status == 0, found
        for line in [f"layer: `shop` is set up by shop-setup, for the tag enlist:layer={PATH}",
                     "permission ssm:DescribeInstanceInformation: given",
                     "permission ssm:DescribeInstanceAssociationsStatus: given",
                     "agent: amazon-ssm-agent.service is "]:
            assert f"ok       {line}" in found.output, found
        assert cloud.state()["machines"][0]["tags"] == {}


def test_a_secret_of_parameter_store_reaches_later_steps_and_nobody_else(tmp_path):
    secret = 'pa"ss/w\\ord-7'
    changes = """\
  - insert: {read-secret: {parameter: /shop/token, gives: secret.token}}
    at: last
  - insert:
      run:
        command: [/bin/sh, -c, 'printf "%s" "$TOKEN" > "$ENLIST_ROOT/got"; echo "it is $TOKEN"; exit 3']
        env: {TOKEN: "${secret.token}"}
        below-root: run
    at: last
"""
    with local_cloud(tmp_path, scenario(tmp_path)) as cloud:
        manager = Manager(cloud)
        manager.put_parameter(Name="/shop/token", Type="SecureString", Value=secret)
        manager.put_parameter(Name="/shop/plain", Type="String", Value="x")
        ended = run(cloud, pipeline(tmp_path, changes))
        assert ended.status == 1 and (cloud.root() / "got").read_text() == secret, ended
        assert "it is ***" in ended.errors
        texts = [ended.output, ended.errors] + [
            path.read_text(errors="replace") for path in cloud.root().rglob("*")
            if path.is_file() and path.name != "got"]
        for text in texts:
            assert secret not in text and json.dumps(secret)[1:-1] not in text
        for name, words in [("/shop/none", "Parameter Store has no `/shop/none`"),
                            ("/shop/plain", "`/shop/plain` is a String")]:
            ended = run(cloud, pipeline(tmp_path, changes.replace("/shop/token", name)), "--fresh")
            assert ended.status == 1 and words in ended.errors, ended


def test_a_document_that_runs_is_not_hurried(tmp_path):
    slow = shell('sleep 4; echo setting up > "$ENLIST_ROOT/set-up"')
    changes = "  - set: wait-until-applied\n    with: {patience: 2s}\n"
    with local_cloud(tmp_path, scenario(tmp_path, document=slow)) as cloud:
        ended = run(cloud, pipeline(tmp_path, changes))
        assert ended.status == 0, ended
        assert_joined(cloud)


def test_an_association_that_never_runs_is_given_up(tmp_path):
    changes = "  - set: wait-until-applied\n    with: {patience: 1s}\n"
    timings = {"association-first-look": 300}
    with local_cloud(tmp_path, scenario(tmp_path, timings=timings)) as cloud:
        ended = run(cloud, pipeline(tmp_path, changes))
        assert ended.status == 1, ended
        assert "`wait-until-applied` failed (timeout)" in ended.errors, ended
        assert "has the status Associated" in ended.errors or "has the status Pending" in ended.errors
        assert len([event for event in ended.events("attempt-started")
                    if event["step"] == "wait-until-applied"]) == 1


def test_associations_are_applied_at_once_by_the_document_that_refreshes_them(tmp_path):
    changes = "  - set: wait-until-applied\n    with: {refresh: true}\n"
    timings = {"association-first-look": 300}
    once = shell('echo setting up >> "$ENLIST_ROOT/set-up"')
    with local_cloud(tmp_path, scenario(tmp_path, document=once, timings=timings)) as cloud:
        ended = run(cloud, pipeline(tmp_path, changes))
        assert ended.status == 0, ended
        assert_joined(cloud)
        called = operations(cloud)
        assert called["SendCommand"] == 1, called
        assert sum((called - TOLD).values()) <= 6, called
    document = policy("--pipeline", pipeline(tmp_path, changes), "--account", ACCOUNT, "--region", REGION)
    named = [statement["Resource"] for statement in document["Statement"]
             if "ssm:SendCommand" in statement["Action"]]
    assert sorted(named) == [
        f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/*",
        f"arn:aws:ssm:{REGION}:*:document/AWS-RefreshAssociation"]


@pytest.mark.parametrize("fault, sent", [
    ({"error": "InvalidInstanceId", "calls": "1-2"}, 3),
    ({"drop": "after", "calls": "1"}, 1),
], ids=["not known yet", "the answer is lost"])
def test_associations_are_refreshed_once(tmp_path, fault, sent):
    changes = "  - set: wait-until-applied\n    with: {refresh: true, every: 200ms}\n"
    once = shell('echo setting up >> "$ENLIST_ROOT/set-up"')
    faults = [{"service": "ssm", "operation": "SendCommand", **fault}]
    timings = {"association-first-look": 300}
    with local_cloud(tmp_path, scenario(tmp_path, document=once, faults=faults, timings=timings)) as cloud:
        ended = run(cloud, pipeline(tmp_path, changes))
        assert ended.status == 0, ended
        assert_joined(cloud)
        assert operations(cloud)["SendCommand"] == sent


def test_a_refresh_that_is_denied_is_a_warning(tmp_path):
    changes = "  - set: wait-until-applied\n    with: {refresh: true}\n"
    faults = [{"service": "ssm", "operation": "SendCommand", "error": "AccessDeniedException"}]
    timings = {"association-first-look": 1.5}
    with local_cloud(tmp_path, scenario(tmp_path, faults=faults, timings=timings)) as cloud:
        ended = run(cloud, pipeline(tmp_path, changes))
        assert ended.status == 0, ended
        warned = [event["message"] for event in ended.events("warning")]
        assert any("AWS-RefreshAssociation was not sent: " in text for text in warned), warned


def leaving(folder, document, **more):
    """A scenario whose layer has a document for those that leave, too."""
    made = scenario(folder, **more)
    made["documents"].append({"name": "shop-leaves", "content": document})
    made["associations"].append({"document": "shop-leaves", "name": "leaves",
                                 "targets": {"tag:enlist:leaving": [PATH]}})
    return made


def test_an_instance_that_leaves_runs_the_layers_last_document(tmp_path):
    last = shell('test -e "$ENLIST_ROOT/set-up" && echo bye >> "$ENLIST_ROOT/left"')
    with local_cloud(tmp_path, leaving(tmp_path, last)) as cloud:
        assert run(cloud, pipeline(tmp_path)).status == 0
        assert not (cloud.root() / "left").exists()
        ended = cloud.enlist("leave", "--json")
        assert ended.status == 0, ended
        assert (cloud.root() / "left").read_text() == "bye\n"
        assert cloud.state()["machines"][0]["tags"] == {}
        again = cloud.enlist("leave", "--json")
        assert again.status == 0, again


def test_an_instance_leaves_though_its_last_document_fails(tmp_path):
    last = shell("echo no way >&2; exit 4")
    with local_cloud(tmp_path, leaving(tmp_path, last)) as cloud:
        assert run(cloud, pipeline(tmp_path)).status == 0
        ended = cloud.enlist("leave")
        assert ended.status == 0, ended
        assert "no way" in ended.output + ended.errors
        assert cloud.state()["machines"][0]["tags"] == {}


def test_a_layer_without_a_last_document_costs_one_request(tmp_path):
    with local_cloud(tmp_path, scenario(tmp_path)) as cloud:
        assert run(cloud, pipeline(tmp_path)).status == 0
        before = operations(cloud)
        ended = cloud.enlist("leave")
        assert ended.status == 0, ended
        assert operations(cloud) - before == Counter({"ListAssociations": 1}) + TOLD


def test_a_second_tag_puts_deploying_after_setting_up(tmp_path):
    changes = """\
  - insert:
      tag-instance: {tags: {"enlist:deploy": "${layer.id}"}}
      id: begin-deploying
    after: wait-until-applied
  - insert:
      look-up-associations: {tag: "enlist:deploy"}
      id: look-up-deployment
    after: begin-deploying
  - insert:
      wait-until-applied:
      id: wait-until-deployed
    after: look-up-deployment
"""
    made = scenario(tmp_path, document=shell('sleep 0.5; echo setting up > "$ENLIST_ROOT/set-up"'))
    made["documents"].append({
        "name": "shop-deploy", "content": shell('cp "$ENLIST_ROOT/set-up" "$ENLIST_ROOT/deployed"')})
    made["associations"].append({"document": "shop-deploy", "targets": {"tag:enlist:deploy": [PATH]}})
    with local_cloud(tmp_path, made) as cloud:
        ended = run(cloud, pipeline(tmp_path, changes))
        assert ended.status == 0, ended
        assert (cloud.root() / "deployed").read_text() == "setting up\n"


# Documents that wait for cloud-init

WAITS = {
    "cloud-init status": "cloud-init status --wait >/dev/null", "its short form": "sudo cloud-init status -w || true",
    "boot-finished": "until [ -f /var/lib/cloud/instance/boot-finished ]; do sleep 1; done",
    "all units": "systemctl is-system-running --wait"}
WAITS_NOT = ["cloud-init status --long", "# cloud-init status --wait", "cloud-init clean", "systemctl is-system-running"]
UPDATE = {"schemaVersion": "2.2", "mainSteps": [
    {"action": "aws:updateSsmAgent", "name": "update", "inputs": {"agentName": "amazon-ssm-agent"}}]}


def found(cloud, *arguments):
    """What the doctor finds of the documents, as a verdict and a text."""
    image(cloud)
    ended = cloud.enlist("doctor", *INPUTS, "--json", *arguments)
    check, = [check for check in json.loads(ended.output)["checks"] if check["check"] == "cloud-init"]
    return check["verdict"], f"{check['message']} {check['remedy']}"


@pytest.mark.parametrize("line", WAITS.values(), ids=WAITS)
def test_a_document_that_waits_for_cloud_init_is_warned_of(tmp_path, line):
    document = shell(["set -e", f"  {line}"])
    with local_cloud(tmp_path, scenario(tmp_path, document=document)) as cloud:
        verdict, said = found(cloud, "--pipeline", pipeline(tmp_path))
        assert verdict == "warning" and f"shop-setup waits for cloud-init to end (`{line}`)" in said
        assert "where enlist runs in user-data" in said and "`enlist user-data --detach`" in said


def test_the_agents_own_update_waits_too(tmp_path):
    with local_cloud(tmp_path, scenario(tmp_path, document=UPDATE)) as cloud:
        assert found(cloud, "--pipeline", pipeline(tmp_path))[0] == "warning"


@pytest.mark.parametrize("line", WAITS_NOT)
def test_other_documents_are_not(tmp_path, line):
    with local_cloud(tmp_path, scenario(tmp_path, document=shell(line))) as cloud:
        assert found(cloud, "--pipeline", pipeline(tmp_path))[0] == "ok"


def test_documents_that_a_document_runs_are_read(tmp_path):
    waiting = shell(WAITS["cloud-init status"])
    outer = {"schemaVersion": "2.2", "mainSteps": [
        {"action": "aws:runDocument", "name": "inner",
         "inputs": {"documentType": "SSMDocument", "documentPath": "inner"}}]}
    there = scenario(tmp_path, document=outer)
    there["documents"] += [{"name": "inner", "content": waiting}]
    with local_cloud(tmp_path, there) as cloud:
        verdict, said = found(cloud, "--pipeline", pipeline(tmp_path))
        assert verdict == "warning" and "inner waits for cloud-init" in said
    # One that runs itself is read once, and one that nobody has is unknown.
    folder = tmp_path / "other"
    folder.mkdir()
    outer["mainSteps"].append({**outer["mainSteps"][0], "name": "again", "inputs": {
        "documentType": "SSMDocument", "documentPath": "shop-setup"}})
    with local_cloud(folder, scenario(folder, document=outer)) as cloud:
        verdict, said = found(cloud, "--pipeline", pipeline(folder))
        assert verdict == "unknown" and "inner waits for cloud-init is not known" in said
        assert operations(cloud)["GetDocument"] == 2


@pytest.mark.parametrize("words, verdict, said", [
    ([], "warning", "cloud-init waits for this instance's user-data"), (["--detach"], "ok", "user-data is detached")])
@pytest.mark.parametrize("place", ["var/lib/cloud/instance/scripts/part-001", "usr/local/sbin/enlist-user-data"])
def test_on_an_instance_its_user_data_is_known(tmp_path, place, words, verdict, said):
    with local_cloud(tmp_path, scenario(tmp_path, document=shell(WAITS["cloud-init status"]))) as cloud:
        script = cloud.root() / place
        script.parent.mkdir(parents=True)
        script.write_text(subprocess.run(
            [BUILD / "enlist", "user-data", *INPUTS, *words], capture_output=True, text=True, check=True).stdout)
        is_found, message = found(cloud, "--pipeline", pipeline(tmp_path))
        assert is_found == verdict and said in message


def test_where_documents_may_not_be_read_it_is_not_known(tmp_path):
    there = scenario(tmp_path, document=shell(WAITS["cloud-init status"]), role={"deny": ["ssm:GetDocument"]})
    with local_cloud(tmp_path, there) as cloud:
        verdict, said = found(cloud, "--pipeline", pipeline(tmp_path))
        assert verdict == "unknown" and "ssm:GetDocument is not allowed; if it does, user-data needs `--detach`" in said


def test_the_document_that_a_step_names_is_read(tmp_path):
    there = scenario(tmp_path, document=shell(WAITS["cloud-init status"]))
    there["parameters"] = {f"{PATH}/document": "AWS-RunShellScript"}
    changes = ("  - replace: look-up-associations\n    by: look-up-parameters\n"
               "  - replace: wait-until-applied\n    by: {apply-document: {%s}}\n")
    with local_cloud(tmp_path, there) as cloud:
        assert found(cloud, "--pipeline", pipeline(tmp_path, changes % ""))[0] == "ok"
        verdict, said = found(cloud, "--pipeline", pipeline(tmp_path, changes % "document: shop-setup"))
        assert verdict == "warning" and "shop-setup waits" in said


@pytest.mark.parametrize("denied", [False, True])
def test_own_tags_without_that_of_the_layer_end_the_run_after_half_a_minute(tmp_path, denied):
    """Without the permission to read tags the run waits on, as it did before there was such a look."""
    own = "  - set: tag-instance\n    with: {tags: {Cost: '4'}}\n"
    faults = [{"operation": "DescribeTags", "error": "access-denied"}] if denied else []
    with local_cloud(tmp_path, scenario(tmp_path, faults=faults)) as cloud:
        file = pipeline(tmp_path, own + (
            "  - set: wait-until-applied\n    with: {patience: 35s}\n" if denied else ""))
        image(cloud)
        ended = cloud.run("--pipeline", file, timeout=90)
        if denied:
            assert ended.status == 1 and "compare the instance's tag enlist:layer" in ended.errors, ended
        else:
            assert ended.status == 1, ended
            assert f"the instance has no tag with the value `{PATH}`" in ended.errors, ended
            assert '`enlist:layer: "${layer.id}"`' in ended.errors, ended
