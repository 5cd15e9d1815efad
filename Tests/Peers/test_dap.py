"""Whole sessions of `enlist dap`, with a client that is not ours, each message judged by the protocol's schema."""

import json
import os
import re
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from adapter import Editor, INPUTS
from cloud import BUILD, local_cloud
from test_debugger import PIPELINE, TWO


@pytest.fixture
def editor(cloud):
    editor = Editor(cloud)
    yield editor
    editor.close()


def line_of(text):
    """The line of the pipeline file that has a text in it."""
    lines = Path(PIPELINE).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


SOURCE = {"path": PIPELINE}


def test_a_wrong_layer_is_found_repaired_and_saved_in_an_editor(tmp_path):
    with local_cloud(tmp_path, TWO) as cloud:
        editor = Editor(cloud)
        assert editor.capabilities["supportsStepBack"]
        editor.launch(pipeline=PIPELINE, inputs={**INPUTS, "product": "shp"}, stopOnEntry=False)
        editor.ask("setExceptionBreakpoints", filters=["failed"])
        editor.begin()
        body, frame = editor.stopped()
        assert (body["reason"], frame["name"]) == (
            "exception", "after the failure of look-up-stack")
        assert (frame["source"]["path"], frame["line"]) == (PIPELINE, line_of("look-up-stack"))
        info = editor.ask("exceptionInfo", threadId=1)
        assert (info["exceptionId"], info["breakMode"]) == ("not-found", "unhandled")
        assert info["description"] == (
            "the stack `v3 prod web` has no layer with the short name `shp`; the nearest is `shop`\n"
            "what to do: check the input `product`, or add the layer")
        reference, parameters = editor.variables("Parameters")
        assert parameters["layer"]["value"] == '"shp"'
        # What a person needs for it is in the console, and a name there is what it stands for.
        assert editor.output("console").endswith(
            "what to do: check the input `product`, or add the layer\n   layers there: `shop`\n"
            "(`retry` repeats it, `skip` continues without it, `continue` lets it fail; `help` lists the commands)\n")
        assert (editor.repl("layer"), editor.repl(" product ")) == ('"shp"', '"shp"')
        changed = editor.ask(
            "setVariable", variablesReference=reference, name="layer", value='"shop"')
        assert changed == {"value": '"shop"', "type": "string", "variablesReference": 0}
        assert editor.variables("Parameters")[1]["layer"]["value"] == '"shop"'
        saved = tmp_path / "saved.yaml"
        assert editor.repl(f"save {saved}").startswith("saved; use it with")
        assert editor.repl("retry") == ""
        editor.event("continued")
        assert editor.at() == ("step", "before choose-hostname")
        editor.ask("continue", threadId=1)
        assert editor.event("exited") == {"exitCode": 0}
        editor.event("terminated")
        assert "joined: `shop1`" in editor.output("console")
        assert "no layer with the short name `shp`" in editor.output("stderr")
        assert editor.end() == (0, "")
        cloud.assert_joined(0)
        again = cloud.run("--pipeline", str(saved), inputs={"product": "shp"}, number=1)
        assert again.status == 0, again
        cloud.assert_joined(1)


def test_a_session_steps_goes_back_looks_and_changes(cloud, editor):
    editor.launch(pipeline=PIPELINE)
    editor.begin()
    assert editor.at() == ("entry", "before ohai-hint")
    assert editor.go("stepIn") == ("step", "after ohai-hint")
    assert editor.go("next") == ("step", "before look-up-stack")
    assert editor.go("stepOut") == ("step", "before choose-hostname")

    facts, known = editor.variables("Facts")
    assert known["layer.name"]["value"] == '"shop"'
    assert known["layer.name"]["type"] == "string"
    if "instance.identity" in known:
        assert known["instance.identity"]["value"] == "(secret)"
    assert editor.ask("evaluate", expression="${stack.name} / $$", context="watch")["result"] == (
        '"v3 prod web / $"')
    assert editor.ask("evaluate", expression="product", context="hover")["result"] == '"shop"'
    assert editor.refused("evaluate", expression="${stak.name}", context="watch") == (
        "the fact `stak.name` is not known; did you mean `stack.name`?")
    step = editor.variables("Step")[1]
    assert step["point"]["value"] == '"before"'
    gives = editor.ask("variables", variablesReference=step["gives"]["variablesReference"])
    assert [v["value"] for v in gives["variables"]] == ['"hostname"']

    assert editor.repl("facts stack.name") == "stack.name=v3 prod web"
    assert editor.refused("evaluate", expression="frobnicate", context="repl") == (
        "there is no command `frobnicate`; `help` lists the commands")
    targets = editor.ask("completions", text="until tag", column=10)["targets"]
    assert targets == [{"label": "tag-instance", "start": 7, "length": 3}]

    assert editor.go("next") == ("step", "before tag-instance")
    # What the last stop's references stood for is gone.
    assert "is gone" in editor.refused("variables", variablesReference=facts)
    assert editor.ask("setVariable", variablesReference=editor.variables("Facts")[0],
                      name="hostname", value="web9")["value"] == '"web9"'
    assert editor.ask("evaluate", expression="hostname", context="hover")["result"] == '"web9"'
    assert editor.refused(
        "setVariable", variablesReference=editor.variables("Step")[0], name="id", value="x") == (
        "`id` cannot be changed here; change a whole fact, or a whole parameter of the step")
    assert editor.go("stepBack") == ("step", "before choose-hostname")
    assert editor.go("stepIn") == ("step", "after choose-hostname")
    frame, = editor.ask("stackTrace", threadId=1)["stackFrames"]
    editor.ask("restartFrame", frameId=frame["id"])
    assert editor.at() == ("step", "before choose-hostname")
    assert editor.go("reverseContinue") == ("step", "before ohai-hint")
    assert "nothing to go back to" in editor.refused("stepBack", threadId=1)
    assert editor.ask("continue", threadId=1) == {"allThreadsContinued": True}
    assert editor.event("exited") == {"exitCode": 0}
    editor.event("terminated")
    assert editor.end() == (0, "")
    cloud.assert_joined()


def test_breakpoints_stand_at_lines_with_conditions_hits_and_messages(cloud, editor):
    editor.launch(pipeline=PIPELINE, stopOnEntry=False)
    places = editor.ask(
        "breakpointLocations", source=SOURCE, line=1, endLine=line_of("choose-hostname"))
    assert [place["line"] for place in places["breakpoints"]] == [
        line_of(step) for step in ["- ohai-hint", "- look-up-stack", "- choose-hostname"]]
    wanted = [
        # In the middle of a step: it stands at the step's first line.
        {"line": line_of("- look-up-stack") + 1},
        {"line": line_of("- choose-hostname"), "condition": "environment: staging"},
        {"line": line_of("- tag-instance"), "condition": "{environment: [prod, staging]}"},
        {"line": line_of("- register-instance"), "hitCondition": ">= 2"},
        {"line": line_of("- wait-until-registered"), "logMessage": "called ${hostname} by $${x}"},
        {"line": line_of("- assign-layer"), "hitCondition": "often"},
        {"line": line_of("- assign-layer"), "condition": "[prod]"},
    ]
    breakpoints = editor.ask("setBreakpoints", source=SOURCE, breakpoints=wanted)["breakpoints"]
    assert [b["verified"] for b in breakpoints] == [True] * 5 + [False] * 2
    assert breakpoints[0]["line"] == line_of("- look-up-stack")
    assert "does not say which hits count" in breakpoints[5]["message"]
    assert "write it as at `when`" in breakpoints[6]["message"]
    # What is set again keeps its number.
    again = editor.ask("setBreakpoints", source=SOURCE, breakpoints=wanted[:5])["breakpoints"]
    assert [b["id"] for b in again] == [b["id"] for b in breakpoints[:5]]
    elsewhere = editor.ask(
        "setBreakpoints", source={"path": "/nowhere.yaml"}, breakpoints=[{"line": 1}])
    assert elsewhere["breakpoints"][0]["message"] == "no step of this run stands in this file"
    editor.begin()
    body, frame = editor.stopped()
    assert (body["reason"], frame["name"]) == ("breakpoint", "before look-up-stack")
    assert body["hitBreakpointIds"] == [breakpoints[0]["id"]]
    assert editor.go("continue") == ("breakpoint", "before tag-instance")
    editor.ask("continue", threadId=1)
    assert editor.event("exited") == {"exitCode": 0}
    assert re.search(r"^called shop1 by \$\{x\}$", editor.output("console"), re.M)
    assert editor.end() == (0, "")


OVERLAY = """\
enlist: 1
extends: {pipeline}
changes:
  - set: choose-hostname
    retry: none
  - move: ohai-hint
    after: look-up-stack
  - before: assign-layer
    insert:
      id: mine
      run:
        command: ["true"]
        below-root: run
  - rename: tag-instance
    to: tag
  - replace: register-instance
    by:
      register-instance:
      retry: none
  - remove: wait-until-registered
  - remove: assign-layer
"""
# By a word of its line, the step at which the run stops, or why it does not.
CHANGED = [
    ("retry: none\n  - move", "choose-hostname"), ("- move", "ohai-hint"), ("after: look", "ohai-hint"),
    ("- before", "mine"), ("id: mine", "mine"), ("below-root", "mine"), ("- rename", "tag"), ("to: tag", "tag"),
    ("- replace", "register-instance"), ("retry: none\n  - remove", "register-instance"),
    ("- remove: wait", "`wait-until-registered` is not in this run: a change removes it"),
    ("- remove: assign", "`assign-layer` is not in this run: a change removes it")]


def test_a_breakpoint_on_a_change_stops_at_the_step_that_it_changes(cloud, editor, tmp_path):
    text = OVERLAY.format(pipeline=os.path.relpath(PIPELINE, tmp_path))
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(text)
    lines = [text[:text.index(word)].count("\n") + 1 for word, _ in CHANGED]
    editor.launch(pipeline=str(overlay), stopOnEntry=False)
    places = editor.ask(
        "breakpointLocations", source={"path": str(overlay)}, line=1, endLine=text.count("\n"))["breakpoints"]
    assert [place["line"] for place in places] == [4, 6, 8, 10, 14, 16, 18]
    for line, (word, what) in zip(lines, CHANGED):
        [answer] = editor.ask(
            "setBreakpoints", source={"path": str(overlay)}, breakpoints=[{"line": line}])["breakpoints"]
        if what.startswith("`"):
            assert not answer["verified"] and answer["message"].startswith(what), (word, answer)
        else:
            assert answer["verified"] and answer["source"]["path"] == str(overlay), (word, answer)
    # A step of the file below that the changes take away is none to stop at either.
    [answer] = editor.ask("setBreakpoints", source=SOURCE, breakpoints=[
        {"line": line_of("- assign-layer")}])["breakpoints"]
    assert not answer["verified"] and f"({overlay}:21:5)" in answer["message"], answer
    wanted = [{"line": line} for line, (_, what) in zip(lines, CHANGED) if not what.startswith("`")]
    editor.ask("setBreakpoints", source={"path": str(overlay)}, breakpoints=wanted)
    editor.begin()
    stops = [editor.stopped()[1]["name"]]
    for _ in range(4):
        stops.append(editor.go("continue")[1])
    # In the order of the run, each once.
    assert stops == [f"before {step}" for step in ["ohai-hint", "choose-hostname", "tag", "register-instance", "mine"]]
    editor.ask("continue", threadId=1)
    assert editor.event("exited") == {"exitCode": 0}


def test_a_throttled_call_is_seen_as_an_exception(cloud, editor):
    cloud.set_faults({"operation": "DescribeStacks", "error": "throttled"})
    editor.launch(pipeline=PIPELINE, stopOnEntry=False)
    assert "filters" in editor.refused("setExceptionBreakpoints", filters=["sometimes"])
    editor.ask("setExceptionBreakpoints", filters=["throttled"])
    editor.begin()
    assert editor.at() == ("exception", "after a failed attempt of look-up-stack")
    info = editor.ask("exceptionInfo", threadId=1)
    assert (info["exceptionId"], info["breakMode"]) == ("throttled", "always")
    assert "DescribeStacks" in editor.repl("request 1")
    cloud.clear_faults()
    editor.ask("continue", threadId=1)
    assert editor.event("exited") == {"exitCode": 0}
    assert editor.end() == (0, "")
    cloud.assert_joined()


def test_a_run_is_paused_ended_and_gone_on_with(cloud):
    first = Editor(cloud)
    first.launch(pipeline=PIPELINE)
    first.begin()
    assert first.at() == ("entry", "before ohai-hint")
    assert first.go("next") == ("step", "before look-up-stack")
    first.ask("terminate")
    assert first.event("exited") == {"exitCode": 4}
    first.event("terminated")
    assert first.end() == (0, "")

    # A client that goes away without a word leaves a run that can be resumed.
    second = Editor(cloud)
    second.launch(pipeline=PIPELINE)
    second.begin()
    second.stopped()
    second.process.stdin.close()
    assert second.process.wait(timeout=20) == 0

    # One that lets go has the run joined without it.
    third = Editor(cloud)
    third.launch(pipeline=PIPELINE)
    third.begin()
    third.stopped()
    third.ask("disconnect", terminateDebuggee=False)
    assert third.process.wait(timeout=30) == 0
    cloud.assert_joined()


def test_pause_stops_a_run_that_goes_on(cloud, editor):
    cloud.set_faults({"operation": "DescribeStacks", "hold": True})
    editor.launch(pipeline=PIPELINE, stopOnEntry=False)
    editor.begin()
    assert "goes on by itself" in editor.refused("stackTrace", threadId=1)
    editor.ask("pause", threadId=1)
    cloud.clear_faults()
    assert editor.at()[0] == "pause"
    editor.ask("continue", threadId=1)
    assert editor.event("exited") == {"exitCode": 0}
    for request in ["stackTrace", "continue", "pause"]:
        assert "the run has ended, with exit status 0" in editor.refused(request, threadId=1)
    assert editor.end() == (0, "")


def test_the_built_in_pipeline_is_shown_as_a_text(cloud, editor):
    editor.launch()
    source = {"name": "opsworks (built in)", "sourceReference": 1}
    editor.begin()
    _, frame = editor.stopped()
    assert frame["source"] == source
    text = editor.ask("source", source=source, sourceReference=1)["content"]
    assert text.splitlines()[frame["line"] - 1] == "  - ohai-hint"
    set_at = editor.ask("setBreakpoints", source=source, breakpoints=[
        {"line": text.splitlines().index("  - look-up-stack") + 1}])["breakpoints"]
    assert set_at[0]["verified"]
    assert editor.end()[0] == 0


def test_what_cannot_be_done_is_said(cloud, editor, tmp_path):
    assert "start the session again" in editor.refused("initialize", adapterID="enlist")
    assert "no run has been launched" in editor.refused("configurationDone")
    assert editor.refused("gotoTargets") == (
        "there is no request `gotoTargets` here; the answer to `initialize` lists those that exist")
    bad = tmp_path / "bad.yaml"
    bad.write_text("enlist: 1\nname: bad\nsteps:\n  - look-up-stak\n")
    for arguments, words in [
            ({"pipeline": str(bad)}, "did you mean `look-up-stack`?"),
            ({"pipeline": 3}, "`pipeline` should be a text"),
            ({"inputs": {"prodct": "shop"}}, "`inputs` should be a mapping with product"),
            ({"facts": {"product": "shop"}}, "`facts` should be a mapping of facts"),
            ({"env": {"AWS_REGION": []}}, "`env.AWS_REGION` should be a text")]:
        assert words in editor.refused("launch", **{"inputs": INPUTS, **arguments})
    editor.launch(pipeline=PIPELINE)
    assert "launched its run already" in editor.refused("launch", inputs=INPUTS)
    assert editor.end() == (0, "")


@pytest.mark.parametrize("words, problem", [
    (b"GET / HTTP/1.1\r\n\r\n", "not a message of the Debug Adapter Protocol"),
    (b"Content-Length: 9999999\r\n\r\n", "the most is 1048576"),
    (b"Content-Length: 2\r\n\r\n{]", "is not JSON"),
    (b"Content-Length: 2\r\n\r\n{}", "has no `type`"),
    (b"x" * 5000, "not a message of the Debug Adapter Protocol"),
])
def test_what_is_not_the_protocol_ends_it(cloud, words, problem):
    done = subprocess.run(
        [BUILD / "enlist", "dap"], input=words, capture_output=True, timeout=20,
        env=cloud.environment())
    assert (done.returncode, done.stdout) == (65, b"")
    assert problem in done.stderr.decode()


def test_a_browser_is_no_client(cloud):
    """A page can have a browser send this to any port of the machine it runs on."""
    with subprocess.Popen([BUILD / "enlist", "dap", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, env=cloud.environment()) as server:
        port = int(server.stdout.readline().removeprefix("port "))
        server.stdout.readline()
        body = json.dumps({"seq": 1, "type": "request", "command": "initialize", "arguments": {}})
        with socket.create_connection(("127.0.0.1", port), timeout=10) as browser:
            browser.sendall(f"POST /x:y HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
            assert browser.recv(1000) == b""
        assert "a client was sent away" in server.stderr.readline()
        server.terminate()


def test_a_token_that_can_be_guessed_is_refused(cloud):
    ended = subprocess.run([BUILD / "enlist", "dap", "--port", "0"], capture_output=True, text=True, timeout=30,
                           env={**cloud.environment(), "ENLIST_DAP_TOKEN": "x"})
    assert ended.returncode == 64 and "could be guessed" in ended.stderr, ended


def test_over_tcp_only_who_has_the_token_may_launch(cloud):
    server = subprocess.Popen(
        [BUILD / "enlist", "dap", "--port", "0"], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, text=True, env=cloud.environment())
    try:
        port = int(server.stdout.readline().removeprefix("port "))
        token = server.stdout.readline().removeprefix("token ").strip()
        assert len(token) >= 32
        for wrong in [{}, {"token": "guess"}, {"token": token[:-1] + "x"}]:
            stranger = Editor(cloud, connect=socket.create_connection(("127.0.0.1", port)))
            assert "token" in stranger.refused("launch", inputs=INPUTS, **wrong)
            assert not stranger.receive()  # Sent away.
        rude = socket.create_connection(("127.0.0.1", port))
        rude.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert rude.recv(100) == b""
        editor = Editor(cloud, connect=socket.create_connection(("127.0.0.1", port)))
        editor.launch(pipeline=PIPELINE, token=token, stopOnEntry=False)
        editor.begin()
        assert editor.event("exited") == {"exitCode": 0}
        editor.end()
        assert server.wait(timeout=20) == 0
    finally:
        server.kill()
        server.wait()
    cloud.assert_joined()


def test_a_signal_ends_a_session_so_that_the_run_can_be_done_again(cloud):
    editor = Editor(cloud)
    editor.launch(pipeline=PIPELINE)
    editor.begin()
    editor.stopped()
    editor.process.send_signal(signal.SIGTERM)
    assert editor.event("exited") == {"exitCode": 4}
    assert editor.process.wait(timeout=20) == 4


# Where a member is ready at once, how often it is looked at does not depend on the time.
AT_ONCE = {**TWO, "timings": {name: 0 for name in TWO["timings"]}}


def told(text):
    """A run's events but for times, chance, and what the cloud chooses."""
    text = re.sub(r'"(time|run)":"[^"]*",', "", text)
    text = re.sub(r'"(elapsed|duration|delay|seq)":[0-9.e-]+', r'"\1":0', text)
    # That of a step without a timeout is what is left of the pipeline's deadline.
    text = re.sub(r'"limit":[0-9]+\.[0-9]{2,}', '"limit":0', text)
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "ID", text)
    text = re.sub(r"\bi-[0-9a-f]{17}\b", "INSTANCE", text)
    text = re.sub(r"127\.0\.0\.1:\d+", "HOST", text)
    text = re.sub(r"waiting \d+ms", "waiting", text)
    return text.splitlines()


def test_a_session_that_only_says_continue_makes_the_events_of_a_run_without_one(tmp_path):
    runs = {}
    commands = tmp_path / "commands"
    commands.write_text("continue\n")
    for kind in ["plain", "terminal", "editor"]:
        (tmp_path / kind).mkdir()
        with local_cloud(tmp_path / kind, AT_ONCE) as cloud:
            if kind == "plain":
                run = cloud.run("--pipeline", PIPELINE)
            elif kind == "terminal":
                run = cloud.enlist("debug", "--commands", str(commands), "--pipeline", PIPELINE,
                                   *(word for name, text in INPUTS.items()
                                     for word in (f"--{name}", text)))
            else:
                run = Editor(cloud)
                run.launch(pipeline=PIPELINE)
                run.begin()
                run.stopped()
                run.ask("continue", threadId=1)
                assert run.event("exited") == {"exitCode": 0}
                assert run.end() == (0, "")
            runs[kind] = told(cloud.enlist("log", "--json").output)
    assert len(runs["plain"]) > 40
    assert runs["terminal"] == runs["plain"]
    assert runs["editor"] == runs["plain"]
