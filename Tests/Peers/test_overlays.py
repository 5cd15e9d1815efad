"""Pipelines that products change: `enlist plan` and `enlist run` with files of `/etc/enlist`."""

import json
import os
import textwrap

import pytest

from cloud import INPUTS

# What a product writes: ten lines, and no copy of the pipeline.
PRODUCT = """
    enlist: 1
    extends: opsworks
    changes:
      - insert: {run: {command: ["true"], below-root: run}}
        before: register-instance
      - move: tag-instance
        after: assign-layer
      - set: wait-until-registered
        with: {every: 100ms}
      - remove: install-dependencies
"""


def install(cloud, files):
    """Writes files below `/etc/enlist`."""
    for name, text in files.items():
        path = cloud.root() / "etc/enlist" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip())


def ids(cloud, *arguments, **keywords):
    planned = cloud.enlist("plan", "--json", *INPUTS, *arguments, **keywords)
    assert planned.status == 0, planned.errors
    return [step["id"] for step in json.loads(planned.output)["steps"]]


def refused(cloud, *arguments):
    """What is said of files that are no good, with the folder's path left out."""
    planned = cloud.enlist("plan", *INPUTS, *arguments)
    assert (planned.status, planned.output) == (65, ""), planned
    assert cloud.requests() == []
    again = cloud.enlist("run", *INPUTS, *arguments)
    assert again.status == 65, again
    # A run leaves its reason at the instance, and does nothing else.
    assert {request["operation"] for request in cloud.requests() if request["service"] != "metadata"} <= {"CreateTags"}
    return planned.errors.replace(f"{cloud.root()}/etc/enlist/", "")


def test_a_product_changes_the_pipeline_in_ten_lines(cloud):
    install(cloud, {"products/shop": PRODUCT})
    assert ids(cloud) == [
        "ohai-hint", "look-up-stack", "choose-hostname", "note-termination-protection", "run",
        "register-instance", "clear-termination-protection", "wait-until-registered", "assign-layer", "tag-instance"]
    assert ids(cloud, "--product", "other")[:2] == ["ohai-hint", "install-dependencies"]
    joined = cloud.run("--json")
    assert joined.status == 0, joined.errors
    cloud.assert_joined()
    events = [json.loads(line) for line in joined.output.splitlines()]
    assert [event["step"] for event in events if event["type"] == "step-succeeded"] == ids(cloud)


def test_the_plan_says_where_everything_comes_from(cloud):
    install(cloud, {"products/shop": PRODUCT})
    explained = cloud.enlist("plan", "--explain", *INPUTS)
    assert explained.status == 0, explained.errors
    text = explained.output.replace(f"{cloud.root()}/etc/enlist/", "")
    assert text.startswith(
        "pipeline opsworks\n   from opsworks (built in)\n   changed by products/shop.yaml\n"
        "   deadline: 30m (opsworks (built in):3:1)\n\n1. ohai-hint: opsworks (built in):5:5\n")
    assert "\n5. run: products/shop.yaml:4:14\n" in text
    assert '\n   every: "100ms" (products/shop.yaml:9:12)\n' in text
    assert "\n10. tag-instance: opsworks (built in):9:5, moved products/shop.yaml:6:5\n" in text


def test_folders_change_what_runs_in_the_order_of_names(cloud):
    install(cloud, {
        "pipeline": "enlist: 1\nname: own\nsteps: [ohai-hint]\n",
        "pipeline.d/20": """
            enlist: 1
            changes: [{insert: {wait-for: {file: /etc/hosts}}, after: first}]
        """,
        "pipeline.d/10": """
            enlist: 1
            extends: own
            changes: [{insert: {wait-for: {file: /}, id: first}, at: first}]
        """,
        "products/shop":
            "enlist: 1\nchanges: [{rename: wait-for, to: last}, {move: last, at: last}]\n"})
    (cloud.root() / "etc/enlist/pipeline.d/README").write_text("enlist: 1\nchanges: [{remove: first}]\n")
    assert ids(cloud) == ["first", "ohai-hint", "last"]
    # A file of the command line takes the place of the base only.
    whole = cloud.root() / "whole.yaml"
    whole.write_text("enlist: 1\nname: own\nsteps: [{ohai-hint: , id: hint}]\n")
    assert ids(cloud, "--pipeline", str(whole)) == ["first", "hint", "last"]


def test_the_tag_of_the_instance_chooses_the_product(cloud):
    install(cloud, {"products/shop": "enlist: 1\nchanges: [{remove: ohai-hint}]\n"})
    without = [word for word in INPUTS if word not in ("--product", "shop")]
    missing = cloud.enlist("plan", *without)
    assert missing.status == 65 and "the input `product` is missing" in missing.errors
    assert ids(cloud)[0] == "install-dependencies"


@pytest.mark.parametrize("product", ["../products/shop", "..", "a/b", ".hidden", ""])
def test_a_product_cannot_name_a_file_elsewhere(cloud, product):
    install(cloud, {"products/shop": "enlist: 1\nchanges: [{remove: ohai-hint}]\n"})
    planned = cloud.enlist("plan", *INPUTS, "--product", product)
    assert planned.status == 65 and "the input `product`" in planned.errors, planned


def test_changes_for_another_pipeline_are_refused(cloud):
    install(cloud, {"products/shop": "enlist: 1\nextends: web\nchanges: [{remove: ohai-hint}]\n"})
    assert refused(cloud) == textwrap.dedent("""\
        products/shop.yaml:2:10: error: this file changes the pipeline `web`, and what runs here is `opsworks`
            2 | extends: web
              |          ^
            remedy: correct `extends`, or leave it out to change any pipeline
        """)


def test_files_that_extend_each_other_in_a_circle_are_refused(cloud):
    install(cloud, {
        "pipeline": "enlist: 1\nextends: ./a.yaml\n", "a": "enlist: 1\nextends: b.yaml\n",
        "b": "enlist: 1\nextends: pipeline.yaml\n"})
    assert refused(cloud) == textwrap.dedent("""\
        b.yaml:2:10: error: the file extends itself: pipeline.yaml → a.yaml → b.yaml → pipeline.yaml
            2 | extends: pipeline.yaml
              |          ^
            remedy: let one of them extend another pipeline
        """)


def test_what_is_no_file_is_refused_without_waiting(cloud):
    folder = cloud.root() / "etc/enlist"
    (folder / "pipeline.d").mkdir(parents=True)
    os.mkfifo(folder / "pipeline.d/10.yaml")
    (folder / "pipeline.d/20.yaml").write_bytes(b"\xff\xfe")
    (folder / "pipeline.d/30.yaml").symlink_to("30.yaml")
    (folder / "pipeline.d/40.yaml").write_text("#" * (2 << 20))
    (folder / "products/shop.yaml").mkdir(parents=True)
    said = [line for line in refused(cloud).splitlines() if "error: " in line]
    assert said == [
        "error: `pipeline.d/10.yaml` is not a regular file",
        "error: `pipeline.d/30.yaml` cannot be read: its symbolic links lead in a circle",
        "error: `pipeline.d/40.yaml` is larger than 1 MiB",
        "error: `products/shop.yaml` is not a regular file",
        "pipeline.d/20.yaml:1:1: error: this is not UTF-8 text"]


def test_everything_that_is_wrong_with_all_files_is_said_at_once(cloud):
    install(cloud, {
        "pipeline": """
            enlist: 1
            name: own
            deadline: 10m
            steps:
              - look-up-stack
              - choose-hostname
              - tag-instance: {tag: {Name: x}}
        """,
        "products/shop": """
            enlist: 1
            steps: []
            changes:
              - remove: look-up-stack
              - set: look-up-stack
                with: {layer: x}
              - set: choose-hostname
                timeout: 1h
                retry: {on: conflict}
                when: {major: 3}
              - insert: {ruun: {}}
                before: tag-instanc
        """})
    assert refused(cloud) == textwrap.dedent("""\
        pipeline.yaml:7:20: error: `tag-instance` has no parameter `tag`
            7 |   - tag-instance: {tag: {Name: x}}
              |                    ^
            remedy: did you mean `tags`?
        products/shop.yaml:2:1: error: a file in this folder changes a pipeline and has no steps of its own
            2 | steps: []
              | ^
            remedy: write `changes:`, or make this file /etc/enlist/pipeline.yaml
        products/shop.yaml:5:10: error: no step has the id `look-up-stack` any more
            5 |   - set: look-up-stack
              |          ^
            remedy: remove one of the two changes, or change their order
        products/shop.yaml:4:5: note: an earlier change removed it
            4 |   - remove: look-up-stack
              |     ^
        products/shop.yaml:8:5: error: the timeout of `choose-hostname`, 1h, can never act: the deadline of the whole run is 10m
            8 |     timeout: 1h
              |     ^
            remedy: make it shorter, or the other longer
        pipeline.yaml:3:1: note: the other is here
            3 | deadline: 10m
              | ^
        products/shop.yaml:9:13: error: `choose-hostname` never fails with `conflict`
            9 |     retry: {on: conflict}
              |             ^
            remedy: remove it from `on`; a step of kind `choose-hostname` fails with `throttled`, `transient`, `credentials-pending`, `not-found`, `timeout`, `refused`
        products/shop.yaml:10:19: error: `when` of `choose-hostname` can never hold: `major` is a string and is compared with an integer
           10 |     when: {major: 3}
              |                   ^
            remedy: put the value in quotes: a text never equals anything else
        products/shop.yaml:11:14: error: there is no kind of step called `ruun`
           11 |   - insert: {ruun: {}}
              |              ^
            remedy: did you mean `run`?
        products/shop.yaml:12:13: error: no step has the id `tag-instanc`
           12 |     before: tag-instanc
              |             ^
            remedy: did you mean `tag-instance`?
        """)


def test_what_a_removed_step_gave_is_missed_with_both_places(cloud):
    install(cloud, {"products/shop": "enlist: 1\nchanges: [{remove: wait-until-registered}]\n"})
    assert refused(cloud) == textwrap.dedent("""\
        opsworks (built in):14:5: error: `assign-layer` needs the fact `member.id`, which `wait-until-registered` gave, and a change takes that step away
           14 |   - assign-layer
              |     ^
            remedy: keep that step, change `assign-layer`, or say it with --set member.id=…
        opsworks (built in):13:5: note: `wait-until-registered` stood here
           13 |   - wait-until-registered
              |     ^
        products/shop.yaml:2:12: note: this change takes it away
            2 | changes: [{remove: wait-until-registered}]
              |            ^
        """)


@pytest.mark.parametrize("environment, outcome", [
    ("prod", ["succeeded", None]),
    ("staging", ["skipped", "environment is staging, not prod"])])
def test_a_condition_is_decided_before_the_step_runs(cloud, environment, outcome):
    install(cloud, {"pipeline": """
        enlist: 1
        name: own
        steps:
          - ohai-hint
          - run: {command: ["true"], below-root: run}
            when: {environment: prod}
    """})
    inputs = ["--environment", environment]
    planned = cloud.enlist("plan", *INPUTS, *inputs).output
    assert ("(it will run)" in planned) == (environment == "prod"), planned
    done = cloud.enlist("run", "--json", *INPUTS, *inputs)
    assert done.status == 0, done.errors
    ends = [event for event in map(json.loads, done.output.splitlines())
            if event.get("step") == "run" and event["type"].startswith("step-")]
    assert [[end["type"].removeprefix("step-"), end.get("reason")] for end in ends] == [outcome]
    shown = cloud.enlist("run", *INPUTS, *inputs, "--only", "run")
    assert (outcome[1] is None) or f"skipped: {outcome[1]}" in shown.output


def test_a_renamed_step_is_still_gone_back_to(cloud):
    install(cloud, {"products/shop": """
        enlist: 1
        changes:
          - rename: choose-hostname
            to: name
          - set: register-instance
            retry: {on: conflict, attempts: 3, delay: 10ms}
    """})
    planned = json.loads(cloud.enlist("plan", "--json", *INPUTS).output)
    register = next(step for step in planned["steps"] if step["id"] == "register-instance")
    rule = next(rule for rule in register["policy"]["retry"] if rule["on"] == ["conflict"])
    assert (rule["rewind"], rule["attempts"], rule["delay"]) == ("name", 3, 0.01)
