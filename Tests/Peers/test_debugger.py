"""Debugging sessions of the real program: scripted, and on a pseudo-terminal."""

import contextlib
import json
import os
import pty
import re
import select
import shlex
import signal
import subprocess
import time
from pathlib import Path

import pytest

from cloud import BUILD, INPUTS, local_cloud
from dap_clients import Place
from systems_manager import scenario
from test_systems_manager import image

PIPELINE = str(Path(__file__).parent / "quick.yaml")
SHP = {"product": "shp"}
TWO = {
    "stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}],
    "instances": [{"count": 2}],
    "timings": {"registering": 0.05, "registration-setup": 0.05, "assigning": 0.05,
                "assignment-setup": 0.05},
}

REPAIR = """\
-- step 2 of 7, after the failure of look-up-stack
   the run has stopped here for you; `help` lists the commands
   not-found: the stack `v3 prod web` has no layer with the short name `shp`; the nearest is `shop`
   what to do: check the input `product`, or add the layer
      layers there: `shop`
   Finds the OpsWorks stack and layer by their names
   stack-name: "v3 prod web"
   layer: "shp"
   disable-auto-healing: false
   (`retry` repeats it, `skip` continues without it, `continue` lets it fail)
(enlist) params layer=shop
layer: "shop"; `retry` repeats `look-up-stack` with it
(enlist) save SAVED
saved; use it with `enlist run --pipeline SAVED`:
    enlist: 1
    extends: "PIPELINE"
    changes:
      - set: look-up-stack
        with:
          layer: "shop"
(enlist) retry
-- step 3 of 7, before choose-hostname
   Takes the hostname that OpsWorks suggests, or one like it that is free
   apply: false
   keep-at-boot: false
(enlist) detach
"""


def script(folder, text):
    path = folder / "commands"
    path.write_text(text)
    return str(path)


def test_a_failed_run_is_repaired_where_it_broke_and_the_repair_is_saved(tmp_path):
    with local_cloud(tmp_path, TWO) as cloud:
        saved = tmp_path / "saved.yaml"
        commands = script(tmp_path, f"params layer=shop\nsave {saved}\nretry\ndetach\n")
        run = cloud.run(
            "--pipeline", PIPELINE, "--on-failure", "debug", "--commands", commands, "--quiet",
            inputs=SHP)
        assert run.status == 0, run
        text = re.sub('extends: ".*"', 'extends: "PIPELINE"', run.output)
        assert text.replace(str(saved), "SAVED") == REPAIR
        cloud.assert_joined(0)
        again = cloud.run("--pipeline", str(saved), inputs=SHP, number=1)
        assert again.status == 0, again
        cloud.assert_joined(1)


SAVED_INPUT = """\
(enlist) set product=shop
product=shop
(enlist) set hostname=web1
hostname=web1
(enlist) set site.name="a b"
site.name=a b; nothing in this run refers to `site.name`
(enlist) set secret.token=hush
secret.token (secret); nothing in this run refers to `secret.token`
(enlist) save SAVED
saved; use it with `enlist run --pipeline SAVED --product shop --set 'site.name=a b'`:
    # The session also changed inputs: enlist run --pipeline SAVED --product shop --set 'site.name=a b'
    enlist: 1
    extends: "PIPELINE"
    changes: []
`hostname` is not in it: `choose-hostname` gives it in each run; change its parameters, or skip it
`secret.token` is not in it: it is a secret
"""


def test_a_changed_input_is_saved_with_the_command_that_says_it(tmp_path):
    with local_cloud(tmp_path, TWO) as cloud:
        saved = tmp_path / "saved.yaml"
        commands = script(
            tmp_path, f'set product=shop\nset hostname=web1\nset site.name="a b"\nset secret.token=hush\n'
                      f"save {saved}\nretry\ndetach\n")
        run = cloud.run(
            "--pipeline", PIPELINE, "--on-failure", "debug", "--commands", commands, "--quiet", inputs=SHP)
        assert run.status == 0, run
        text = re.sub('extends: ".*"', 'extends: "PIPELINE"', run.output).replace(str(saved), "SAVED")
        assert SAVED_INPUT in text, text
        assert "hush" not in saved.read_text()
        command = re.search("`enlist (run .*)`", run.output)[1]
        again = cloud.enlist(
            *shlex.split(command), "--environment", "prod", "--platform", "web", "--major", "3", number=1)
        assert again.status == 0, again
        cloud.assert_joined(1)


def test_a_fact_that_a_step_gives_alone_is_nothing_to_save(cloud, tmp_path):
    commands = script(tmp_path, f"set hostname=web1\nsave {tmp_path}/saved.yaml\n")
    run = cloud.enlist("debug", *INPUTS, "--commands", commands)
    assert run.status == 4 and "nothing was changed that a pipeline file can say" in run.errors + run.output, run
    assert not (tmp_path / "saved.yaml").exists()


WRONG_ASSOCIATION = """\
-- step 3 of 8, after the failure of look-up-associations
   the run has stopped here for you; `help` lists the commands
   not-found: State Manager has no association for the tag enlist:layer=/enlist/v3/prod/web/shp; the nearest is \
`/enlist/v3/prod/web/shop`
"""


def test_a_wrong_layer_of_systems_manager_is_named_with_the_nearest_and_repaired(tmp_path):
    layer = {"document": "AWS-RunShellScript", "targets": {"tag:enlist:layer": ["/enlist/v3/prod/web/shop"]},
             "parameters": {"commands": ["true"]}}
    with local_cloud(tmp_path, scenario(associations=[layer])) as cloud:
        image(cloud)
        commands = script(tmp_path, "set product=shop\nretry\ndetach\n")
        run = cloud.run(
            "--on-failure", "debug", "--commands", commands, "--quiet", inputs=SHP,
            ENLIST_PIPELINE="systems-manager")
        assert run.status == 0, run
        assert run.output.startswith(WRONG_ASSOCIATION), run.output


def test_a_script_that_ends_or_is_wrong_ends_the_run_so_that_it_can_be_done_again(cloud, tmp_path):
    for text, last in [
            ("next\n", "(enlist) (the commands end here)\n"),
            ("next\nfrobnicate\ndetach\n",
             "error: there is no command `frobnicate`\n"
             "    what to do: `help` lists the commands\n")]:
        run = cloud.enlist(
            "debug", *INPUTS, "--pipeline", PIPELINE, "--quiet", "--commands",
            script(tmp_path, text))
        assert run.status == 4, run
        assert run.output.endswith(last), run
        assert "run the same command again" in run.errors
    assert cloud.member() is None
    joined = cloud.run("--pipeline", PIPELINE)
    assert joined.status == 0, joined
    cloud.assert_joined()


TYPED = """\
enlist: 1
name: typed
steps:
  - id: give
    run: {script: "printf 'u=456\\nn=7\\n' >>$ENLIST_GIVES", gives: {u: string, n: integer}, below-root: run}
  - {id: pause, run: {command: ["true"], below-root: run}}
  - {id: text, when: {u: "123"}, run: {command: [echo, text matched], below-root: run}}
"""


def test_a_fact_keeps_its_type_at_a_prompt_and_on_the_command_line(tmp_path):
    place = Place(tmp_path)
    pipeline = tmp_path / "typed.yaml"
    pipeline.write_text(TYPED)

    def run(command, *arguments):
        ended = subprocess.run(
            [BUILD / "enlist", command, "--fresh", "--quiet", *INPUTS, "--pipeline", pipeline, *arguments],
            env=place.environment(), capture_output=True, text=True, timeout=30)
        return ended.returncode, ended.stdout, ended.stderr

    said = run("debug", "--commands", script(tmp_path, "until pause\nset n='8'\nset u=123\nset n=abc\n"))
    assert said[0] == 4 and said[1].endswith("""\
(enlist) set n='8'
n=8
(enlist) set u=123
u=123
(enlist) set n=abc
error: `n` should be an integer, as `give` gives it
    what to do: write such a value
"""), said
    for word in ["123", '"123"', "'123'"]:
        said = run("debug", "--commands", script(tmp_path, f"until pause\nset u={word}\nuntil text\nstep\n"))
        assert said[1].endswith("-- step 3 of 3, after text (run)\n(enlist) (the commands end here)\n"), said
    # The same where the command line says it, of a step that gives it and is left out.
    events = subprocess.run(
        [BUILD / "enlist", "run", "--fresh", "--json", "--from", "pause", *INPUTS, "--pipeline", pipeline,
         "--set", "u=123"], env=place.environment(), capture_output=True, text=True, timeout=30)
    assert events.returncode == 0 and "text matched" in events.stdout, events
    status, _, errors = run("run", "--from", "pause", "--set", "n=abc", "--set", "u=1")
    assert status == 65 and "the fact `n` from --set should be an integer" in errors, errors


def test_without_a_terminal_it_says_what_to_do(cloud):
    for command in [["debug"], ["run", "--on-failure", "debug"]]:
        refused = cloud.enlist(*command, *INPUTS)
        assert (refused.status, refused.output) == (64, "")
        assert refused.errors == (
            "error: debugging needs a terminal to ask on\n"
            "    remedy: do it on a terminal, as in an ssh session (`ssh -t`), or say what to do "
            "with --commands FILE\n")
    assert cloud.requests() == []
    refused = cloud.enlist("run", *INPUTS, "--commands", "x")
    assert refused.status == 64, refused


def test_a_run_that_went_back_is_gone_on_with_from_there(cloud, tmp_path):
    run = cloud.enlist(
        "debug", *INPUTS, "--pipeline", PIPELINE, "--quiet", "--commands",
        script(tmp_path, "until register-instance\nback choose-hostname\nquit\n"))
    assert run.status == 4, run
    assert "\nundoing tag-instance, choose-hostname\n" in run.output, run
    # Not where its last attempt was.
    status = cloud.enlist("status", "--json")
    assert (status.status, json.loads(status.output)["step"]) == (4, "choose-hostname"), status
    joined = cloud.run("--pipeline", PIPELINE, "--json")
    assert joined.status == 0, joined
    cloud.assert_joined()
    names = cloud.state()["stacks"][0]["instances"]
    assert len(names) == 1, names


def test_a_fact_that_was_set_stays_set_when_the_run_is_gone_on_with(cloud, tmp_path):
    run = cloud.enlist(
        "debug", *INPUTS, "--pipeline", PIPELINE, "--quiet", "--commands",
        script(tmp_path, "until tag-instance\nset hostname=web9\nquit\n"))
    assert run.status == 4, run
    joined = cloud.run("--pipeline", PIPELINE)
    assert joined.status == 0, joined
    assert cloud.assert_joined()["hostname"] == "web9"


def test_a_parameter_that_was_changed_stays_so_when_the_run_is_gone_on_with(cloud, tmp_path):
    run = cloud.enlist(
        "debug", "--product", "shp", *INPUTS[2:], "--pipeline", PIPELINE, "--quiet", "--commands",
        script(tmp_path, "continue\nparams layer=shop\nretry\nquit\n"))
    assert run.status == 4, run
    # Begun anew after a fact that the step looks at has changed, it finds the layer by what was set.
    joined = cloud.run("--product", "shp", "--pipeline", PIPELINE)
    assert joined.status == 0, joined
    cloud.assert_joined()


def test_steps_can_be_moved_as_far_as_they_find_what_they_need(cloud, tmp_path):
    refused = cloud.enlist(
        "debug", *INPUTS, "--pipeline", PIPELINE, "--quiet", "--commands",
        script(tmp_path, "move tag-instance before choose-hostname\n"))
    assert refused.status == 4, refused
    assert "which only the later step `choose-hostname` gives" in refused.output, refused
    saved = tmp_path / "moved.yaml"
    run = cloud.enlist(
        "debug", *INPUTS, "--pipeline", PIPELINE, "--quiet", "--commands",
        script(tmp_path, "next\nmove tag-instance after assign-layer\nplan\n"
                         f"save {saved}\ndetach\n"))
    assert run.status == 0, run
    cloud.assert_joined()
    assert "  - move: tag-instance\n    after: assign-layer\n" in saved.read_text()
    made = [entry["operation"] for entry in cloud.requests()]
    assert made.index("AssignInstance") < made.index("CreateTags")
    plan = cloud.enlist("plan", *INPUTS, "--pipeline", str(saved))
    assert plan.status == 0 and plan.output.index("assign-layer") < plan.output.index("tag-instance")


def test_with_json_the_events_have_standard_output_to_themselves(cloud, tmp_path):
    arguments = [*INPUTS, "--pipeline", PIPELINE, "--json"]
    run = cloud.enlist(
        "debug", *arguments, "--commands", script(tmp_path, "plan\ncontinue\n"))
    assert run.status == 0, run
    assert run.errors.startswith("-- step 1 of 7, before ohai-hint\n")
    # What goes on after the end is beside the steps.
    types = [event["type"] for event in run.events() if "beside" not in event]
    assert types[0] != "run-finished" and types[-1] == "run-finished"


class Terminal:
    """A session on a pseudo-terminal."""

    def __init__(self, cloud, *arguments, **environment):
        self.text = ""
        self.master, slave = pty.openpty()

        def lead():
            os.setsid()
            import fcntl
            import termios
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            [BUILD / "enlist", "debug", *INPUTS, "--pipeline", PIPELINE, *arguments],
            env=cloud.environment(**({"TERM": "dumb"} | environment)), stdin=slave, stdout=slave,
            stderr=slave, preexec_fn=lead)
        os.close(slave)

    def expect(self, text, seconds=20):
        """Reads until the text has come; gives what came up to it."""
        deadline = time.monotonic() + seconds
        while text not in self.text:
            ready, _, _ = select.select([self.master], [], [], 0.1)
            if ready:
                try:
                    piece = os.read(self.master, 4096)
                except OSError:
                    piece = b""
                assert piece, f"ended before {text!r}:\n{self.text}"
                self.text += piece.decode().replace("\r\n", "\n")
            assert time.monotonic() < deadline, f"no {text!r} in:\n{self.text}"
        place = self.text.index(text) + len(text)
        found, self.text = self.text[:place], self.text[place:]
        return found

    def type(self, text):
        os.write(self.master, text.encode())

    def end(self):
        """Waits for the program's end; gives its status and what it still said."""
        deadline = time.monotonic() + 60
        while True:
            if not select.select([self.master], [], [], 1)[0]:
                if time.monotonic() > deadline:
                    self.process.kill()
                continue
            try:
                piece = os.read(self.master, 4096)
            except OSError:
                break
            if not piece:
                break
            self.text += piece.decode().replace("\r\n", "\n")
        status = self.process.wait(timeout=20)
        os.close(self.master)
        return status, self.text


@pytest.mark.parametrize("kind", ["dumb", "vt100"])
def test_a_session_on_a_terminal_joins(cloud, kind):
    terminal = Terminal(cloud, TERM=kind)
    terminal.expect("-- step 1 of 7, before ohai-hint\n")
    terminal.expect("(enlist) ")
    terminal.type("garbage\x03")
    terminal.expect("(enlist) ")
    terminal.type("print product\n")
    assert "there is no command" not in terminal.expect('"shop"\n')
    terminal.expect("(enlist) ")
    terminal.type("continue\n")
    status, text = terminal.end()
    assert status == 0, text
    assert "joined: `shop1`" in text
    cloud.assert_joined()
    history = cloud.root() / "var/lib/enlist/debug-history"
    if history.exists():
        assert history.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kind", ["dumb", "vt100"])
def test_the_end_of_the_input_and_a_signal_end_the_session(cloud, kind):
    for end in ["\x04", signal.SIGTERM]:
        terminal = Terminal(cloud, TERM=kind)
        terminal.expect("(enlist) ")
        if end == "\x04":
            # One that comes before the editor has taken the terminal over is lost, or is a letter
            # of the line; so the line is emptied first, and it is typed again while nothing ends.
            for _ in range(20):
                terminal.type("\x15" + end)
                with contextlib.suppress(AssertionError):
                    terminal.expect("was interrupted", seconds=1)
                    break
        else:
            terminal.process.send_signal(end)
            terminal.expect("was interrupted")
        status, text = terminal.end()
        assert status == 4, text


def test_ctrl_c_stops_a_run_at_the_next_point(cloud):
    cloud.set_faults({"operation": "DescribeStacks", "latency": 1.5})
    terminal = Terminal(cloud, TERM="vt100")
    terminal.expect("(enlist) ")
    terminal.type("continue\n")
    terminal.expect("look-up-stack")
    terminal.type("\x03")
    terminal.expect("stopping at the next point; once more interrupts the run\n")
    terminal.expect("-- step 2 of 7, after look-up-stack\n")
    terminal.expect("(enlist) ")
    terminal.type("quit\n")
    status, text = terminal.end()
    assert status == 4, text
    # And a second one interrupts it.
    terminal = Terminal(cloud, "--fresh", TERM="vt100")
    terminal.expect("(enlist) ")
    terminal.type("continue\n")
    terminal.expect("look-up-stack")
    terminal.type("\x03")
    terminal.expect("stopping at the next point")
    terminal.type("\x03")
    status, text = terminal.end()
    assert status == 4, text
    assert "interrupted: waiting for the step to end" in text


def test_a_word_is_completed_and_a_shell_knows_the_facts(cloud):
    terminal = Terminal(cloud, TERM="vt100", SHELL="/bin/sh", PS1="ready> ")
    terminal.expect("(enlist) ")
    terminal.type("unt\tcho\t\n")
    if "libedit" in terminal.text:
        pytest.skip("there is no libedit here")
    terminal.expect("-- step 3 of 7, before choose-hostname\n")
    terminal.expect("(enlist) ")
    terminal.type("shell\n")
    terminal.expect("ready> ")
    terminal.type('echo "name=$ENLIST_FACT_STACK_NAME secret=$ENLIST_FACT_INSTANCE_IDENTITY."; exit\n')
    terminal.expect("name=v3 prod web secret=.\n")
    terminal.expect("back in the session; the run still stands here\n")
    terminal.expect("(enlist) ")
    terminal.type("quit\n")
    assert terminal.end()[0] == 4


THROTTLING = """\
    < {
    <   "__type": "ThrottlingException",
    <   "message": "Rate exceeded"
    < }
"""


def transcript(cloud, dialogue, *arguments):
    """What a person sees on a terminal who types each line where the prompt comes.

    Times, ids and what chance decides are not in it. What can be called is, in place of a line.
    """
    terminal = Terminal(cloud, *arguments, TERM="dumb")
    seen = ""
    for line in dialogue:
        if callable(line):
            line()
            continue
        seen += terminal.expect("(enlist) ")
        terminal.type(line + "\n")
    status, rest = terminal.end()
    assert status == 0, seen + rest
    text = re.sub(r"^\[ *\d+\.\d{3}\]", "[TIME]", seen + rest, flags=re.M)
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "ID", text)
    text = re.sub(r"http://127\.0\.0\.1:\d+", "http://HOST", text)
    text = re.sub(r"\] enlist 0\.2\.0( on i-\w+ in [\w-]+, image ami-\w+)?; product=.*", "] enlist WHO AND WHERE", text)
    # Whether the client gives up or its time is up, and after how many tries, is chance.
    text = re.sub(r"the attempt took longer than its timeout of \S+; ", "", text)
    text = re.sub(r", \d tries\)|, 1 try\)", ")", text)
    text = re.sub(r", try \d: ", ": ", text)
    text = re.sub(r"^\[TIME\] .*; asking again in .*\n", "", text, flags=re.M)
    # A try that is under way when the time is up is none that was answered.
    text = re.sub(r": no reply.*\n((?:    > .*\n)+)",
                  r": 400 ThrottlingException after 1ms, request id ID\n\1" + THROTTLING, text)
    text = re.sub(r"\b\d+ requests", "SOME requests", text)
    text = re.sub(r"\b\d+(\.\d+)?(ms|s)\b", "TIME", text)
    return re.sub(r" \(TIME waiting, TIME working\)", "", text)


WRONG_LAYER = """\
[TIME] enlist WHO AND WHERE
[TIME] pipeline quick: 3 steps
-- step 1 of 3, before ohai-hint
   the run has stopped here for you; `help` lists the commands
   Writes the file that tells Ohai that the machine is on EC2
   path: "/etc/chef/ohai/hints/ec2.json"
(enlist) continue
[TIME] ohai-hint: started
[TIME] ohai-hint: wrote /etc/chef/ohai/hints/ec2.json
[TIME] ohai-hint: done after TIME
[TIME] look-up-stack: started
[TIME] look-up-stack: stack v3 prod web is ID, by way of us-east-1
[TIME] look-up-stack: attempt 1 failed after TIME, not-found: the stack `v3 prod web` has no layer with the short name `shp`; the nearest is `shop`
-- step 2 of 3, after the failure of look-up-stack
   not-found: the stack `v3 prod web` has no layer with the short name `shp`; the nearest is `shop`
   what to do: check the input `product`, or add the layer
      layers there: `shop`
   Finds the OpsWorks stack and layer by their names
   stack-name: "v3 prod web"
   layer: "shp"
   disable-auto-healing: false
   (`retry` repeats it, `skip` continues without it, `continue` lets it fail)
(enlist) print product
"shp"
(enlist) params layr=shop
error: `look-up-stack` has no parameter `layr`
    what to do: did you mean `layer`?
(enlist) params layer=shop
layer: "shop"; `retry` repeats `look-up-stack` with it
(enlist) retry
[TIME] look-up-stack: the parameter `layer` of `look-up-stack` was changed by hand
[TIME] look-up-stack: attempt 2 started
[TIME] look-up-stack: stack v3 prod web is ID, by way of us-east-1
[TIME] look-up-stack: done after TIME: layer.id=ID, layer.name=shop, stack.api-region=us-east-1, stack.arn=arn:aws:opsworks:us-east-1:123456789012:stack/ID/, stack.id=ID, stack.name=v3 prod web, stack.region=us-east-1
-- step 3 of 3, before choose-hostname
   Takes the hostname that OpsWorks suggests, or one like it that is free
   apply: false
   keep-at-boot: false
(enlist) print layer.name
"shop"
(enlist) detach
[TIME] choose-hostname: started
[TIME] choose-hostname: done after TIME: hostname=shop1
[TIME] quick succeeded after TIME, SOME requests
"""

THROTTLED = """\
[TIME] enlist WHO AND WHERE
[TIME] pipeline quick: 2 steps
-- step 1 of 2, before ohai-hint
   the run has stopped here for you; `help` lists the commands
   Writes the file that tells Ohai that the machine is on EC2
   path: "/etc/chef/ohai/hints/ec2.json"
(enlist) break on throttled
breakpoint 1: on throttled
(enlist) continue
[TIME] ohai-hint: started
[TIME] ohai-hint: wrote /etc/chef/ohai/hints/ec2.json
[TIME] ohai-hint: done after TIME
[TIME] look-up-stack: started
[TIME] look-up-stack: attempt 1 failed after TIME, throttled: opsworks DescribeStacks: throttled: ‘Rate exceeded’ (ThrottlingException, HTTP 400, request id ID, http://HOST/)
-- step 2 of 2, after a failed attempt of look-up-stack
   breakpoint 1: on throttled
   throttled: opsworks DescribeStacks: throttled: ‘Rate exceeded’ (ThrottlingException, HTTP 400, request id ID, http://HOST/)
   what to do: wait and try again; if it continues, start fewer instances at once
   Finds the OpsWorks stack and layer by their names
   stack-name: "v3 prod web"
   layer: "shop"
   disable-auto-healing: false
   (`continue` waits and tries again, `retry` tries at once)
(enlist) request 1
look-up-stack: opsworks DescribeStacks at http://HOST/: 400 ThrottlingException after TIME, request id ID
    > {}
""" + THROTTLING + """\
(enlist) delete 1
breakpoint 1 is gone
(enlist) continue
[TIME] look-up-stack: trying again in TIME
[TIME] look-up-stack: attempt 2 started
[TIME] look-up-stack: stack v3 prod web is ID, by way of us-east-1
[TIME] look-up-stack: done after TIME: layer.id=ID, layer.name=shop, stack.api-region=us-east-1, stack.arn=arn:aws:opsworks:us-east-1:123456789012:stack/ID/, stack.id=ID, stack.name=v3 prod web, stack.region=us-east-1
[TIME] quick succeeded after TIME, SOME requests
"""

CRASHING = {"enlist": 1, "name": "crashing", "steps": ["ohai-hint", {
    "native": {"library": "libc.so.6", "symbol": "strlen", "signature": "i64 -> u64",
               "arguments": [0], "gives": "name.length", "below-root": "run"}, "id": "measure"}]}
CRASHED = """\
[TIME] enlist WHO AND WHERE
[TIME] pipeline crashing: 2 steps
-- step 1 of 2, before ohai-hint
   the run has stopped here for you; `help` lists the commands
   Writes the file that tells Ohai that the machine is on EC2
   path: "/etc/chef/ohai/hints/ec2.json"
(enlist) continue
[TIME] ohai-hint: started
[TIME] ohai-hint: wrote /etc/chef/ohai/hints/ec2.json
[TIME] ohai-hint: done after TIME
[TIME] measure: started
[TIME] measure: attempt 1 failed after TIME, crashed: libc.so.6 was killed by SIGSEGV
-- step 2 of 2, after the failure of measure (native)
   crashed: libc.so.6 was killed by SIGSEGV
   what to do: correct the library or how it is called: `isolation: in-process` and a debugger show where; see its last lines
   calls `strlen` of libc.so.6
   library: "libc.so.6"
   symbol: "strlen"
   signature: "i64 -> u64"
   arguments: [0]
   gives: "name.length"
   classes: {}
   isolation: "process"
   below-root: "run"
   (`retry` repeats it, `skip` continues without it, `continue` lets it fail)
(enlist) params signature=str -> u64
signature: "str -> u64"; `retry` repeats `measure` with it
(enlist) params arguments=[shop]
arguments: ["shop"]; `retry` repeats `measure` with it
(enlist) retry
[TIME] measure: the parameter `signature` of `measure` was changed by hand
[TIME] measure: the parameter `arguments` of `measure` was changed by hand
[TIME] measure: attempt 2 started
[TIME] measure: done after TIME: name.length=4
[TIME] crashing succeeded after TIME
"""


def test_a_wrong_layer_is_found_and_repaired_on_a_terminal_without_starting_again(cloud):
    assert transcript(
        cloud,
        ["continue", "print product", "params layr=shop", "params layer=shop", "retry",
         "print layer.name", "detach"],
        "--until", "choose-hostname", "--product", "shp") == WRONG_LAYER


def test_a_throttled_call_is_looked_at_on_a_terminal(cloud):
    cloud.set_faults({"operation": "DescribeStacks", "error": "throttled"})
    assert transcript(
        cloud,
        ["break on throttled", "continue", "request 1", "delete 1", cloud.clear_faults, "continue"],
        "--until", "look-up-stack") == THROTTLED


def test_a_library_that_crashes_is_called_rightly_on_a_terminal(cloud, tmp_path):
    pipeline = tmp_path / "crashing.yaml"
    pipeline.write_text(json.dumps(CRASHING))
    assert transcript(
        cloud,
        ["continue", "params signature=str -> u64", "params arguments=[shop]", "retry"],
        "--pipeline", str(pipeline)) == CRASHED
