"""The orders of requests that editors really send, each with two clients that are not ours."""

import os
from pathlib import Path

import pytest

from adapter import INPUTS
from dap_clients import DapPython, Debugpy, Place

# Each step leaves a mark; the third one fails where a file is there.
MARKS = """\
enlist: 1
name: marks
steps:
  - {id: a, run: {script: "echo a >>$ENLIST_ROOT/ran", below-root: run}}
  - {id: b, run: {script: "echo b >>$ENLIST_ROOT/ran", below-root: run}}
  - id: c
    run: {script: "echo c >>$ENLIST_ROOT/ran; test ! -e $ENLIST_ROOT/fail", below-root: run}
    retry: none
"""


@pytest.fixture(params=[DapPython, Debugpy], ids=lambda client: client.name)
def connect(request, tmp_path):
    """Starts an adapter, and gives a client of it; `connect.place` is where its runs happen."""
    clients = []

    def connect(is_known=True):
        client = request.param(connect.place)
        clients.append(client)
        if is_known:
            assert client.initialize()["supportsConfigurationDoneRequest"]
        return client

    connect.place = Place(tmp_path)
    connect.pipeline = str(tmp_path / "marks.yaml")
    Path(connect.pipeline).write_text(MARKS)
    connect.launch = {"pipeline": connect.pipeline, "inputs": INPUTS, "stopOnEntry": False, "fresh": True}
    yield connect
    for client in clients:
        client.close()


def ran(place):
    marks = place.root / "ran"
    return marks.read_text().split() if marks.exists() else []


def good(client, command, **arguments):
    answered, body = client.answer(client.send(command, **arguments))
    assert answered, (command, body)
    return body


def bad(client, command, **arguments):
    answered, words = client.answer(client.send(command, **arguments))
    assert not answered, (command, words)
    return words


# What each sends between `launch` and `configurationDone`, and whether it waits for one answer before it sends the
# next request. The last is made up.
EDITORS = {
    "VS Code": (["setBreakpoints", "setExceptionBreakpoints"], False),
    "nvim-dap": (["setBreakpoints", "setExceptionBreakpoints"], True),
    "dape": (["setExceptionBreakpoints", "setBreakpoints"], True),
    "dap-mode": (["setExceptionBreakpoints", "setBreakpoints"], False),
    "Helix": (["setBreakpoints"], True),
    "one without breakpoints": ([], True),
}


@pytest.mark.parametrize("editor", EDITORS)
def test_the_beginnings_of_editors(connect, editor):
    (connect.place.root / "fail").touch()
    client = connect()
    settings, waits = EDITORS[editor]
    launch = client.send("launch", **connect.launch)
    if waits:
        assert client.answer(launch)[0]
    client.event("initialized")
    arguments = {
        "setBreakpoints": {
            "source": {"path": connect.pipeline, "name": "marks.yaml"}, "breakpoints": [{"line": 5}], "lines": [5],
            "sourceModified": False},
        "setExceptionBreakpoints": {"filters": ["failed"], "filterOptions": []}}
    sent = []
    for command in settings:
        sent.append(client.send(command, **arguments[command]))
        if waits:
            assert client.answer(sent.pop())[0]
    sent.append(client.send("configurationDone"))
    if not waits:
        sent.insert(0, launch)
    assert all(client.answer(one)[0] for one in sent)
    if "setBreakpoints" in settings:
        assert client.event("stopped")["reason"] == "breakpoint"
        assert good(client, "threads")["threads"][0]["id"] == 1
        [frame] = good(client, "stackTrace", threadId=1, startFrame=0, levels=20)["stackFrames"]
        assert frame["name"] == "before b" and ran(connect.place) == ["a"]
        scopes = good(client, "scopes", frameId=frame["id"])["scopes"]
        assert [scope["name"] for scope in scopes] == ["Facts", "Parameters", "Step"]
        good(client, "continue", threadId=1)
    # A failure stops it also for a client that never says at which.
    assert client.event("stopped")["reason"] == "exception"
    good(client, "continue", threadId=1)
    assert client.event("exited")["exitCode"] == 1
    client.event("terminated")
    good(client, "disconnect")
    assert client.process.wait(timeout=20) == 0
    assert ran(connect.place) == ["a", "b", "c"]


# How far a session comes before it is ended.
STAGES = ["initialized", "launched", "configured", "stopped", "ended"]


def come_to(client, connect, stage):
    place = STAGES.index(stage)
    if place >= 1:
        good(client, "launch", **connect.launch)
        client.event("initialized")
    if place >= 2:
        good(client, "setBreakpoints", source={"path": connect.pipeline}, breakpoints=[{"line": 5}])
    if place >= 3:
        good(client, "configurationDone")
        client.event("stopped")
    if place >= 4:
        good(client, "continue", threadId=1)
        client.event("exited")
        client.event("terminated")


@pytest.mark.parametrize("stage", STAGES)
def test_terminate_ends_a_session_at_each_stage(connect, stage):
    client = connect()
    come_to(client, connect, stage)
    good(client, "terminate")
    if stage != "ended":
        client.event("terminated")
    done = ran(connect.place)
    assert done == {"stopped": ["a"], "ended": ["a", "b", "c"]}.get(stage, [])
    # Said again, as by a person who clicks twice; and nothing begins afterwards.
    good(client, "terminate", restart=False)
    bad(client, "configurationDone")
    bad(client, "launch", **connect.launch)
    good(client, "disconnect", terminateDebuggee=True)
    assert client.process.wait(timeout=20) == 0
    assert "terminated" not in client.events() and ran(connect.place) == done


@pytest.mark.parametrize("stage", ["begun", *STAGES])
def test_disconnect_and_hanging_up_end_a_session_at_each_stage(connect, stage):
    for hangs_up in [False, True]:
        (connect.place.root / "ran").unlink(missing_ok=True)
        client = connect(is_known=stage != "begun")
        if stage != "begun":
            come_to(client, connect, stage)
        if hangs_up:
            client.hang_up()
        else:
            good(client, "disconnect", restart=False, terminateDebuggee=True)
        assert client.process.wait(timeout=20) == 0
        assert ran(connect.place) == {"stopped": ["a"], "ended": ["a", "b", "c"]}.get(stage, [])


def test_a_client_that_lets_a_run_go_before_it_has_begun_starts_none(connect):
    client = connect()
    come_to(client, connect, "configured")
    good(client, "disconnect", terminateDebuggee=False)
    assert client.process.wait(timeout=20) == 0
    assert ran(connect.place) == []


def test_what_the_adapter_does_not_do_is_refused_and_ends_nothing(connect):
    client = connect()
    assert "attach" in bad(client, "attach", pid=1)
    for command in ["restart", "cancel", "loadedSources", "setFunctionBreakpoints", "gotoTargets", "evaluat\u0435"]:
        bad(client, command)
    # Before there is a run, what speaks of one is refused.
    for command in ["configurationDone", "stackTrace", "continue", "pause"]:
        bad(client, command, threadId=1)
    bad(client, "setBreakpoints", source={"path": connect.pipeline}, breakpoints=[])
    bad(client, "launch", pipeline=connect.pipeline + "x")
    come_to(client, connect, "stopped")
    bad(client, "restart", arguments={"request": "launch"})
    bad(client, "attach")
    bad(client, "configurationDone")
    good(client, "continue", threadId=1)
    client.event("terminated")
    good(client, "threads")
    good(client, "disconnect")
    assert client.process.wait(timeout=20) == 0
    assert ran(connect.place) == ["a", "b", "c"]


def test_a_restart_is_another_session(connect):
    """As VS Code and nvim-dap do it with an adapter that has no `restart`."""
    for _ in range(2):
        client = connect()
        come_to(client, connect, "stopped")
        good(client, "terminate", restart=True)
        client.event("terminated")
        good(client, "disconnect", restart=True)
        assert client.process.wait(timeout=20) == 0
    assert ran(connect.place) == ["a", "a"]


def names_of(path):
    link = path.parent / "a link.yaml"
    link.symlink_to(path)
    hard = path.parent / "hard.yaml"
    os.link(path, hard)
    return [str(link), str(hard), os.path.relpath(path), f"{path.parent}/./x/../{path.name}", f"file://{path}",
            f"file:{path}", f"FILE://localhost{path}", f"file://{path.parent}/a%20link.yaml"]


def test_a_file_is_the_same_by_whatever_name(connect):
    client = connect()
    good(client, "launch", **connect.launch)
    client.event("initialized")
    numbers = set()
    for name in names_of(Path(connect.pipeline)):
        [answer] = good(
            client, "setBreakpoints", source={"path": name}, breakpoints=[{"line": 5}])["breakpoints"]
        assert answer["verified"], (name, answer)
        numbers.add(answer["id"])
        # The client finds the file again by the name that it has given.
        assert answer["source"]["path"] == name or not name.startswith(("/", "f", "F")), (name, answer)
    assert len(numbers) == 1
    for name in ["file://elsewhere/marks.yaml", "untitled:marks.yaml", connect.pipeline + ".bak", ""]:
        [answer] = good(
            client, "setBreakpoints", source={"path": name}, breakpoints=[{"line": 5}])["breakpoints"]
        assert not answer["verified"], name
    # Taken away by one name, it is gone by all.
    good(client, "setBreakpoints", source={"path": f"file://{connect.pipeline}"}, breakpoints=[])
    good(client, "configurationDone")
    assert client.event("exited")["exitCode"] == 0


# The other one says `initialize` by itself, with paths.
@pytest.mark.parametrize("connect", [Debugpy], indirect=True)
def test_a_client_that_has_uris_gets_uris(connect):
    client = connect(is_known=False)
    good(client, "initialize", adapterID="enlist", pathFormat="uri")
    uri = Path(connect.pipeline).as_uri()
    good(client, "launch", **{**connect.launch, "pipeline": uri, "stopOnEntry": True})
    client.event("initialized")
    good(client, "configurationDone")
    client.event("stopped")
    [frame] = good(client, "stackTrace", threadId=1)["stackFrames"]
    assert frame["source"] == {"name": "marks.yaml", "path": uri}


# Three steps on a line, and what has its place beside or below them.
FLOW = """\
enlist: 1
name: flow
steps: [{run: {command: [echo, a], below-root: run}, id: a}, {run: {command: [echo, b], below-root: run}, id: b},
  {run: {command: [echo, c], below-root: run}, id: c}, {run: {command: [echo, d],
    below-root: run}, id: d}]
"""


@pytest.mark.parametrize("place, stops", [
    ({"line": 3}, ["a"]), ({"line": 3, "column": 1}, ["a"]), ({"line": 3, "column": 9}, ["a"]),
    ({"line": 3, "column": 61}, ["a"]), ({"line": 3, "column": 62}, ["b"]), ({"line": 3, "column": 900}, ["b"]),
    ({"line": 4}, ["c"]), ({"line": 4, "column": 60}, ["d"]), ({"line": 5}, ["c"]), ({"line": 1}, ["a"]),
    ({"line": 99}, ["c"])])
def test_a_line_with_several_steps_stops_before_the_first_or_at_its_column(connect, place, stops):
    Path(connect.pipeline).write_text(FLOW)
    client = connect()
    good(client, "launch", **connect.launch)
    source = {"path": connect.pipeline}
    columns = [FLOW.splitlines()[2].index("{run"), FLOW.splitlines()[2].rindex("{run")]
    found = good(client, "breakpointLocations", source=source, line=3)["breakpoints"]
    assert found == [{"line": 3, "column": column + 1} for column in columns]
    assert good(client, "breakpointLocations", source=source, line=3, column=10, endLine=4, endColumn=3)[
        "breakpoints"] == [{"line": 3, "column": columns[1] + 1}, {"line": 4, "column": 3}]
    [answer] = good(client, "setBreakpoints", source=source, breakpoints=[place])["breakpoints"]
    assert answer["verified"] and answer["column"] in [columns[0] + 1, columns[1] + 1, 3, 56], answer
    good(client, "configurationDone")
    for step in stops:
        client.event("stopped")
        [frame] = good(client, "stackTrace", threadId=1)["stackFrames"]
        assert frame["name"] == f"before {step}"
        good(client, "continue", threadId=1)
    assert client.event("exited")["exitCode"] == 0


def test_older_clients_set_breakpoints_by_lines_and_newer_ones_failures_by_options(connect):
    (connect.place.root / "fail").touch()
    client = connect()
    good(client, "launch", **connect.launch)
    source = {"path": connect.pipeline}
    answers = good(client, "setBreakpoints", source=source, lines=[5, 6])["breakpoints"]
    assert [(b["verified"], b["line"]) for b in answers] == [(True, 5), (True, 6)]
    [again] = good(client, "setBreakpoints", source=source, lines=[5, 6], breakpoints=[{"line": 5}])["breakpoints"]
    assert again["id"] == answers[0]["id"]
    assert "lines" in bad(client, "setBreakpoints", source=source, lines="5")
    assert "line" in bad(client, "setBreakpoints", source=source, lines=["5"])
    good(client, "setBreakpoints", source=source, lines=[])
    assert "filterOptions" in bad(client, "setExceptionBreakpoints", filters=[], filterOptions=[{"filterId": "x"}])
    answers = good(client, "setExceptionBreakpoints", filters=["attempt"], filterOptions=[
        {"filterId": "failed", "condition": "environment: staging"}, {"filterId": "refused", "condition": ""},
        {"filterId": "failed", "condition": "envronment: prod"}])["breakpoints"]
    assert [b["verified"] for b in answers] == [True, True, True, False]
    assert "did you mean `environment`?" in answers[3]["message"]
    # A condition that does not hold: nothing stops it.
    good(client, "setExceptionBreakpoints", filters=[], filterOptions=[
        {"filterId": "failed", "condition": "environment: staging"}])
    good(client, "configurationDone")
    assert client.event("exited")["exitCode"] == 1
    good(client, "disconnect")
    assert "stopped" not in client.events()


def test_failures_are_stopped_at_where_their_condition_holds(connect):
    (connect.place.root / "fail").touch()
    client = connect()
    good(client, "launch", **connect.launch)
    good(client, "setExceptionBreakpoints", filters=[], filterOptions=[
        {"filterId": "failed", "condition": "environment: prod"}])
    good(client, "configurationDone")
    assert client.event("stopped")["reason"] == "exception"
    good(client, "terminate")
    client.event("terminated")


TYPED = """\
enlist: 1
name: typed
steps:
  - id: give
    run:
      script: "printf 'u=456\\nn=7\\nb=true\\n' >>$ENLIST_GIVES"
      gives: {u: string, n: integer, b: boolean}
      below-root: run
  - {id: pause, run: {command: ["true"], below-root: run}}
  - {id: text, when: {u: "123"}, run: {command: [echo, text matched], below-root: run}}
  - {id: number, when: {n: 123}, run: {command: [echo, number matched], below-root: run}}
  - {id: flag, when: {b: false}, run: {command: [echo, flag matched], below-root: run}}
"""


def test_a_fact_keeps_the_type_that_its_giver_has_declared(connect):
    Path(connect.pipeline).write_text(TYPED)
    client = connect()
    good(client, "launch", **connect.launch)
    wanted = {"u: '5'": True, "u: 5": False, "n: 5": True, "n: '5'": False, "b: [true, 7]": True, "b: 7": False,
              "m: 5": False, "hostname: x": False, "product: shop": True}
    answers = good(client, "setBreakpoints", source={"path": connect.pipeline}, breakpoints=[
        {"line": 9, "condition": text} for text in wanted])["breakpoints"]
    assert {text: answer["verified"] for text, answer in zip(wanted, answers)} == wanted, answers
    assert all(answer["verified"] or answer["message"] for answer in answers)
    assert "nothing in this run gives the fact `hostname`" in answers[7]["message"]
    answers = good(client, "setBreakpoints", source={"path": connect.pipeline}, breakpoints=[
        {"line": 9, "logMessage": "${prodct}"}, {"line": 9, "logMessage": "${x:-none} ${u}"}, {"line": 9}])["breakpoints"]
    assert [answer["verified"] for answer in answers] == [False, True, True]
    good(client, "configurationDone")
    client.event("stopped")
    [frame] = good(client, "stackTrace", threadId=1)["stackFrames"]
    reference = good(client, "scopes", frameId=frame["id"])["scopes"][0]["variablesReference"]

    def set_to(name, value):
        return good(client, "setVariable", variablesReference=reference, name=name, value=value)

    assert set_to("u", "123") == {"value": '"123"', "type": "string", "variablesReference": 0}
    assert set_to("u", '"12"')["value"] == '"12"'
    assert good(client, "evaluate", expression="set u='123'", context="repl")["result"] == "u=123"
    assert set_to("n", '"123"') == {"value": "123", "type": "integer", "variablesReference": 0}
    for name, value, words in [
            ("n", "abc", "`n` should be an integer, as `give` gives it"), ("n", "1.5", "an integer"), ("n", "", "an integer"),
            ("b", "0", "`b` should be true or false")]:
        assert words in bad(client, "setVariable", variablesReference=reference, name=name, value=value)
        assert words in bad(client, "evaluate", expression=f"set {name}={value}", context="repl")
    assert set_to("b", "false")["type"] == "boolean"
    good(client, "continue", threadId=1)
    assert client.event("exited")["exitCode"] == 0
    said = [client.event("output")["output"] for _ in range(20)]
    for kind in ["text", "number", "flag"]:
        assert any(f"{kind} matched" in line for line in said), said
