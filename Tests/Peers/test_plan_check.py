"""`enlist plan --check`: what each step would change, asked of the step itself; nothing is changed by asking."""

import json
import os

import pytest

from cloud import INPUTS, contents, local_cloud
from systems_manager import Manager
from test_bad_input import COMPANIONS, facts, kinds
from test_doctor import READING
from test_plugins import compile_plugin
from test_systems_manager import image

STACKS = [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}]
GROUP = {"group": "g", "hook": "h", "state": "Pending:Wait"}
SECRET = "bicycle-horse-42"
SCENARIO = {
    "region": "eu-west-1", "stacks": STACKS, "instances": [{"count": 8, "agent-after": 0}, {"auto-scaling": GROUP}],
    "documents": ["shop-setup"], "associations": [
        {"document": "shop-setup", "targets": {"tag:enlist:layer": ["/enlist/v3/prod/web/shop"]}}],
    "timings": {"worker-start": 0, "registering": 0, "registration-setup": 0, "assigning": 0, "document": 0,
                "document-delivery": 0}}
# Whose code says nothing of what it would do.
UNTOLD = {"native", "run"}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory):
    with local_cloud(tmp_path_factory.mktemp("cloud"), SCENARIO) as cloud:
        for number in range(len(cloud.instances)):
            image(cloud, number)
        yield cloud


def everything(root):
    """All below a folder, with what a change would change."""
    found = {}
    for place, folders, files in os.walk(root):
        for name in folders + files:
            status = os.lstat(os.path.join(place, name))
            found[os.path.join(place, name)] = (status.st_mode, status.st_size, status.st_mtime_ns)
    return found


def check(cloud, *arguments, status=0, number=0, pipeline="systems-manager", **environment):
    """What the steps say, by their ids; only what reads may have been asked for."""
    root = cloud.root(number)
    files = everything(root)
    cloud.forget_requests()
    checked = cloud.enlist(
        "plan", "--check", "--json", *INPUTS, *arguments, number=number, ENLIST_PIPELINE=pipeline, **environment)
    assert status is None or checked.status == status, checked
    assert everything(root) == files
    for request in cloud.requests():
        if request["service"] != "metadata" and request["headers"]["user-agent"].startswith("enlist/"):
            assert request["operation"].startswith(READING), request
    answer = json.loads(checked.output)
    assert answer["status"] == checked.status
    return {step["step"]: step for step in answer["steps"]}


def says(steps, outcome=None):
    return {name: step["says"] for name, step in steps.items() if outcome in (None, step["outcome"])}


def test_before_and_after_joining_by_systems_manager(cloud):
    instance = cloud.instances[1]["id"]
    name = f"shop-{instance}"
    before = check(cloud, number=1)
    assert says(before, "changes") == {
        "ohai-hint": ["would write /etc/chef/ohai/hints/ec2.json"],
        "derive-hostname": [f"would set the hostname {name} in /etc/hostname, /etc/hosts"],
        "tag-instance": [f"would set tags: Name=v3 prod web - {name}, enlist:layer=/enlist/v3/prod/web/shop, "
                         "enlist:stack=v3 prod web"]}
    assert before["wait-until-applied"]["says"][0].startswith(
        "changes nothing, and waits: State Manager to apply "), before
    joined = cloud.run(number=1, ENLIST_PIPELINE="systems-manager")
    assert joined.status == 0, joined
    after = check(cloud, number=1)
    assert set(says(after)) == set(says(after, "nothing")), after
    assert after["tag-instance"]["says"] == ["changes nothing: it has the tags already"]
    assert after["wait-until-applied"]["says"] == [
        "changes nothing: State Manager has applied all associations of the layer"]


def test_before_and_after_joining_by_opsworks(cloud):
    before = check(cloud, number=2, pipeline="opsworks")
    name = before["choose-hostname"]["says"][0].split()[-1]
    assert before["register-instance"]["says"] == [
        f"would run the agent's installer from {cloud.endpoint}/opsworks-agent-installer.tgz",
        f"would register as {name} with the stack `v3 prod web`"]
    assert before["assign-layer"]["says"] == ["known only after `wait-until-registered`, which gives `member.id`"]
    assert cloud.run(number=2).status == 0
    after = check(cloud, number=2, pipeline="opsworks")
    assert set(says(after)) == set(says(after, "nothing")), after
    assert after["register-instance"]["says"] == [f"changes nothing: it is a member already, as {name}"]
    assert after["assign-layer"]["says"] == ["changes nothing: it is in the layer `shop` already"]


def test_what_would_fail_is_said_with_its_remedy_and_ends_as_the_run_would(cloud):
    steps = check(cloud, "--product", "shp", status=1)
    failed = steps["look-up-associations"]
    assert failed["outcome"] == "fails" and "the nearest is `/enlist/v3/prod/web/shop`" in failed["says"][0], failed
    assert failed["remedy"].startswith("check the inputs")
    assert steps["tag-instance"]["says"] == ["known only after `look-up-associations`, which gives `stack.name`"]
    text = cloud.enlist("plan", "--check", *INPUTS, "--product", "shp", ENLIST_PIPELINE="systems-manager")
    assert text.status == 1
    assert text.output.endswith(
        "\n1 step would change something; 5 steps cannot say by now; 1 step would fail, with exit status 1; "
        "nothing has been changed\n"), text
    assert contents(cloud.root()) == contents(cloud.root(7))


def pipeline(folder, steps, more=""):
    file = folder / "pipeline.yaml"
    file.write_text(f"enlist: 1\nname: general\nsteps:\n{steps}{more}")
    return ["--pipeline", str(file)]


def test_the_general_steps_look_at_the_machine(cloud, tmp_path):
    root = cloud.root(3)
    (root / "etc").mkdir(exist_ok=True)
    (root / "etc/same").write_text("the same")
    (root / "etc/same").chmod(0o644)
    (root / "etc/mode").write_text("mode")
    (root / "etc/mode").chmod(0o600)
    (root / "etc/other").write_text("something else")
    (root / "etc/made").mkdir()
    steps = check(cloud, *pipeline(tmp_path, """\
  - write-file: {path: /etc/same, content: "the same"}
    id: same
  - write-file: {path: /etc/new, content: "new", mode: "0600"}
    id: new
  - write-file: {path: /etc/other, content: "other", backup: true}
    id: other
  - write-file: {path: /etc/mode, content: "mode"}
    id: mode
  - fetch: {url: "https://files.example.com/a.tgz?signature=x", to: /opt/a.tgz, unverified: true}
  - run: {command: [make-it, "--all"], creates: /etc/made, below-root: run}
    id: made
  - run: {script: "true", below-root: run, gives: {site.name: string}}
    id: script
  - wait-for: {file: /etc/same}
    id: there
  - wait-for: {file: /etc/nowhere}
    id: absent
  - write-file: {path: /etc/site, content: "${site.name}"}
    id: site
  - write-file: {path: /etc/prod, content: "x"}
    id: elsewhere
    when: {environment: staging}
"""), number=3)
    assert {name: (step["outcome"], *step["says"]) for name, step in steps.items()} == {
        "same": ("nothing", "changes nothing: /etc/same holds this already"),
        "new": ("changes", "would write /etc/new (3 bytes, mode 0600)"),
        "other": ("changes", "would replace the 14 bytes of /etc/other by 5 others, and keep it as "
                             "/etc/other.enlist-backup"),
        "mode": ("changes", "would give /etc/mode mode 0644"),
        "fetch": ("changes", "would fetch /opt/a.tgz from https://files.example.com/a.tgz?…"),
        "made": ("nothing", "changes nothing: there already: /etc/made"),
        "script": ("unknown", "would run a script by /bin/sh; what that changes, it does not say"),
        "there": ("nothing", "changes nothing: /etc/same is there"),
        "absent": ("waits", "changes nothing, and waits: /etc/nowhere is not there"),
        "site": ("unknown", "known only after `script`, which gives `site.name`"),
        "elsewhere": ("skipped", "would be skipped: environment is prod, not staging")}


def test_tags_that_are_there_are_told_from_those_that_change(cloud, tmp_path):
    set_tag = "  - tag-instance: {tags: {Name: %s, team: blue}}\n"
    values = ["--set", "stack.name=x", "--set", "hostname=x"]
    first = check(cloud, *pipeline(tmp_path, set_tag % "one"), *values, number=4)
    assert first["tag-instance"]["says"] == ["would set tags: Name=one, team=blue"]
    run = cloud.run(*pipeline(tmp_path, set_tag % "one"), *values, number=4)
    assert run.status == 0, run
    second = check(cloud, *pipeline(tmp_path, set_tag % "two"), *values, number=4)
    assert second["tag-instance"]["says"] == ["would change the tag Name from `one` to `two`"]
    cloud.set_faults({"service": "ec2", "operation": "DescribeTags", "error": "access-denied"})
    try:
        denied = check(cloud, *pipeline(tmp_path, set_tag % "two"), *values, number=4)
    finally:
        cloud.clear_faults()
    assert denied["tag-instance"]["says"] == [
        "would set tags: Name=two, team=blue (which it has by now is unknown, without ec2:DescribeTags)"]


def test_a_group_that_waits_would_be_told(cloud, tmp_path):
    steps = check(cloud, *pipeline(tmp_path, "  - finish-launch\n"), number=8)
    assert steps["finish-launch"]["says"] == ["would complete the hook h of the Auto Scaling group g"]
    steps = check(cloud, *pipeline(tmp_path, "  - finish-launch\n"), number=7)
    assert steps["finish-launch"]["says"] == [
        "changes nothing: the instance is in no CloudFormation stack; the instance is in no Auto Scaling group"]


def test_a_secret_is_used_and_not_shown(cloud, tmp_path):
    Manager(cloud).put_parameter(Name="/shop/token", Type="SecureString", Value=SECRET)
    (cloud.root(5) / "token").write_text(SECRET)
    (cloud.root(5) / "token").chmod(0o600)
    steps = check(cloud, *pipeline(tmp_path, """\
  - read-secret: {parameter: /shop/token, gives: secret.token}
  - write-file: {path: /token, content: "${secret.token}", mode: "0600"}
"""), number=5)
    assert steps["write-file"]["outcome"] == "nothing", steps
    assert SECRET not in json.dumps(steps)


def test_a_plugin_answers_by_its_check(cloud, tmp_path):
    plugin = compile_plugin(tmp_path / "libgood.so", "good.c")
    folder = tmp_path / "made"
    lines = f"""\
  - make-folder: {{path: {folder}, below-root: run}}
  - count: {{text: four, below-root: run}}
  - write-file: {{path: /count, content: "${{length}}"}}
"""
    before = check(cloud, *pipeline(tmp_path, lines, f"plugins: [{plugin}]\n"))
    assert before["make-folder"] == {
        "step": "make-folder", "kind": "make-folder", "outcome": "changes", "remedy": None, "details": [],
        "says": ["would run: the plugin's `check` says that its work is to be done"]}
    assert not folder.exists()
    assert before["count"]["says"] == ["the plugin has no `check` that could say what it would change"]
    assert before["write-file"]["says"] == ["known only after `count`, which gives `length`"]
    folder.mkdir()
    after = check(cloud, *pipeline(tmp_path, lines, f"plugins: [{plugin}]\n"))
    assert after["make-folder"]["says"] == ["changes nothing: the plugin's `check` says that its work is done"]


def test_what_an_earlier_step_may_mend_is_no_failure(cloud, tmp_path):
    steps = check(cloud, *pipeline(tmp_path, """\
  - fetch: {url: "https://files.example.com/motd", to: /motd.template, unverified: true}
  - write-file: {path: /motd, template: /motd.template}
"""), number=6)
    assert steps["write-file"]["outcome"] == "unknown", steps
    assert steps["write-file"]["says"][0].startswith("would fail as things are, unless a step before mends it: "), steps
    alone = check(cloud, *pipeline(tmp_path, "  - write-file: {path: /motd, template: /motd.template}\n"),
                  status=1, number=6)
    assert alone["write-file"]["outcome"] == "fails", alone


@pytest.mark.parametrize("kind", [kind["name"] for kind in kinds()])
def test_every_kind_answers_or_says_why_not(cloud, tmp_path, kind):
    """With facts that lead nowhere: what matters is that it is asked, and that only what reads is called."""
    values = ", ".join(f"{name}: {value}" for name, value in COMPANIONS.get(kind, {}).items())
    if kind in ("run", "native"):
        values += ", below-root: run" if "below-root" not in values else ""
    lines = f"  - {kind}: {{{values}}}\n" if values else f"  - {kind}\n"
    [step] = check(cloud, *pipeline(tmp_path, lines), *facts(), "--set", "termination-protection.before=off",
                   status=None).values()
    assert (step["outcome"] == "unknown") == (kind in UNTOLD), step
    assert "cannot say what it would change" not in step["says"][0]


@pytest.mark.parametrize("option", ["--dry-run", "--check", "-n", "--noop", "--why-run"])
@pytest.mark.parametrize("command", [["run", *INPUTS], ["debug", *INPUTS], ["step", "ohai-hint"]])
def test_a_dry_run_is_led_to_the_plan(cloud, command, option):
    cloud.forget_requests()
    refused = cloud.enlist(*command, option, number=6)
    assert refused.status == 64 and "`enlist plan --check`" in refused.errors, refused
    # Nobody is told that a run has failed, whatever files say of that.
    assert cloud.requests() == [] and contents(cloud.root(6)) == contents(cloud.root(7))


@pytest.mark.parametrize("option", ["-v", "--verbose"])
def test_verbose_is_led_to_what_tells_more(cloud, option):
    refused = cloud.run(option, number=6)
    assert refused.status == 64 and "`--json`" in refused.errors and "`enlist log`" in refused.errors, refused


def test_check_and_explain_exclude_each_other(cloud):
    assert cloud.enlist("plan", "--check", "--explain", *INPUTS).status == 64


def test_without_metadata_nothing_is_asked(cloud):
    refused = cloud.enlist("plan", "--check", *INPUTS, AWS_EC2_METADATA_SERVICE_ENDPOINT="http://127.0.0.1:1")
    assert refused.status == 69 and "metadata" in refused.errors, refused
