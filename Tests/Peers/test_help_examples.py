"""The examples in `--help`: each is pasted into a shell as a terminal of 80 columns shows it, on an instance where it
belongs, and does what it says."""

import os
import re
import signal
import subprocess
from collections import namedtuple

import pytest

from cloud import BUILD, INPUTS, local_cloud

INPUT_WORDS = " ".join(INPUTS)
JOIN = f"enlist run --quiet {INPUT_WORDS}"
PLUGIN = ("enlist plugins new greet --language c >/dev/null && make -s -C greet "
          "&& cp greet/libgreet.so greet/example.yaml .")
INSTALLED = (f"{PLUGIN} && mkdir -p /usr/lib/enlist/plugins && "
             "cp libgreet.so /usr/lib/enlist/plugins/libmountdata.so")
KEY = "enlist plugins keygen our-team >/dev/null"
SIGNED = (f"{INSTALLED} && {KEY} && "
          "enlist plugins sign /usr/lib/enlist/plugins/libmountdata.so --key our-team.sec >/dev/null")
PIPELINE = ("mkdir -p /etc/enlist/pipeline.d && cp web.yaml /etc/enlist/pipeline.yaml && "
            "printf 'enlist: 1\\ndeadline: 30m\\n' >/etc/enlist/pipeline.d/10-patience.yaml")
TERMINAL = "printf 'detach\\n' | TERM=dumb script -qec '{}' /dev/null"
OPERATOR = {"role": {"allow": ["*"]}}
GROUP = {"auto-scaling": {"group": "g", "hook": "h", "state": "Terminating:Wait"}}

WEB = """\
enlist: 1
extends: opsworks
changes:
  - insert: {write-file: {path: /etc/motd, content: "${hostname}\\n"}}
    after: choose-hostname
"""

SAVED = (
    "mkdir saved && echo '{\"Stacks\": [{\"StackId\": \"s\", \"Name\": \"v3 prod web\"}]}' >saved/stacks.json && "
    "echo '{\"Layers\": [{\"StackId\": \"s\", \"LayerId\": \"l\", \"Shortname\": \"shop\"}]}' >saved/layers.json")

# What it must say, on either stream, or leave in files; what is typed before; how it ends, by a signal where it waits for
# somebody; in what it is typed, and on what instance.
Row = namedtuple("Row", "says before files status is_ended typed machine", defaults=[(), {}, 0, False, "{}", {}])
ROWS = {
    f"enlist run {INPUT_WORDS}": Row("joined: `shop1` is a member of the stack `v3 prod web`"),
    f"enlist plan {INPUT_WORDS}": Row("assign-layer"),
    f"enlist plan {INPUT_WORDS} --until tag-instance": Row("tag-instance"),
    f"enlist plan --check {INPUT_WORDS}": Row("nothing has been changed"),
    f"enlist debug {INPUT_WORDS}": Row("joined: `shop1`", typed=TERMINAL),
    f"enlist doctor {INPUT_WORDS}": Row("nothing keeps a run from succeeding"),
    "enlist resume": Row("nothing to do: the last run has ended (succeeded)", [JOIN]),
    "enlist leave --dry-run": Row("deregister", [JOIN]),
    "enlist watch --interval 5s": Row("completed its hook h", machine=GROUP),
    "enlist reap --region eu-west-1 --stack 'v3 prod web' --wait 5m": Row("0 orphans among 1 member of 1 stack", [JOIN]),
    "enlist status --wait --timeout 20m": Row("opsworks succeeded: 10 of 10 steps are done", [JOIN]),
    "enlist log --follow": Row("assign-layer: done", [JOIN]),
    "enlist log --run 2 --json": Row('"type":"run-finished"', [JOIN, JOIN]),
    "enlist report --output report.html": Row("", [JOIN], {"report.html": "<!doctype html>"}),
    "enlist report --svg --run 2 >second-to-last.svg": Row("", [JOIN, JOIN], {"second-to-last.svg": "<svg"}),
    "enlist bundle": Row("status.txt: ", [JOIN]),
    "enlist bundle --no-doctor --output ./ticket-4711.tar": Row("wrote ./ticket-4711.tar", [JOIN]),
    "enlist report --text": Row("waiting", [JOIN]),
    "enlist report --json": Row('"steps"', [JOIN]),
    "enlist step ohai-hint": Row("ohai-hint", files={"/etc/chef/ohai/hints/ec2.json": "{}"}),
    "enlist step tag-instance --with '{tags: {Name: \"${hostname}\"}}' --set hostname=web1 --set 'stack.name=v3 prod web'":
        Row("tag-instance: done"),
    "enlist graph": Row("stack.id"),
    "enlist graph --pipeline web.yaml --format svg >web.svg": Row("", files={"web.svg": "write-file"}),
    "enlist validate web.yaml": Row("web.yaml"),
    "enlist validate --json /etc/enlist/pipeline.d/*.yaml": Row("[]\n", [PIPELINE]),
    "enlist schema --inputs >inputs.schema.json": Row("", files={"inputs.schema.json": '"urn:enlist:inputs-file:1"'}),
    "enlist schema >enlist.schema.json": Row("", files={"enlist.schema.json": '"$schema"'}),
    "enlist steps tag-instance": Row("tags"),
    "enlist dap --port 0": Row("port ", status=4, is_ended=True, typed="exec {}"),
    "enlist plugins list --pipeline web.yaml": Row(
        "greet", [INSTALLED, "echo 'plugins: [/usr/lib/enlist/plugins/libmountdata.so]' >>web.yaml"]),
    "enlist plugins describe /usr/lib/enlist/plugins/libmountdata.so": Row("greet", [INSTALLED]),
    "enlist plugins check ./libgreet.so --example example.yaml --set hostname=web1": Row("holds", [PLUGIN]),
    "enlist plugins new greet --language c": Row("make -C greet", files={"greet/Makefile": "libgreet.so"}),
    "enlist plugins keygen our-team": Row("our-team.pub", files={"our-team.pub": "untrusted comment"}),
    "enlist plugins sign libgreet.so --key our-team.sec": Row("libgreet.so", [PLUGIN, KEY]),
    "enlist plugins verify /usr/lib/enlist/plugins/*.so": Row("our-team", [SIGNED, "enlist plugins trust our-team.pub"]),
    "enlist plugins trust our-team.pub": Row("our-team", [KEY]),
    f"enlist user-data {INPUT_WORDS} >user-data.sh": Row("", files={"user-data.sh": "#!/bin/sh"}),
    "enlist user-data --format mime --overlay web.yaml --binary-url https://files.example.com/enlist "
    '--binary-sha256 "$(sha256sum <enlist | cut -c -64)" -- --revert-on-failure': Row("Content-Type: multipart/mixed"),
    "enlist user-data --check user-data.sh": Row(
        "user-data.sh: as `enlist user-data` printed it", [f"enlist user-data {INPUT_WORDS} >user-data.sh"]),
    "enlist iam-policy --account 123456789012 --region eu-west-1 --group web-prod": Row("opsworks:RegisterInstance"),
    "enlist iam-policy --pipeline /etc/enlist/pipeline.yaml --without-leaving": Row("opsworks:AssignInstance", [PIPELINE]),
    "enlist iam-policy --reaping --account 123456789012": Row("opsworks:DeregisterInstance"),
    "enlist iam-policy --format terraform >enlist-policy.tf":
        Row("", files={"enlist-policy.tf": "aws_iam_policy"}),


    "enlist import-stack saved/ --out migrated": Row("migrated/REPORT.md has the next steps", [SAVED]),
    "enlist import-stack saved/ --out migrated --stack 'My web servers' --environment prod --platform web --major 3": Row(
        "migrated/REPORT.md has the next steps", [SAVED, "sed -i 's/v3 prod web/My web servers/' saved/stacks.json"]),
    "enlist fleet list --region eu-west-1 --stack 'v3 prod web'": Row("0 listed", machine=OPERATOR),
    "enlist fleet list --region eu-west-1 --status failed --class timeout --json": Row('"nodes":[]', machine=OPERATOR),
    "enlist fleet why --region eu-west-1 --stack 'v3 prod web'": Row("no instance has reported a failure", machine=OPERATOR),
    "enlist fleet timeline --region eu-west-1 --html --output boots.html": Row(
        "", files={"boots.html": "<!doctype html>"}, machine=OPERATOR),
    "enlist fleet run --region eu-west-1 --layer shop -- systemctl restart shop": Row("with --yes it is sent"),
    "enlist fleet run --group web --document AWS-UpdateSSMAgent": Row("with --yes it is sent"),
    "enlist version | head -1": Row("enlist 0"),
}


def help_of(command, columns=80):
    ended = subprocess.run([BUILD / "enlist", *command, "--help"], capture_output=True, text=True,
                           timeout=30, env={"COLUMNS": str(columns)})
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def commands(command=()):
    """Each command with its help, those that people are not shown left out."""
    text = help_of(command)
    yield command, text
    # In groups, each with a heading.
    for below in re.findall(r"^[A-Z ]*SUBCOMMANDS:\n((?:  .*\n)+)", text, re.M):
        for name in re.findall(r"^  ([a-z][a-z-]*)(?= |$)", below, re.M):
            yield from commands((*command, name))


def examples(text):
    """Each as it is printed, with its further lines."""
    return re.findall(r"^  (enlist (?:.*\\\n)*.*)$", text.partition("\nUSAGE:")[0], re.M)


def on_one_line(example):
    return re.sub(r" *\\\n *", " ", example)


def test_every_command_has_an_example_and_every_example_is_run():
    found = set()
    for command, text in commands():
        own = examples(text)
        is_group = "SUBCOMMANDS:" in text and command
        assert own or is_group, f"enlist {' '.join(command)} has no example"
        # What is broken at another width, or not at all, is broken by nobody who knows where.
        assert own == examples(help_of(command, columns=1000))
        for example in own:
            assert not command or example.startswith(f"enlist {' '.join(command)}"), example
            assert all(len(line) <= 78 for line in f"  {example}".splitlines()), example
        found.update(map(on_one_line, own))
    assert found == set(ROWS)


def printed(example):
    """The bytes that its command's help prints for it."""
    words = example.split()[1:]
    for count in (2, 1, 0):
        command = words[:count]
        if all(re.fullmatch("[a-z][a-z-]*", word) for word in command):
            ended = subprocess.run([BUILD / "enlist", *command, "--help"], capture_output=True, text=True, timeout=30,
                                   env={"COLUMNS": "80"})
            for own in examples(ended.stdout):
                if on_one_line(own) == example:
                    return own
    raise AssertionError(f"no help prints {example}")


def test_help_for_a_command_that_there_is_not_is_no_success():
    for words, remedy in [
            (["help", "nosuch"], "`enlist help` lists the commands"), (["help", "plna"], "did you mean `plan`?"),
            (["help", "plugins", "sgin"], "did you mean `sign`?"), (["help", "plan", "more"], "it has none"),
            (["statsu"], "did you mean `status`?"), (["plugins", "lst"], "did you mean `list`?"),
            (["hlep"], "did you mean `help`?")]:
        ended = subprocess.run([BUILD / "enlist", *words], capture_output=True, text=True, timeout=30, env={})
        assert ended.returncode == 64 and ended.stdout == "", ended
        assert f"there is no command `{words[-1]}`" in ended.stderr and remedy in ended.stderr, ended.stderr
    for words in [["help"], ["help", "plan"], ["help", "plugins", "sign"], ["help", "--help"]]:
        ended = subprocess.run([BUILD / "enlist", *words], capture_output=True, text=True, timeout=30, env={})
        assert ended.returncode == 0 and "USAGE: enlist" in ended.stdout, ended


@pytest.mark.parametrize("example", ROWS, ids=lambda example: example[len("enlist "):60])
def test_example(example, tmp_path):
    row = ROWS[example]
    scenario = {
        "region": "eu-west-1", "stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}],
        "instances": [row.machine]}
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "web.yaml").write_text(WEB)
    (desk / "enlist").symlink_to(BUILD / "enlist")
    with local_cloud(tmp_path, scenario) as cloud:
        environment = cloud.environment(PATH=f"{BUILD}:/usr/sbin:/usr/bin:/sbin:/bin")

        def place(text):
            """With the paths of a folder of the test's in place of the machine's."""
            return re.sub(r"(?<=[ >[])/(?=etc|usr)", f"{cloud.root()}/", text)

        def typed(text):
            return subprocess.Popen(
                ["sh", "-c", place(text)], cwd=desk, start_new_session=True, env=environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

        for command in row.before:
            before = typed(command)
            output, _ = before.communicate(timeout=60)
            assert before.returncode == 0, f"{command}\n{output}"
        process = typed(row.typed.format(printed(example)))
        said = ""
        if row.is_ended:
            said = process.stdout.readline()
            os.killpg(process.pid, signal.SIGTERM)
        output, _ = process.communicate(timeout=60)
        output = said + output
        assert process.returncode == row.status, output
        assert row.says in output, output
        for path, text in row.files.items():
            file = cloud.root() / path[1:] if path.startswith("/") else desk / path
            assert text in file.read_text()
