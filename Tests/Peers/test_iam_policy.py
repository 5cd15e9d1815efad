"""`enlist iam-policy`: what it prints is what joining, failing and leaving call for, no more, no less."""

import fnmatch
import json
import re
import subprocess
from urllib.parse import parse_qsl

import parliament
import pytest

from cloud import BUILD, INPUTS, PACKAGE, local_cloud
from test_reap import reap, terminate as gone
from test_watch import ends

REGION, ACCOUNT = "eu-west-1", "123456789012"
TAGS = {"aws:cloudformation:stack-name": "web", "aws:cloudformation:logical-id": "Group"}
QUICK = ["wait-until-registered: {every: 100ms}", "assign-layer: {wait: online, every: 100ms}"]
DEFAULT = ["note-termination-protection", "register-instance", "clear-termination-protection"]


BEFORE = ["look-up-stack: {disable-auto-healing: true}", "choose-hostname", "tag-instance"]
ABANDONING = "{revert: true, keep: 1s, then: abandon}"


def scenario(*machines, auto_healing=False, protects=True):
    return {
        "region": REGION, "account": ACCOUNT,
        "stacks": [{"name": "v3 prod web", "protects-machines": protects,
                    "layers": [{"shortname": "shop", "auto-healing": auto_healing}]}],
        "cloudformation": [{"name": "web", "status": "CREATE_IN_PROGRESS", "resources": ["Group"]}],
        "instances": [
            {"tags": TAGS,
             "auto-scaling": {"group": "g", "hook": "h", "state": "Pending:Wait"}, **machine}
            for machine in machines]}


def pipeline(folder, *middle, before=("look-up-stack", "choose-hostname", "tag-instance"),
             after=(*QUICK, "finish-launch"), failing=None):
    file = folder / "pipeline.yaml"
    file.write_text(
        "enlist: 1\nname: test\n" + (f"on-failure: {failing}\n" if failing else "") + "steps:\n"
        + "".join(f"  - {step}\n" for step in (*before, *middle, *after)))
    return str(file)


def printed(*words):
    """Runs it where nobody answers: it must not ask."""
    return subprocess.run(
        [BUILD / "enlist", "iam-policy", *words], capture_output=True, text=True, timeout=30,
        env={"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1", "ENLIST_PIPELINE": "opsworks",
             "AWS_ENDPOINT_URL": "http://127.0.0.1:1"})


def policy(*words):
    ended = printed(*words)
    assert ended.returncode == 0
    # Which ready-made policies are needed besides.
    assert all(line.startswith("attach ") for line in ended.stderr.splitlines()), ended.stderr
    return json.loads(ended.stdout)


def listed(value):
    return value if isinstance(value, list) else [value]


def actions(document):
    return {action for statement in document["Statement"] for action in listed(statement["Action"])}


# An instance that has no IAM user asks all the same whether there is one, and takes no for an answer.
NO_USERS = {"service": "iam", "operation": "ListUsers", "error": "access-denied"}


# What a request is about, as IAM sees it.

def details(entry):
    if entry["service"] == "opsworks":
        return json.loads(entry["body"] or "{}")
    return dict(parse_qsl(entry["body"]))


def resource(entry, cloud):
    """The resource of a request; nil for one that is about none."""
    service, operation, asked = entry["service"], entry["operation"], details(entry)
    if service == "opsworks" and operation != "DescribeStacks":
        return f"arn:aws:opsworks:{REGION}:{ACCOUNT}:stack/{cloud.state()['stacks'][0]['id']}/"
    if service == "ec2" and operation not in ("DescribeTags", "DescribeInstances"):
        machine = asked.get("InstanceId") or asked["ResourceId.1"]
        return f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{machine}"
    if service == "autoscaling" and not operation.startswith("Describe"):
        return (f"arn:aws:autoscaling:{REGION}:{ACCOUNT}:autoScalingGroup:8f2b:"
                f"autoScalingGroupName/{asked.get('AutoScalingGroupName', 'g')}")
    if service == "cloudformation":
        return f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{asked['StackName']}/51af"
    if service == "iam" and operation != "ListUsers":
        if "GroupName" in asked:
            return f"arn:aws:iam::{ACCOUNT}:group/AWS/OpsWorks/{asked['GroupName']}"
        return f"arn:aws:iam::{ACCOUNT}:user/AWS/OpsWorks/{cloud.instances[0]['id']}/{asked['UserName']}"
    return None


def allows(statement, entry, cloud):
    action = f"{entry['service']}:{entry['operation']}"
    if action not in listed(statement["Action"]):
        return False
    pattern, about = statement["Resource"], resource(entry, cloud)
    if pattern != "*" and not (about and fnmatch.fnmatchcase(about, pattern)):
        return False
    keys = {value for name, value in details(entry).items() if re.fullmatch(r"Tag\.\d+\.Key", name)}
    context = {"aws:TagKeys": keys, "aws:ResourceTag/aws:autoscaling:groupName": {"g"}}
    for comparison, wanted in statement.get("Condition", {}).items():
        for key, values in wanted.items():
            there, values = context[key], set(listed(values))
            holds = {"ForAllValues:StringEquals": there <= values,
                     "StringEquals": bool(there) and there <= values,
                     "Null": bool(there) == ("false" in values)}[comparison]
            if not holds:
                return False
    return True


def calls(cloud, document, keys=None):
    """The actions that roles' keys were used for and were let through, each allowed by the policy."""
    keys = keys or {
        cloud.role(number)["aws_access_key_id"] for number in range(len(cloud.instances))}
    seen = set()
    for entry in cloud.requests():
        signer = re.search(r"Credential=(\w+)/", entry["headers"].get("authorization", ""))
        if not signer or signer[1] not in keys or entry["status"] == 403:
            continue
        action = f"{entry['service']}:{entry['operation']}"
        assert any(allows(statement, entry, cloud) for statement in document["Statement"]), (
            f"not allowed: {action}: {entry['body']}")
        seen.add(action)
    return seen


def terminate(cloud):
    """Lets the group terminate the first instance, which leaves."""
    ends(cloud, "group", hook="leaving", **{"heartbeat-timeout": 3})
    left = cloud.enlist("watch", "--interval", "1s")
    assert left.status == 0, left
    assert cloud.member() is None


def narrowed(cloud):
    stack = cloud.state()["stacks"][0]["id"]
    return ["--account", ACCOUNT, "--region", REGION, "--group", "g", "--set", f"stack.id={stack}"]


def test_the_runs_of_the_default_pipeline_call_for_all_of_it_and_nothing_else(tmp_path):
    lame = {"setup-fails": "registering"}
    with local_cloud(tmp_path, scenario({}, lame, auto_healing=True)) as cloud:
        file = pipeline(tmp_path, *DEFAULT, before=BEFORE, failing=ABANDONING)
        document = policy(*INPUTS, "--pipeline", file, *narrowed(cloud))
        failed = cloud.run("--pipeline", file, number=1, timeout=90)
        assert failed.status == 1, failed
        joined = cloud.run("--pipeline", file)
        assert joined.status == 0, joined
        cloud.set_faults(NO_USERS)
        terminate(cloud)
        assert calls(cloud, document) == actions(document)


def test_the_built_in_pipeline_too(tmp_path):
    """With the default intervals; only the installer of packages has nothing to do with AWS."""
    with local_cloud(tmp_path, scenario({}, {"setup-fails": "registering"})) as cloud:
        document = policy(*INPUTS, *narrowed(cloud))
        for number in (0, 1):
            joined = cloud.run("--skip", "install-dependencies", "--revert-on-failure", number=number)
            assert joined.status == number, joined
        cloud.set_faults(NO_USERS)
        terminate(cloud)
        assert calls(cloud, document) == actions(document)
        without = actions(policy(*INPUTS, *narrowed(cloud), "--without-leaving"))
        assert actions(document) - without == {
            "autoscaling:CompleteLifecycleAction", "autoscaling:DescribeAutoScalingInstances",
            "autoscaling:DescribeLifecycleHooks", "autoscaling:RecordLifecycleActionHeartbeat",
            "opsworks:DeregisterInstance", "opsworks:UnassignInstance"}


def test_and_those_that_register_by_an_iam_user(tmp_path):
    with local_cloud(tmp_path, scenario({}, {"setup-fails": "registering"})) as cloud:
        file = pipeline(tmp_path, "register-instance: {credentials: iam-user}", after=QUICK)
        document = policy(*INPUTS, "--pipeline", file, *narrowed(cloud))
        assert "opsworks:RegisterInstance" not in actions(document)
        failed = cloud.run("--pipeline", file, "--revert-on-failure", number=1)
        assert failed.status == 1, failed
        joined = cloud.run("--pipeline", file)
        assert joined.status == 0, joined
        terminate(cloud)
        assert calls(cloud, document) == actions(document)


def test_whoever_reaps(tmp_path):
    with local_cloud(tmp_path, scenario({}, {}, protects=False)) as cloud:
        file = pipeline(tmp_path, "register-instance: {credentials: iam-user}", after=QUICK[:1])
        for number in (0, 1):
            joined = cloud.run("--pipeline", file, number=number)
            assert joined.status == 0, joined
        gone(cloud, 0)
        cloud.forget_requests()
        reaped = reap(cloud, "--yes")
        assert reaped.status == 0 and ": deregistered" in reaped.output, reaped
        document = policy("--reaping", *narrowed(cloud)[:4], *narrowed(cloud)[6:])
        key = cloud.administrator_key["aws_access_key_id"]
        assert calls(cloud, document, {key}) == actions(document)


def test_an_instance_that_is_marked_unhealthy(tmp_path):
    machine = {"auto-scaling": {"group": "g", "state": "InService"}, "tags": {}}
    with local_cloud(tmp_path, scenario(machine)) as cloud:
        file = pipeline(tmp_path, before=["look-up-stack", "choose-hostname"], after=[], failing="nothing")
        document = policy(*INPUTS, "--pipeline", file, *narrowed(cloud), "--on-failure", "unhealthy")
        cloud.set_faults({"operation": "GetHostnameSuggestion", "error": "access-denied"})
        failed = cloud.run("--pipeline", file, "--on-failure", "unhealthy")
        assert failed.status == 77, failed
        cloud.clear_faults()
        # A later run that joins takes the reason away.
        joined = cloud.run("--pipeline", file)
        assert joined.status == 0, joined
        assert calls(cloud, document) == actions(document) == {
            "opsworks:DescribeStacks", "opsworks:DescribeLayers", "opsworks:DescribeInstances",
            "opsworks:GetHostnameSuggestion", "ec2:CreateTags", "ec2:DeleteTags",
            "autoscaling:SetInstanceHealth"}


@pytest.mark.parametrize("region", [None, "eu-west-1", "cn-north-1"])
def test_iam_knows_each_action_and_what_it_can_be_narrowed_to(tmp_path, region):
    """By Parliament's copy of the Service Authorization Reference."""
    register = "register-instance: {credentials: iam-user}"
    file = pipeline(tmp_path, DEFAULT[0], register, DEFAULT[2], before=BEFORE, failing=ABANDONING)
    words = ["--account", ACCOUNT, "--region", region, "--group", "g"] if region else []
    text = json.dumps(policy("--pipeline", file, *words))
    assert ("arn:aws-cn:" in text) == (region == "cn-north-1")
    # It knows one partition only.
    found = parliament.analyze_policy_string(text.replace("arn:aws-cn:", "arn:aws:"))
    found.analyze()
    assert [(finding.issue, finding.detail) for finding in found.findings] == []


def test_parliament_would_find_what_is_wrong():
    wrong = parliament.analyze_policy_string(json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "opsworks:RegisterInstances", "Resource": "*"},
            {"Effect": "Allow", "Action": "iam:CreateUser",
             "Resource": f"arn:aws:opsworks:*:{ACCOUNT}:stack/*/"}]}))
    assert [finding.issue for finding in wrong.findings] == ["UNKNOWN_ACTION", "RESOURCE_MISMATCH"]


def test_the_steps_parameters_narrow_it(tmp_path):
    file = pipeline(
        tmp_path, before=["tag-instance: {tags: {Name: web, team: ours}}"], after=[
            "finish-launch: {group: '${product}-group', hook: h, stack-name: web, resource: Group}"])
    document = policy("--pipeline", file, "--set", "stack.name=s", "--set", "hostname=h",
                      "--product", "shop", "--account", ACCOUNT, "--region", REGION,
                      "--without-leaving")
    assert document == {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": [
            "autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"],
         "Resource": f"arn:aws:autoscaling:{REGION}:{ACCOUNT}:autoScalingGroup:*"
                     ":autoScalingGroupName/shop-group"},
        {"Effect": "Allow", "Resource": "*", "Action": [
            "autoscaling:DescribeAutoScalingInstances", "autoscaling:DescribeLifecycleHooks"]},
        {"Effect": "Allow", "Action": "cloudformation:SignalResource",
         "Resource": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/web/*"},
        # A run that failed writes its reason whatever the files say.
        {"Effect": "Allow", "Action": ["ec2:CreateTags", "ec2:DeleteTags"],
         "Resource": f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/*",
         "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "enlist:failure"},
                       "Null": {"aws:TagKeys": "false"}}},
        {"Effect": "Allow", "Action": "ec2:CreateTags",
         "Resource": f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/*",
         "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["Name", "team"]},
                       "Null": {"aws:TagKeys": "false"}}}]}


def statement(text):
    """The statement that a remedy ends with."""
    return json.loads(re.fullmatch(r"allow [\w:]+ [\w ']+: (\{.*\})", text)[1])


@pytest.mark.parametrize("service, operation", [
    ("opsworks", "DescribeStacks"), ("opsworks", "GetHostnameSuggestion"), ("ec2", "CreateTags"),
    ("opsworks", "DescribeStackProvisioningParameters"), ("opsworks", "RegisterInstance"),
    ("opsworks", "AssignInstance"),
    ("autoscaling", "CompleteLifecycleAction"), ("cloudformation", "SignalResource")])
def test_a_right_that_is_missing_is_named_with_what_to_add(tmp_path, service, operation):
    with local_cloud(tmp_path, scenario({})) as cloud:
        cloud.set_faults({"service": service, "operation": operation, "error": "access-denied"})
        file = pipeline(tmp_path, "register-instance")
        failed = cloud.run("--json", "--pipeline", file)
        if operation == "SignalResource":  # An instance that can serve is not given up for that.
            assert failed.status == 0, failed
            told = failed.events("warning")[-1]["message"].split("; ")[-1]
        else:
            assert failed.status == 77, failed
            told = failed.events("step-failed")[0]["remedy"]
        narrow = policy("--pipeline", file, *narrowed(cloud)[:4], *(
            [] if operation == "DescribeStacks" else narrowed(cloud)[6:]))
        wanted = [wanted for wanted in narrow["Statement"]
                  if f"{service}:{operation}" in listed(wanted["Action"]) and "enlist:failure" not in str(wanted)]
        assert statement(told) == dict(wanted[0], Action=f"{service}:{operation}")


@pytest.mark.parametrize("words, complaint", [
    (["--account", "12345"], "`--account` should be the account's 12 digits"),
    (["--account", "12345678901x"], "`--account` should be the account's 12 digits"),
    (["--region", "eu west"], "`--region` should be a region such as eu-central-1"),
    (["--group", "web*"], "`--group` should be an Auto Scaling group's name"),
    (["--reaping", "--without-leaving"], "`--reaping` excludes a pipeline and a group"),
    (["--group", ""], "`--group` should be an Auto Scaling group's name")])
def test_what_would_widen_it_by_mistake_is_refused(words, complaint):
    ended = printed(*words)
    assert ended.returncode == 64 and ended.stdout == "" and complaint in ended.stderr


def test_a_pipeline_file_that_is_wrong_gives_no_policy(tmp_path):
    file = pipeline(tmp_path, before=["look-up-stacks"], after=[])
    ended = printed("--pipeline", file)
    assert ended.returncode == 65 and ended.stdout == "" and "look-up-stack" in ended.stderr


def test_the_examples_of_its_help_work(tmp_path):
    shown = subprocess.run([BUILD / "enlist", "iam-policy", "--help"], capture_output=True, text=True)
    examples = re.findall(r"^ +enlist iam-policy (.+)$", shown.stdout, re.MULTILINE)
    # The other one is Terraform's: test_policy_formats.py has the formats.
    examples = [example for example in examples if "--format" not in example]
    assert len(examples) == 3
    for example in examples:
        words = example.replace("/etc/enlist/pipeline.yaml", pipeline(tmp_path)).split()
        assert actions(policy(*words))


def test_the_page_has_each_type_of_policy_that_denials_name():
    """In both forms of the service's words, as Denial.swift knows them."""
    source = (PACKAGE / "Sources/AWS/Client/Denial.swift").read_text()
    types = re.findall(r'case \w+ = "([^"]+)"', source)
    page = (PACKAGE / "docs/iam-policy.md").read_text()
    said = {words for words in re.findall(r"^\| (.*?) \| ", page, re.M)}
    assert len(types) == 7
    for name in types:
        assert any(f"because no {name} allows" in words for words in said), name
        assert any(f"with an explicit deny in a {name}" in words or f"with an explicit deny in an {name}" in words
                   for words in said), name
    assert "aws sts decode-authorization-message" in page
