"""`enlist doctor`: each thing that would keep a run from succeeding, found before anything is touched."""

import fcntl
import json
import os
import re
import subprocess
from urllib.parse import parse_qs

import pytest

from botocore_judge import check_parameters, check_signature
from cloud import BUILD, INPUTS, local_cloud
from test_plugins import compile_plugin

HEALING = {"shortname": "shop", "auto-healing": True}
# What reads, and the session token of metadata.
READING = ("Describe", "Get", "List")

FINE = """\
warning  pipeline: opsworks (built in), 10 steps; `register-instance`: the agent's installer is run as root whatever is in it, as no `sha256` is given
         remedy: give the installer's SHA-256 as the parameter `sha256`
ok       plugins: the pipeline names none
ok       metadata: version 2 answers for INSTANCE in us-east-1a
ok       user: user id USER, and ENLIST_ROOT is ROOT: nothing else is changed
ok       disk: SIZE MiB are free for PLACE
ok       packages: already installed (apt): libyaml-0-2
ok       endpoint opsworks: ENDPOINT/ answers
ok       endpoint ec2: ENDPOINT/ answers
ok       clock: agrees with that of AWS
ok       credentials: those of arn:aws:sts::123456789012:assumed-role/enlist/INSTANCE
ok       stack: `v3 prod web` is STACK, by way of us-east-1
ok       layer: `shop` is a custom layer without auto healing
ok       permission opsworks:GetHostnameSuggestion: given
ok       permission opsworks:DescribeInstances: given
ok       permission ec2:CreateTags: given
ok       permission ec2:DescribeInstanceAttribute: given
ok       permission ec2:ModifyInstanceAttribute: given
unknown  other permissions: opsworks:AssignInstance, opsworks:RegisterInstance: only doing it would show
ok       agent: its installer is to be had from ENDPOINT/opsworks-agent-installer.tgz
ok       group: the instance is in no Auto Scaling group

nothing keeps a run from succeeding; 1 warning
"""

CLOSED = """\
warning  pipeline: opsworks (built in), 10 steps; `register-instance`: the agent's installer is run as root whatever is in it, as no `sha256` is given
         remedy: give the installer's SHA-256 as the parameter `sha256`
ok       plugins: the pipeline names none
problem  metadata: instance metadata /latest/api/token: http://127.0.0.1:1/latest/api/token: no connection: \
Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server (6 tries)
         remedy: run on an EC2 instance whose metadata service is on (in a container, with a hop limit of 2), \
or set AWS_EC2_METADATA_SERVICE_ENDPOINT
ok       user: user id USER, and ENLIST_ROOT is ROOT: nothing else is changed
ok       disk: SIZE MiB are free for PLACE
ok       packages: already installed (apt): libyaml-0-2
unknown  endpoint opsworks: instance.region is not known
unknown  endpoint ec2: instance.region is not known
unknown  clock: clock.skew is not known
unknown  credentials: instance.region is not known
unknown  stack: instance.region is not known
unknown  layer: instance.region is not known
unknown  permission opsworks:GetHostnameSuggestion: stack.id is not known
unknown  permission opsworks:DescribeInstances: stack.id is not known
unknown  permission ec2:CreateTags: instance.id is not known
unknown  permission ec2:DescribeInstanceAttribute: instance.id is not known
unknown  permission ec2:ModifyInstanceAttribute: instance.id is not known
unknown  other permissions: opsworks:AssignInstance, opsworks:RegisterInstance: only doing it would show
unknown  agent: stack.id is not known
unknown  group: instance.id is not known

1 problem, 1 warning; a run would end with status 69
"""


def plain(cloud, text):
    """The text without what differs from machine to machine."""
    text = text.replace(cloud.endpoint, "ENDPOINT").replace(cloud.instances[0]["id"], "INSTANCE")
    text = text.replace(str(cloud.root()), "ROOT").replace(f"user id {os.geteuid()}", "user id USER")
    text = re.sub(r"\d+ MiB are free for \S+", "SIZE MiB are free for PLACE", text)
    text = re.sub(r"after \d+ ms", "after 0 ms", text)
    return text.replace(cloud.state()["stacks"][0]["id"], "STACK")


def doctor(cloud, *arguments, inputs=INPUTS, **environment):
    return cloud.enlist("doctor", *inputs, *map(str, arguments), **environment)


def findings(cloud, *arguments, **keywords):
    """What it says of each thing, and the exit status, which is the one in the JSON too."""
    ended = doctor(cloud, "--json", *arguments, **keywords)
    report = json.loads(ended.output)
    assert report["status"] == ended.status, ended
    return {entry.pop("check"): entry for entry in report["checks"]}, ended.status


def scenario(stack=None, **keys):
    stack = {"name": "v3 prod web", "layers": [{"shortname": "shop"}], **(stack or {})}
    return {"stacks": [stack], "instances": [{}], **keys}


def test_where_all_is_fine(cloud):
    ended = doctor(cloud)
    assert ended.status == 0, ended
    assert plain(cloud, ended.output) == FINE
    assert ended.errors == ""


def test_where_there_is_no_metadata(cloud):
    ended = doctor(cloud, AWS_EC2_METADATA_SERVICE_ENDPOINT="http://127.0.0.1:1")
    assert ended.status == 69, ended
    assert plain(cloud, ended.output) == CLOSED


def test_nothing_is_touched(cloud):
    """Neither below the root nor in the cloud, where botocore finds nothing wrong with the calls."""
    kept = cloud.root() / "etc/enlist/pipeline.d"
    kept.mkdir(parents=True)
    (kept / "launch.yaml").write_text("enlist: 1\nchanges: [{insert: finish-launch, at: last}]\n")
    before, machines = snapshot(cloud.root()), cloud.state()["machines"]
    checked, status = findings(cloud)
    assert status == 0, checked
    assert snapshot(cloud.root()) == before
    assert cloud.state()["machines"] == machines
    assert cloud.state()["stacks"][0]["instances"] == []
    asked, key = set(), cloud.role()
    keys = {key["aws_access_key_id"]: key}
    for entry in cloud.requests():
        operation = entry["operation"]
        if entry["service"] in ("metadata", "installer", "unknown"):
            assert entry["method"] == "GET" or operation == "/latest/api/token", entry
            continue
        check_parameters(entry)
        check_signature(entry, keys, {"us-east-1"})
        is_dry = parse_qs(entry["body"]).get("DryRun") == ["true"]
        assert is_dry or operation.startswith(READING), entry
        assert is_dry == (entry["status"] == 412), entry
        asked.add(f"{entry['service']}:{operation}")
    permissions = {name.removeprefix("permission ") for name in checked if name.startswith("permission ")}
    assert permissions <= asked
    assert "ec2:CreateTags" in permissions and "ec2:DescribeTags" in permissions


def snapshot(root):
    return {str(path): (path.lstat().st_mode, path.lstat().st_mtime_ns,
                        path.read_bytes() if path.is_file() else None)
            for path in [root, *root.rglob("*")]}


# What is wrong: the cloud, how it is called, what is said of what, and the exit status.
WRONG = {
    "an input is missing": (scenario(), {"inputs": INPUTS[2:]}, "pipeline", "problem",
                            "product", "correct what is said here", 65),
    "a typo in a file": (scenario(), {"pipeline": "steps: [tag-instanse]"}, "pipeline", "problem",
                         "did you mean `tag-instance`", "correct what is said here", 65),
    "a plugin that is none": (scenario(), {"pipeline": "steps: [tag-instance]\nplugins: [/dev/null]"},
                              "plugins", "problem", "/dev/null", "correct what is said here", 5),
    "version 1 of metadata": (scenario(**{"imds-v1": True}), {}, "metadata", "warning",
                              "without a token", "--http-tokens required", 0),
    "a package without a database": (
        scenario(), {"pipeline": "steps: [{install-dependencies: {packages: [no-such-thing]}}]"},
        "packages", "problem", "`no-such-thing` is not installed", "package database", 1),
    "nobody at an endpoint": (scenario(), {"AWS_ENDPOINT_URL_EC2": "http://127.0.0.1:1"},
                              "endpoint ec2", "problem", "no connection", "", 69),
    "no such name": (scenario(), {"AWS_ENDPOINT_URL_EC2": "http://enlist.invalid"},
                     "endpoint ec2", "problem", "enlist.invalid", "", 69),
    "no TLS": (scenario(), {"AWS_ENDPOINT_URL_OPSWORKS": "https{}"}, "endpoint opsworks", "problem",
               "TLS", "", 69),
    "a wrong clock": (scenario(**{"clock-offset": 3600}), {}, "clock", "problem",
                      "s behind that of AWS", "chrony", 1),
    "a clock that nobody keeps": (scenario(**{"clock-offset": -100}), {}, "clock", "warning",
                                  "s ahead of that of AWS", "chrony", 0),
    "no role": (scenario(instances=[{"role": {"allow": ["*"]}, "credentials-after": 3600}]), {},
                "credentials", "problem", "credentials", "attach an instance profile", 77),
    "no such stack": (scenario(), {"inputs": [*INPUTS[:-1], "4"]}, "stack", "problem",
                      "the nearest is `v3 prod web`", "check the inputs", 1),
    "a stack of another VPC": (scenario({"vpc": "vpc-1"}), {}, "stack", "problem",
                               "and this one is in no VPC", "subnets of vpc-1", 1),
    "no such layer": (scenario({"layers": [{"shortname": "shap"}]}), {}, "layer", "problem",
                      "the nearest is `shap`", "`product`", 1),
    "a built-in layer": (scenario({"layers": [{"shortname": "shop", "type": "php-app"}]}), {}, "layer",
                         "problem", "only into custom layers", "make it a custom layer", 1),
    "auto healing": (scenario({"layers": [HEALING]}), {}, "layer", "problem",
                     "auto healing on", "switch auto healing off", 1),
    "auto healing that a run ends": (
        scenario({"layers": [HEALING]}),
        {"pipeline": "extends: opsworks\nchanges: [{set: look-up-stack, with: "
                     "{disable-auto-healing: true}}]"},
        "layer", "warning", "fights an Auto Scaling group", "opsworks:UpdateLayer", 0),
    "no right to tag": (scenario(instances=[{"role": {"deny": ["ec2:CreateTags"]}}]), {},
                        "permission ec2:CreateTags", "problem", "ec2:CreateTags is missing",
                        "allow ec2:CreateTags", 77),
    "no right to a hostname": (
        scenario(instances=[{"role": {"deny": ["opsworks:GetHostnameSuggestion"]}}]), {},
        "permission opsworks:GetHostnameSuggestion", "problem", "is missing",
        "allow opsworks:GetHostnameSuggestion", 77),
    "no right that a run can do without": (
        scenario(instances=[{"role": {"deny": ["ec2:ModifyInstanceAttribute"]}}]), {},
        "permission ec2:ModifyInstanceAttribute", "warning", "would stay",
        "allow ec2:ModifyInstanceAttribute", 0),
    "an installer that is gone": (
        scenario(faults=[{"service": "installer", "status": 404}]), {}, "agent", "problem",
        "answers with HTTP 404", "", 1),
    "an installer that anybody can change": (
        scenario(**{"installer-url": "http://198.51.100.1/installer.tgz"}), {}, "agent", "problem",
        "198.51.100.1", "", 1),
    "a hook that nobody completes": (
        scenario(instances=[{"auto-scaling": {"group": "g", "hook": "h", "state": "Pending:Wait"}}]), {},
        "group", "warning", "waits at its launch hook `h`", "add `finish-launch`", 0),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_with_its_remedy(tmp_path, case):
    scenario, call, check, verdict, message, remedy, status = WRONG[case]
    with local_cloud(tmp_path, scenario) as cloud:
        arguments, keywords = [], dict(call)
        if text := keywords.pop("pipeline", None):
            file = tmp_path / "pipeline.yaml"
            file.write_text(f"enlist: 1\nname: test\n{text}\n")
            if text.startswith("extends"):
                file.write_text(f"enlist: 1\n{text}\n")
            arguments = ["--pipeline", file]
        if "AWS_ENDPOINT_URL_OPSWORKS" in keywords:
            keywords["AWS_ENDPOINT_URL_OPSWORKS"] = cloud.endpoint.replace("http:", "https:")
        checked, ended = findings(cloud, *arguments, **keywords)
    found = checked[check]
    assert found["verdict"] == verdict, checked
    assert message in found["message"] + "\n".join(found["details"]), found
    assert remedy in found["remedy"] and found["remedy"], found
    assert ended == status, checked
    # What comes before it is not to blame.
    problems = [name for name in checked if checked[name]["verdict"] == "problem"]
    assert problems[:1] == ([check] if verdict == "problem" else []), checked


def test_a_package_manager_that_somebody_else_uses(cloud, tmp_path):
    folder = cloud.root() / "var/lib/dpkg"
    folder.mkdir(parents=True)
    (folder / "status").write_text("")
    lock = folder / "lock-frontend"
    with open(lock, "w") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        checked, status = findings(cloud)
        assert checked["packages"]["verdict"] == "warning", checked
        assert f"(process {os.getpid()})" in checked["packages"]["message"]
        assert status == 0
    checked, _ = findings(cloud)
    assert checked["packages"]["message"] == "apt is to install libyaml-0-2"


def test_a_disk_that_is_too_small(cloud):
    script = 'mount -t tmpfs -o size=1m tmpfs "$ENLIST_ROOT" && exec "$@"'
    inside = ["unshare", "--mount", "sh", "-c", script, "sh"]
    if subprocess.run([*inside, "true"], env=cloud.environment(), capture_output=True).returncode:
        pytest.skip("no file system of a test's own can be mounted here")
    for options, words in [("", "only 1 MiB are free"),
                           (" && mount -o remount,ro \"$ENLIST_ROOT\"", "is mounted read-only")]:
        inside[4] = script.replace(" && exec", f"{options} && exec")
        ended = subprocess.run([*inside, BUILD / "enlist", "doctor", *INPUTS], env=cloud.environment(),
                               capture_output=True, text=True, timeout=60)
        assert ended.returncode == 1, ended
        assert re.search(f"^problem  disk: .*{words}", ended.stdout, re.M), ended.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to become somebody else")
def test_who_may_not_change_the_machine(cloud):
    """The machine's own root is looked at, which is all that the command does to it."""
    ended = subprocess.run(
        [BUILD / "enlist", "doctor", *INPUTS], env=cloud.environment(ENLIST_ROOT=None), user=65534,
        capture_output=True, text=True, timeout=60)
    assert ended.returncode == 77, ended
    assert ("problem  user: user id 65534 may not change this machine\n"
            "         remedy: run it as root\n") in ended.stdout, ended.stdout


def test_the_example_of_its_help_works(cloud):
    shown = cloud.enlist("doctor", "--help").output
    example = re.search(r"^ +enlist (doctor --product .*)$", shown, re.M)[1]
    assert cloud.enlist(*example.split()).status == 0


def test_the_rights_to_tell_of_a_failure_are_named_too(cloud):
    folder = cloud.root() / "etc/enlist/pipeline.d"
    folder.mkdir(parents=True)
    (folder / "10-failing.yaml").write_text(
        "enlist: 1\non-failure: {then: unhealthy, report: 's3://bucket/a'}\n")
    unknown = next(line for line in cloud.enlist("doctor", *INPUTS).output.splitlines()
                  if line.startswith("unknown  other permissions: "))
    assert "autoscaling:SetInstanceHealth" in unknown and "s3:PutObject" in unknown


def test_a_plugin_says_what_would_keep_its_step_from_succeeding(tmp_path):
    plugin = compile_plugin(tmp_path / "libgood.so", "good.c")

    def doctor(note, below="run", **step):
        file = tmp_path / "p.yaml"
        file.write_text(json.dumps({
            "enlist": 1, "name": "p", "plugins": [str(plugin)], "steps": [
                {"join-club": {"path": f"{tmp_path}/club/${{hostname}}", "note": note,
                               "below-root": below}, **step}]}))
        with local_cloud(tmp_path, {"instances": [{}]}) as cloud:
            ended = cloud.enlist("doctor", "--json", "--pipeline", str(file), "--set", "hostname=web1")
        report = json.loads(ended.output)
        name = f"join-club ({step['id']})" if step else "join-club"
        [check] = [check for check in report["checks"] if check["check"] == name]
        return check["verdict"], check["message"], check["remedy"]

    assert doctor("x") == ("problem", "there is no place for the file", "make its folder")
    assert not (tmp_path / "club").exists(), "it only looks"
    (tmp_path / "club").mkdir()
    assert doctor("x", id="second") == ("ok", "the plugin finds all it needs", None)
    assert doctor("odd") == ("warning", "the note is odd", "see the plugin's documentation")
    assert doctor("x", below="refuse")[0] == "unknown"
    assert list((tmp_path / "club").iterdir()) == []


@pytest.mark.parametrize("shown", [True, False, None])
def test_tag_keys_that_metadata_cannot_show_are_said_beforehand(tmp_path, shown):
    """None stands for an instance that has no tags yet, which metadata's reply does not tell from one that hides
    them."""
    file = tmp_path / "tags.yaml"
    file.write_text("enlist: 1\nname: tags\nsteps:\n"
                    "  - tag-instance: {tags: {'Cost Center': '42', k8s.io/role: web, 'a:b': c}}\n")
    facts = ["--set", "stack.name=s", "--set", "hostname=h", "--set", "layer.name=l"]
    instance = {"tags": {"team": "a"} if shown is not None else {}, "tags-in-metadata": shown is not False}
    if shown is False:
        instance["auto-scaling"] = {"group": "g", "state": "InService"}
    with local_cloud(tmp_path, {"instances": [instance]}) as cloud:
        looked = cloud.enlist("doctor", *INPUTS, "--pipeline", file, *facts)
        ran = cloud.enlist("run", *INPUTS, "--pipeline", file, *facts)
    verdict = {True: "problem", False: "ok", None: "unknown"}[shown]
    assert re.search(rf"^ *{verdict} +tags in metadata", looked.output, re.M), looked
    assert ("EC2 refuses the tag keys `Cost Center`, `k8s.io/role`" in looked.output) == bool(shown), looked
    assert ("--instance-metadata-tags disabled" in looked.output) == bool(shown), looked
    assert (ran.status == 0) == (shown is False), ran
    assert ("--instance-metadata-tags disabled" in ran.errors) == (shown is not False), ran
