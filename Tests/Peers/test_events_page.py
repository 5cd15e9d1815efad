"""docs/events.md: the events of real runs have the fields that the page says, and no others."""

import json
import re

from cloud import INPUTS, PACKAGE, local_cloud

PAGE = (PACKAGE / "docs/events.md").read_text()
ALWAYS = {"seq", "time", "run", "type"}
PERHAPS = {"step", "attempt", "beside"}
# By type, those that are always there, and those that may be.
FIELDS = {
    name: (set(re.findall(r"`([\w-]+)`(?!\?)", fields)), set(re.findall(r"`([\w-]+)`\?", fields)))
    for name, fields in re.findall(r"^\| `([\w-]+)` \| [^|]* \| ([^|]*) \|$", PAGE.partition("## The fields")[0], re.M)}
TYPES = {"text": str, "number": (int, float), "true or false": bool, "list": list, "object": dict, "any": object}
VALUES = {name: TYPES[kind] for name, kind in re.findall(
    r"^\| `([\w-]+)` \| ([\w ]+) \| [^|]* \|$", PAGE.partition("## The fields")[2], re.M)}

PIPELINE = """\
enlist: 1
name: eventful
steps:
  - ohai-hint
  - look-up-stack
  - run: {{command: [sh, -c, "echo hello; test -e {mark} || {{ touch {mark}; exit 75; }}"], below-root: run, exit-statuses: {{busy: [75]}}}}
    id: once
    retry: {{on: [busy], attempts: 3, delay: 10ms}}
  - run: {{command: ["false"], below-root: run}}
    id: may-fail
    on-failure: continue
  - wait-for: {{file: /etc}}
    when: {{environment: staging}}
  - wait-for: {{file: /never}}
    id: never
    deadline: 300ms
"""


def judge(events):
    """Holds events against the page; their types."""
    for event in events:
        always, perhaps = FIELDS[event["type"]]
        own = set(event) - ALWAYS - PERHAPS
        assert always <= own <= always | perhaps, event
        for name in own:
            assert isinstance(event[name], VALUES[name]), (name, event)
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    return {event["type"] for event in events}


def test_the_events_of_runs_are_those_of_the_page(tmp_path):
    file = tmp_path / "eventful.yaml"
    file.write_text(PIPELINE.format(mark=tmp_path / "mark"))
    commands = tmp_path / "commands"
    commands.write_text("set site.name=x\nparams path=/etc/chef/other.json\nback ohai-hint\ndetach\n")
    with local_cloud(tmp_path) as cloud:
        seen = judge(cloud.run("--json").events())
        failed = cloud.run("--json", "--pipeline", str(file), "--revert-on-failure", "--fresh")
        assert failed.status == 3, failed
        seen |= judge(failed.events())
        for _ in range(2):
            again = cloud.run("--json", "--pipeline", str(file))
            assert again.status == 3, again
            seen |= judge(again.events())
        cloud.set_faults({"service": "opsworks", "operation": "DescribeStacks", "error": "throttled", "calls": "first"})
        debugged = cloud.enlist(
            "debug", *INPUTS, "--json", "--fresh", "--pipeline", str(file), "--until", "look-up-stack", "--commands",
            str(commands))
        seen |= judge(debugged.events())
        logged = cloud.enlist("log", "--json")
        judge([json.loads(line) for line in logged.output.splitlines()])
    assert seen >= {
        "run-started", "run-resumed", "attempt-started", "attempt-succeeded", "attempt-failed", "retrying", "waiting",
        "step-succeeded", "step-failed", "step-skipped", "recorded", "fact-changed", "parameter-changed",
        "revert-started", "revert-succeeded", "note", "output", "request", "run-finished"}, sorted(seen)
