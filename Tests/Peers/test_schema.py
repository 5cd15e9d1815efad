"""`enlist schema` and `enlist validate` agree, by an independent JSON Schema validator.

What a file looks like is the schema's business and validate's; what it means (which steps, facts and
ids there are, and in which order) is validate's alone. So for every file here: what the schema
rejects, validate rejects; and what validate alone rejects, it rejects for a reason of meaning.
"""

import copy
import json
import os
import re
import subprocess

import jsonschema
import pytest
import yaml

from cloud import BUILD, PACKAGE
from test_plugins import compile_plugin

ENVIRONMENT = {
    "PATH": os.environ["PATH"], "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:1"}

# The problems of meaning, as validate words them.
SEMANTIC = re.compile("|".join([
    r"needs the fact", r"there are two steps with the id", r"has the secret fact",
    r"no step has (this|the) id", r"a step with the id \S+ already", r"has this id already",
    r"cannot be moved before or after itself", r"there is no built-in pipeline",
    r"does not give a valid hostname", r"makes a hostname with", r"no package of ", r"a group or a module",
    r"cannot be read: there is no such file", r"is compared with", r"condition",
    # Policies that can never act.
    r"rewinds to \S+ which comes after it", r"rewinds to itself", r"never fails with",
    r"fails with", r"are for `encryption: aws:kms`", r"speaks for .* already", r"leave no class for it", r"can never act",
    # What a parameter's own check says of a value of the right shape.
    r"is shorter than \d", r"has a package without a name", r"has no tags", r"names no program",
    r"`script` of `\S+` is empty", r"which the shell does not know",
]))


# What a change sets of a step is held against the step's kind, which a schema does not know there.
SETTING = re.compile(r"has no parameter|the parameter `\S+` of|cannot be|lacks the parameter")


class Loader(yaml.SafeLoader):
    """YAML by the core schema of 1.2, as enlist reads it: `on` and `no` are strings."""

    yaml_implicit_resolvers = {}


Loader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"^(~|null|Null|NULL|)$"), ["~", "n", "N", ""])
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"))


def load(text):
    return yaml.load(text, Loader)


@pytest.fixture(scope="module")
def schema():
    text = subprocess.run(
        [BUILD / "enlist", "schema"], env=ENVIRONMENT, check=True, capture_output=True).stdout
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.fixture
def judge(schema, tmp_path):
    return judging(schema, tmp_path)


def judging(schema, tmp_path):
    """Judges many files at once: for each name, whether the schema accepts it and what validate says."""

    def judge(files):
        for name, content in files.items():
            text = content if isinstance(content, str) else json.dumps(content)
            (tmp_path / name).write_text(text)
        reply = subprocess.run(
            [BUILD / "enlist", "validate", "--json", *files], env=ENVIRONMENT, cwd=tmp_path,
            capture_output=True, text=True)
        problems = json.loads(reply.stdout)
        assert reply.returncode == (65 if problems else 0), reply.stderr
        assert reply.stderr == ""
        verdicts = {}
        for name, content in files.items():
            tree = load(content) if isinstance(content, str) else content
            messages = [entry["message"] for entry in problems if entry["checked"] == name]
            verdicts[name] = (schema.is_valid(tree), messages)
        return verdicts

    return judge


def assert_agreement(files, judge, *meanings):
    wrong = []
    for name, (is_accepted, messages) in judge(files).items():
        if not is_accepted and not messages:
            wrong.append(f"{name}: the schema rejects what validate accepts: {files[name]}")
        shape = [
            message for message in messages
            if not any(meaning.search(message) for meaning in (SEMANTIC, *meanings))]
        if is_accepted and shape:
            wrong.append(f"{name}: the schema accepts {files[name]}, and validate says {shape}")
    assert not wrong, "\n".join(wrong)


# Examples ------------------------------------------------------------------------------------------

def examples():
    """Every pipeline file in the repository, and every one in a fenced block of its documents."""
    documents = [PACKAGE / "README.md", *sorted((PACKAGE / "docs").rglob("*.md"))]
    for document in documents:
        blocks = re.findall(r"^```yaml\n(.*?)^```$", document.read_text(), re.DOTALL | re.MULTILINE)
        for number, block in enumerate(blocks, 1):
            if re.search(r"^enlist: 1$", block, re.MULTILINE):
                yield f"{document.relative_to(PACKAGE)}-{number}", block
    for folder in ["docs", "Tests/Peers"]:
        for path in sorted((PACKAGE / folder).rglob("*.yaml")):
            # Others' files are YAML too, as templates of CloudFormation.
            if re.search(r"^enlist: 1$", text := path.read_text(), re.MULTILINE):
                yield str(path.relative_to(PACKAGE)), text


EXAMPLES = dict(examples())


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_accepted_by_both(name, judge):
    is_accepted, messages = judge({"example.yaml": EXAMPLES[name]})["example.yaml"]
    assert is_accepted
    assert messages == []


def test_there_are_examples():
    assert len(EXAMPLES) >= 2


# Files by hand -------------------------------------------------------------------------------------

def pipeline(steps, top=""):
    return f"enlist: 1\nname: test\n{top}steps:\n{steps}"


def overlay(changes, top="extends: opsworks\n"):
    return f"enlist: 1\n{top}changes:\n{changes}"


GOOD = {
    "when": pipeline(
        "  - ohai-hint:\n    when: {environment: prod, major: ['3', '4'], platform: {not: web}}\n"),
    "when-not-list": pipeline("  - ohai-hint:\n    when: {environment: {not: [a, b]}}\n"),
    "defaults": pipeline(
        "  - ohai-hint\n", "defaults: {timeout: 1m, retry: {on: busy, attempts: 2}}\n"),
    "overlay-of-nothing": "enlist: 1\nextends: opsworks\n",
    "overlay-settings": "enlist: 1\nname: mine\nextends: opsworks\ndeadline: 1h\n"
                        "defaults: {timeout: 5m}\nchanges: []\n",
    "overlay-of-any": overlay("  - remove: ohai-hint\n", ""),
    "insert": overlay(
        "  - insert: {run: {command: [date]}}\n    before: register-instance\n"
        "  - insert: {run: {command: [date]}, id: later}\n    after: run\n"
        "  - insert: {write-file: {path: /a, content: b}}\n    at: first\n"),
    "move": overlay("  - move: tag-instance\n    after: assign-layer\n"),
    "move-end": overlay("  - move: tag-instance\n    at: last\n"),
    "replace": overlay("  - replace: ohai-hint\n    by: {run: {command: [date]}}\n"),
    "rename": overlay("  - rename: ohai-hint\n    to: hint\n"),
    "set": overlay(
        "  - set: install-dependencies\n    with: {packages: [git], manager: null}\n"
        "    timeout: 1m\n    retry: none\n    on-failure: continue\n    when: {major: '3'}\n"
        "  - set: install-dependencies\n    when: null\n"),
    "bare": pipeline("  - ohai-hint\n"),
    "empty-parameters": pipeline("  - ohai-hint:\n"),
    "no-parameters": pipeline("  - ohai-hint: {}\n"),
    "quoted": pipeline('  - "ohai-hint"\n'),
    "id": pipeline("  - ohai-hint:\n    id: a\n  - ohai-hint:\n    id: b-2.c_d\n"),
    "retry-none": pipeline("  - ohai-hint:\n    retry: none\n"),
    "retry-rule": pipeline(
        "  - ohai-hint:\n    retry: {on: busy, attempts: 5, delay: 500ms, factor: 1.5, "
        "max-delay: 1h30m, jitter: equal}\n"),
    "retry-rules": pipeline(
        "  - ohai-hint:\n    retry: [{on: [busy], attempts: 5}, {on: [refused], delay: 0s}]\n"),
    "retry-empty": pipeline("  - ohai-hint:\n    retry: []\n"),
    "limits": pipeline(
        "  - ohai-hint:\n    timeout: 1.5s\n    deadline: 1h\n    on-failure: continue\n",
        "deadline: 90m\n"),
    "every-boot": pipeline("  - ohai-hint\n", "every-boot: apply\n"),
    "breaker": pipeline(
        "  - ohai-hint\n", "on-failure: {then: abandon, breaker: {failures: 5, within: 30m, then: keep}}\n"),
    "breaker-empty": pipeline("  - ohai-hint\n", "on-failure: {breaker: {}}\n"),
    "boolean-by-fact": pipeline(
        "  - look-up-stack: {disable-auto-healing: '${major}'}\n"),
    "boolean-by-text": pipeline("  - look-up-stack: {disable-auto-healing: 'true'}\n"),
    "text-by-number": pipeline("  - look-up-stack: {stack-name: 3}\n"),
    "list-by-fact": pipeline("  - install-dependencies: {packages: '${product}'}\n"),
    "left-out": pipeline("  - look-up-stack: {api-region: null}\n"),
    "packages": pipeline(
        "  - install-dependencies: {packages: [git, {apt: nfs-common, dnf: nfs-utils}, "
        "'lib${product}']}\n"),
    "dollars": pipeline("  - look-up-stack: {layer: 'a$b $$ $${c ${major:-x y} $'}\n"),
    "tags": pipeline(
        "  - look-up-stack\n  - choose-hostname\n"
        "  - tag-instance: {tags: {a: '${product}', 'b c': 1}}\n"),
}

# Of the wrong shape: the schema rejects them, and so does validate.
SHAPE = {
    "empty": "",
    "list": "[]",
    "text": "enlist",
    "no-version": "name: a\nsteps: [ohai-hint]\n",
    "no-name": "enlist: 1\nsteps: [ohai-hint]\n",
    "no-steps-key": "enlist: 1\nname: a\n",
    "other-version": "enlist: 2\nname: a\nsteps: [ohai-hint]\n",
    "version-text": "enlist: '1'\nname: a\nsteps: [ohai-hint]\n",
    "unknown-key": "enlist: 1\nname: a\nsteps: [ohai-hint]\nstep: []\n",
    "number-name": "enlist: 1\nname: 7\nsteps: [ohai-hint]\n",
    "bad-name": "enlist: 1\nname: a b\nsteps: [ohai-hint]\n",
    "dash-name": "enlist: 1\nname: -a\nsteps: [ohai-hint]\n",
    "long-name": f"enlist: 1\nname: {'a' * 65}\nsteps: [ohai-hint]\n",
    "no-steps": "enlist: 1\nname: a\nsteps: []\n",
    "null-steps": "enlist: 1\nname: a\nsteps:\n",
    "mapping-steps": "enlist: 1\nname: a\nsteps: {ohai-hint: {}}\n",
    "text-steps": "enlist: 1\nname: a\nsteps: ohai-hint\n",
    "deadline-number": pipeline("  - ohai-hint\n", "deadline: 20\n"),
    "deadline-zero": pipeline("  - ohai-hint\n", "deadline: 0s\n"),
    "deadline-order": pipeline("  - ohai-hint\n", "deadline: 1s1h\n"),
    "deadline-unit": pipeline("  - ohai-hint\n", "deadline: 1w\n"),
    "unknown-kind": pipeline("  - ohai-hnt\n"),
    "unknown-kind-mapping": pipeline("  - ohai-hnt: {}\n"),
    "number-step": pipeline("  - 7\n"),
    "null-step": pipeline("  -\n"),
    "list-step": pipeline("  - [ohai-hint]\n"),
    "no-kind": pipeline("  - id: a\n"),
    "two-kinds": pipeline("  - ohai-hint:\n    choose-hostname:\n"),
    "parameter-beside-kind": pipeline("  - ohai-hint:\n    path: /x\n"),
    "list-parameters": pipeline("  - ohai-hint: []\n"),
    "text-parameters": pipeline("  - ohai-hint: /x\n"),
    "unknown-parameter": pipeline("  - ohai-hint: {pth: /x}\n"),
    "relative-path": pipeline("  - ohai-hint: {path: x}\n"),
    "boolean-number": pipeline("  - choose-hostname: {apply: 1}\n"),
    "boolean-word": pipeline("  - choose-hostname: {apply: yes}\n"),
    "text-boolean": pipeline("  - look-up-stack: {layer: true}\n"),
    "text-list": pipeline("  - look-up-stack: {layer: [a]}\n"),
    "null-text": pipeline("  - look-up-stack: {layer: null}\n"),
    "choice": pipeline("  - register-instance: {credentials: role}\n"),
    "other-choice": pipeline("  - assign-layer: {wait: done}\n"),
    "manager": pipeline("  - install-dependencies: {manager: brew}\n"),
    "sha256": pipeline("  - register-instance: {sha256: abc}\n"),
    "duration-number": pipeline("  - wait-until-registered: {every: 5}\n"),
    "duration-word": pipeline("  - wait-until-registered: {every: often}\n"),
    "packages-option": pipeline("  - install-dependencies: {packages: [--force]}\n"),
    "packages-text": pipeline("  - install-dependencies: {packages: git}\n"),
    "packages-number": pipeline("  - install-dependencies: {packages: [true]}\n"),
    "packages-manager": pipeline("  - install-dependencies: {packages: [{brew: git}]}\n"),
    "tags-list": pipeline("  - tag-instance: {tags: [a]}\n"),
    "tags-nested": pipeline("  - tag-instance: {tags: {a: {b: c}}}\n"),
    "open-template": pipeline("  - look-up-stack: {layer: 'a${product'}\n"),
    "bad-fact": pipeline("  - look-up-stack: {layer: '${Product}'}\n"),
    "empty-fact": pipeline("  - look-up-stack: {layer: '${}'}\n"),
    "bad-fact-in-path": pipeline("  - ohai-hint: {path: '/${a b}'}\n"),
    "bad-fact-in-tag": pipeline("  - tag-instance: {tags: {a: '${a..b}'}}\n"),
    "bad-id": pipeline("  - ohai-hint:\n    id: a b\n"),
    "number-id": pipeline("  - ohai-hint:\n    id: 1\n"),
    "retry-text": pipeline("  - ohai-hint:\n    retry: never\n"),
    "retry-number": pipeline("  - ohai-hint:\n    retry: 5\n"),
    "retry-key": pipeline("  - ohai-hint:\n    retry: {time: 5}\n"),
    "retry-class": pipeline("  - ohai-hint:\n    retry: {on: broken}\n"),
    "retry-no-class": pipeline("  - ohai-hint:\n    retry: {on: []}\n"),
    "retry-attempts": pipeline("  - ohai-hint:\n    retry: {attempts: 0}\n"),
    "retry-attempts-text": pipeline("  - ohai-hint:\n    retry: {attempts: '3'}\n"),
    "retry-attempts-fraction": pipeline("  - ohai-hint:\n    retry: {attempts: 1.5}\n"),
    "retry-factor": pipeline("  - ohai-hint:\n    retry: {factor: 0.5}\n"),
    "retry-jitter": pipeline("  - ohai-hint:\n    retry: {jitter: some}\n"),
    "retry-delay": pipeline("  - ohai-hint:\n    retry: {delay: 5}\n"),
    "retry-rewind": pipeline("  - ohai-hint:\n    retry: {rewind: [a]}\n"),
    "timeout-zero": pipeline("  - ohai-hint:\n    timeout: 0ms\n"),
    "timeout-template": pipeline("  - ohai-hint:\n    timeout: '${product}'\n"),
    "on-failure": pipeline("  - ohai-hint:\n    on-failure: ignore\n"),
    "every-boot-word": pipeline("  - ohai-hint\n", "every-boot: aply\n"),
    "breaker-failures": pipeline("  - ohai-hint\n", "on-failure: {breaker: {failures: 6}}\n"),
    "breaker-none": pipeline("  - ohai-hint\n", "on-failure: {breaker: {failures: 0}}\n"),
    "breaker-within": pipeline("  - ohai-hint\n", "on-failure: {breaker: {within: 0s}}\n"),
    "breaker-then": pipeline("  - ohai-hint\n", "on-failure: {breaker: {then: abandon}}\n"),
    "breaker-key": pipeline("  - ohai-hint\n", "on-failure: {breaker: {fails: 3}}\n"),
    "breaker-number": pipeline("  - ohai-hint\n", "on-failure: {breaker: 3}\n"),
    "when-list": pipeline("  - ohai-hint:\n    when: [environment]\n"),
    "when-empty": pipeline("  - ohai-hint:\n    when: {}\n"),
    "when-null": pipeline("  - ohai-hint:\n    when:\n"),
    "when-fact": pipeline("  - ohai-hint:\n    when: {Environment: prod}\n"),
    "when-no-value": pipeline("  - ohai-hint:\n    when: {environment: null}\n"),
    "when-no-values": pipeline("  - ohai-hint:\n    when: {environment: []}\n"),
    "when-other-word": pipeline("  - ohai-hint:\n    when: {environment: {is: prod}}\n"),
    "when-not-not": pipeline("  - ohai-hint:\n    when: {environment: {not: {not: prod}}}\n"),
    "defaults-list": pipeline("  - ohai-hint\n", "defaults: []\n"),
    "defaults-id": pipeline("  - ohai-hint\n", "defaults: {id: a}\n"),
    "defaults-rewind": pipeline("  - ohai-hint\n", "defaults: {retry: {rewind: a}}\n"),
    "steps-and-changes": "enlist: 1\nname: a\nsteps: [ohai-hint]\nchanges: []\n",
    "steps-and-extends": "enlist: 1\nname: a\nsteps: [ohai-hint]\nextends: opsworks\n",
    "changes-mapping": "enlist: 1\nextends: opsworks\nchanges: {remove: ohai-hint}\n",
    "extends-list": "enlist: 1\nextends: [opsworks]\n",
    "no-version-overlay": "extends: opsworks\nchanges: []\n",
    "no-verb": overlay("  - before: ohai-hint\n"),
    "other-verb": overlay("  - delete: ohai-hint\n"),
    "two-verbs": overlay("  - remove: ohai-hint\n    move: tag-instance\n    at: last\n"),
    "text-change": overlay("  - ohai-hint\n"),
    "no-place": overlay("  - insert: {run: {command: [date]}}\n"),
    "two-places": overlay("  - move: tag-instance\n    before: ohai-hint\n    at: last\n"),
    "other-end": overlay("  - move: tag-instance\n    at: middle\n"),
    "insert-bad-step": overlay("  - insert: {run: {comand: [date]}}\n    at: last\n"),
    "move-list": overlay("  - move: [tag-instance]\n    at: last\n"),
    "replace-by-nothing": overlay("  - replace: ohai-hint\n"),
    "rename-to-nothing": overlay("  - rename: ohai-hint\n"),
    "rename-to-words": overlay("  - rename: ohai-hint\n    to: a b\n"),
    "set-nothing": overlay("  - set: ohai-hint\n"),
    "set-other-key": overlay("  - set: ohai-hint\n    id: a\n"),
    "set-text": overlay("  - set: ohai-hint\n    with: a\n"),
    "set-bad-limit": overlay("  - set: ohai-hint\n    timeout: 5\n"),
    "remove-with": overlay("  - remove: ohai-hint\n    with: {}\n"),
}

# Of the right shape and wrong all the same: only validate rejects them.
MEANING = {
    "order": pipeline("  - choose-hostname\n  - look-up-stack\n"),
    "no-giver": pipeline("  - assign-layer\n"),
    "unknown-fact": pipeline("  - look-up-stack: {layer: '${prodct}'}\n"),
    "duplicate": pipeline("  - ohai-hint\n  - ohai-hint\n"),
    "duplicate-id": pipeline("  - ohai-hint:\n    id: install-dependencies\n  - install-dependencies\n"),
    "rewind-nowhere": pipeline("  - ohai-hint:\n    retry: {on: busy, rewind: there}\n"),
    "rewind-forward": pipeline(
        "  - ohai-hint:\n    retry: {on: busy, rewind: install-dependencies}\n"
        "  - install-dependencies\n"),
    "secret": pipeline("  - look-up-stack: {layer: 'a${instance.identity}'}\n"),
    "often": pipeline("  - look-up-stack\n  - wait-until-registered: {every: 10ms}\n"),
    "unknown-step": overlay("  - remove: ohai-hnt\n"),
    "removed-giver": overlay("  - remove: look-up-stack\n"),
    "moved-giver": overlay("  - move: look-up-stack\n    at: last\n"),
    "inserted-twice": overlay("  - insert: ohai-hint\n    at: last\n"),
    "renamed-to-another": overlay("  - rename: ohai-hint\n    to: tag-instance\n"),
    "unknown-pipeline": overlay("  - remove: ohai-hint\n", "extends: opswork\n"),
    "missing-file": overlay("  - remove: ohai-hint\n", "extends: none.yaml\n"),
    "when-unknown-fact": pipeline("  - ohai-hint:\n    when: {enviroment: prod}\n"),
    "never-fails-so": pipeline("  - ohai-hint:\n    retry: {on: throttled, attempts: 3}\n"),
    "timeout-over-deadline": pipeline("  - ohai-hint:\n    timeout: 2h\n    deadline: 1h\n"),
    "no-tags": pipeline("  - tag-instance: {tags: {}}\n"),
    "no-program": pipeline("  - run: {command: []}\n"),
    "fact-in-script": pipeline("  - run: {script: 'echo ${product}'}\n"),
}

SETTINGS = {
    "set-unknown-parameter": overlay("  - set: ohai-hint\n    with: {pth: /a}\n"),
    "set-wrong-type": overlay("  - set: choose-hostname\n    with: {apply: 7}\n"),
    "set-bad-fact": overlay("  - set: look-up-stack\n    with: {layer: '${A}'}\n"),
}


def test_good_files_are_accepted_by_both(judge):
    for name, (is_accepted, messages) in judge(GOOD).items():
        assert is_accepted and not messages, f"{name}: {is_accepted}, {messages}"


def test_files_of_the_wrong_shape_are_rejected_by_both(judge):
    for name, (is_accepted, messages) in judge(SHAPE).items():
        assert not is_accepted, f"{name}: the schema accepts it; validate says {messages}"
        assert messages, f"{name}: validate accepts it"


def test_files_of_the_wrong_meaning_are_rejected_by_validate_alone(judge):
    for name, (is_accepted, messages) in judge(MEANING).items():
        assert is_accepted, f"{name}: the schema rejects it; validate says {messages}"
        assert messages and all(map(SEMANTIC.search, messages)), f"{name}: {messages}"
    for name, (is_accepted, messages) in judge(SETTINGS).items():
        assert is_accepted, f"{name}: the schema rejects it; validate says {messages}"
        assert messages and all(map(SETTING.search, messages)), f"{name}: {messages}"


# Files by machine ----------------------------------------------------------------------------------

# A value of each sort, to stand where it may not belong.
VALUES = [
    None, True, 0, 1, -1, 2.5, "", "true", "a b", "5s", "0s", "1", "/a", "none", "${product}",
    "a ${product}", "${", [], [None], ["a"], {}, {"a": 1}]


def kinds():
    text = subprocess.run(
        [BUILD / "enlist", "steps", "--json"], env=ENVIRONMENT, check=True, capture_output=True
    ).stdout
    return json.loads(text)


def test_every_parameter_of_every_kind_takes_what_the_schema_says(judge):
    files = {}
    for kind in kinds():
        for parameter in kind["parameters"]:
            for number, value in enumerate(VALUES):
                step = {kind["name"]: {parameter["name"]: value}}
                files[f"{kind['name']}-{parameter['name']}-{number}"] = {
                    "enlist": 1, "name": "test", "steps": [step]}
    assert len(files) > 200
    assert_agreement(files, judge)


def mutations(tree):
    """Copies of a tree, in each of which one thing is another value, gone, or called otherwise."""

    def places(node, path=()):
        yield path
        entries = node.items() if isinstance(node, dict) else enumerate(node)
        for key, child in entries:
            if isinstance(child, (dict, list)):
                yield from places(child, (*path, key))

    def at(tree, path):
        for key in path:
            tree = tree[key]
        return tree

    for path in places(tree):
        node = at(tree, path)
        for key in list(node if isinstance(node, dict) else range(len(node))):
            for value in VALUES:
                mutant = copy.deepcopy(tree)
                at(mutant, path)[key] = value
                yield mutant
            mutant = copy.deepcopy(tree)
            del at(mutant, path)[key]
            yield mutant
            if isinstance(node, dict):
                mutant = copy.deepcopy(tree)
                at(mutant, path)[f"{key}x"] = at(mutant, path).pop(key)
                yield mutant


WHOLE = """
enlist: 1
name: whole
deadline: 30m
defaults: {timeout: 4m, retry: {on: transient, attempts: 4}, on-failure: stop}
steps:
  - ohai-hint:
    when: {environment: prod, major: ["3", "4"], platform: {not: [web]}}
  - install-dependencies: {packages: [git, {apt: nfs-common, dnf: nfs-utils}], manager: apt}
    retry: [{on: [busy, transient], attempts: 5, delay: 2s, factor: 2, max-delay: 30s}]
    timeout: 5m
  - look-up-stack: {stack-name: "v${major}", layer: "${product}", disable-auto-healing: false}
  - choose-hostname: {apply: true}
    id: name
  - tag-instance: {tags: {Name: "${stack.name} - ${hostname}"}}
    on-failure: continue
  - register-instance: {credentials: instance-profile}
    retry: {on: conflict, rewind: name, jitter: full}
  - wait-until-registered: {every: 5s}
    deadline: 15m
  - assign-layer
"""


CHANGES = """
enlist: 1
name: changed
extends: opsworks
deadline: 40m
defaults: {timeout: 4m}
changes:
  - insert: {run: {command: [date]}, when: {environment: prod}}
    before: register-instance
  - insert: ohai-hint
    at: last
  - move: tag-instance
    after: assign-layer
  - remove: ohai-hint
  - replace: run
    by: {write-file: {path: /a, content: b}}
  - set: install-dependencies
    with: {packages: [git], manager: null}
    timeout: 5m
    retry: {on: busy, attempts: 5}
    when: {major: "3"}
  - rename: wait-until-registered
    to: wait
"""


SETTINGS_OF_ALL = """
enlist: 1
name: all
require-signatures: false
on-failure:
  then: unhealthy
  revert: true
  keep: 10m
  report: {to: "s3://reports/a", encryption: "aws:kms", kms-key: alias/k, bucket-key: true, bucket-owner: "123456789012"}
plugins: []
steps: [ohai-hint]
"""


@pytest.mark.parametrize("text, meanings", [
    (WHOLE, []), (CHANGES, [SETTING]), (SETTINGS_OF_ALL, [re.compile("^cannot load ")])],
    ids=["whole", "changes", "settings"])
def test_whatever_is_changed_in_a_file_both_agree(text, meanings, judge):
    files = {f"mutant-{n}": mutant for n, mutant in enumerate(mutations(load(text)))}
    assert len(files) > 250
    assert_agreement(files, judge, *meanings)


# Files with plugins --------------------------------------------------------------------------------

PLUGGED = """
enlist: 1
name: plugged
plugins: [{file: PLUGIN, memory: 1GiB, cpu: 10s, isolation: process}]
steps:
  - make-folder: {path: "/srv/${product}", below-root: run}
    id: made
    timeout: 5m
  - count: {text: four}
  - ohai-hint
"""
EXTENDING = """
enlist: 1
extends: PIPELINE
changes:
  - insert: {make-folder: {path: /srv/b}, id: more}
    after: made
  - replace: ohai-hint
    by: {count: {text: five}, id: again}
"""
# A schema that knows a plugin says no more of how it is loaded; one that does not, nothing of its kinds.
LOADING = re.compile("^cannot load ")
# The kinds of a plugin are there where a file names it, which a schema does not follow.
UNNAMED = re.compile("there is no kind of step called")
UNSEEN = re.compile(
    r"there is no kind of step|has no parameter|the parameter `\S+` of|lacks the parameter|two kinds|is not a step|"
    r"must be given|takes no parameters|needs the parameter")


@pytest.fixture(scope="module")
def plugged(tmp_path_factory):
    """The texts, with a plugin and a pipeline that are there; the plugin's file."""
    folder = tmp_path_factory.mktemp("plugged")
    plugin = str(compile_plugin(folder / "libgood.so", "good.c"))
    whole = PLUGGED.replace("PLUGIN", plugin)
    (folder / "pipeline.yaml").write_text(whole)
    return {"whole": whole, "extending": EXTENDING.replace("PIPELINE", str(folder / "pipeline.yaml"))}, plugin


def schema_with(*options):
    text = subprocess.run(
        [BUILD / "enlist", "schema", *options], env=ENVIRONMENT, check=True, capture_output=True).stdout
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("knows_plugin", [True, False])
@pytest.mark.parametrize("name", ["whole", "extending"])
def test_with_plugins_both_agree(plugged, tmp_path, name, knows_plugin):
    texts, plugin = plugged
    judge = judging(schema_with(*(["--plugin", plugin] if knows_plugin else [])), tmp_path)
    assert judge({"good.yaml": texts[name]}) == {"good.yaml": (True, [])}
    files = {f"mutant-{n}": mutant for n, mutant in enumerate(mutations(load(texts[name])))}
    assert len(files) > 200
    # Of a file that it extends, a schema cannot know which plugins it names.
    unseen = [UNNAMED] if knows_plugin and name == "whole" else [UNSEEN]
    assert_agreement(files, judge, LOADING, *unseen)


def test_a_schema_that_knows_the_plugin_finds_what_is_misspelt(plugged, tmp_path):
    texts, plugin = plugged
    judge = judging(schema_with("--plugin", plugin), tmp_path)
    wrong = {
        "kind.yaml": texts["whole"].replace("- count", "- cuont"),
        "parameter.yaml": texts["whole"].replace("{text: four}", "{txt: four}"),
        "type.yaml": texts["whole"].replace("{text: four}", "{text: [four]}")}
    for name, (is_accepted, messages) in judge(wrong).items():
        assert not is_accepted and messages, name


def test_without_a_plugin_an_unknown_kind_is_a_misspelt_one(judge):
    for name, text in {"step.yaml": pipeline("  - make-folder: {path: /a}\n"),
                       "change.yaml": overlay("  - insert: {make-folder: {path: /a}}\n    at: last\n")}.items():
        is_accepted, messages = judge({name: text})[name]
        assert not is_accepted and messages, name


# Other readers of YAML -----------------------------------------------------------------------------

def test_a_file_that_pyyaml_has_rewritten_says_what_became_of_on(tmp_path):
    text = pipeline("  - ohai-hint:\n    retry: {on: [busy], attempts: 3}\n")
    rewritten = yaml.safe_dump(yaml.safe_load(text), sort_keys=False)
    assert "true:" in rewritten
    (tmp_path / "a.yaml").write_text(rewritten)
    quoted = text.replace("on:", '"on":')
    (tmp_path / "b.yaml").write_text(yaml.safe_dump(yaml.safe_load(quoted), sort_keys=False))
    ended = subprocess.run(
        [BUILD / "enlist", "validate", "--json", "a.yaml", "b.yaml"], env=ENVIRONMENT, cwd=tmp_path,
        capture_output=True, text=True)
    assert ended.returncode == 65
    [problem] = json.loads(ended.stdout)
    assert problem["checked"] == "a.yaml" and problem["message"] == "`retry` has no key `true`"
    assert problem["remedy"] == (
        "write `\"on\"`, in quotes: a program that reads YAML 1.1, as PyYAML, takes `on` for true")
