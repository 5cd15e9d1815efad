"""`localcloud schema` and the readers of scenarios and faults agree, by an independent JSON Schema validator.

Each value of files that have every key is replaced by others, each object loses a member or gets an unknown one: what
the schema rejects, `localcloud check` rejects; and what `check` alone rejects, it rejects for a reason of meaning.
"""

import copy
import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

import jsonschema
import pytest

from cloud import BUILD, PACKAGE

EXAMPLES = PACKAGE / "docs/examples"
TIMINGS = [
    "registering", "registration-setup", "assigning", "assignment-setup", "unassigning", "deregistering",
    "registration-script", "document-delivery", "document", "command-listing", "worker-start", "association-first-look",
    "association-second-look", "association-look", "agent-sleep", "agent-restart", "reboot", "redelivery"]
LAYER = "/enlist/v3/prod/web/shop"
FAULTS = [
    {"service": "ssm", "operation": "Get*", "calls": "2-4", "instance": "i-1", "hold": True, "latency": 0.1,
     "error": "ThrottlingException", "status": 400, "message": "slow down"},
    {"error": "access-denied"}, {"throttle": {"rate": 1, "burst": 2}}, {"drop": "after"}, {"cut-off": 3},
    {"malformed": True}, {"skew": -600, "calls": "3-"}]
SCENARIO = {
    "region": "eu-west-1", "account": "123456789012", "partition": "aws", "domain": "amazonaws.com",
    "refuses-unknown-ids": True, "imds-v1": True, "default-host-management": True,
    "clock-offset": -3, "installer-url": "http://127.0.0.1:1/", "timings": {key: 0.1 for key in TIMINGS},
    "stacks": [{"id": "s", "name": "v3 prod web", "region": "eu-west-1", "api-region": "us-east-1",
                "hostname-theme": "Clouds", "vpc": "vpc-1", "protects-machines": True,
                "layers": [{"id": "l", "name": "Shop", "shortname": "shop", "type": "custom", "auto-healing": True}],
                "members": [{"hostname": "shop1", "status": "online", "layers": ["shop"]}]}],
    "cloudformation": [{"name": "web", "status": "CREATE_IN_PROGRESS", "resources": ["Group"]}],
    "parameters": {f"{LAYER}/document": "AWS-RunShellScript", f"{LAYER}/parameters/commands": ["true", "false"]},
    "documents": ["named", {"name": "own", "content": {
        "schemaVersion": "2.2", "mainSteps": [{"action": "aws:runShellScript", "name": "a", "inputs": {
            "runCommand": ["true"]}}]}}],
    "associations": [{"document": "own", "id": "a", "name": "shop", "targets": {"tag:enlist:layer": [LAYER]},
                      "parameters": {}, "schedule": "rate(30 minutes)"}],
    "buckets": [{"name": "reports", "region": "eu-west-1", "owner": "123456789012", "kms-key": "alias/k"}],
    "instances": [
        {"id": "i-0123456789abcdef0", "region": "eu-west-1", "availability-zone": "eu-west-1b", "type": "t3.nano",
         "architecture": "arm64", "image": "ami-1", "private-ip": "10.0.0.9", "public-ip": "1.2.3.4", "vpc": "vpc-1",
         "tags": {"a": "b"}, "tags-after": 1, "tags-in-metadata": False,
         "role": {"name": "r", "allow": ["ssm:*"], "deny": ["ec2:*"]}, "role-after": 1, "credentials-after": 1,
         "credentials-lifetime": 100, "termination-protection": True,
         "auto-scaling": {"group": "g", "hook": "h", "state": "Pending:Wait", "heartbeat-timeout": 60,
                          "listed-after": 1, "pool": "Running"},
         "setup-fails": "registering", "spot-interruption-after": 9, "agent-after": 1, "document-fails": True,
         "agent": {"asleep": 1, "because": "denied", "replies": "twice"}, "root": "root"},
        {"count": 2, "agent": {"hibernating": 1}}, {"agent": {"real": True}}],
    "nodes": {"count": 9, "failed": 2, "ways": 2, "silent": 1, "unmanaged": 1, "left": 1, "stack": "v3 prod web",
              "layer": "shop", "group": "g"},
    "faults": FAULTS}
# What else a value could be.
OTHERS = [None, True, "word", "", -1.5, ["a"], {"a": 1}]
MEANING = re.compile("is there already|exclude each other|has no layer|one effect|command document|faults\\S*: is missing"
                     "|documents.*cannot be|associations.*(cannot be|is missing)|state.*cannot be|cannot be read")


def schema(*options):
    printed = subprocess.run([BUILD / "localcloud", "schema", *options], capture_output=True, text=True, check=True)
    schema = json.loads(printed.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema


def places(value, path=()):
    """Every place within a value, with what is there."""
    yield path, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from places(member, path + (key,))


def changed(document, path, change):
    document = copy.deepcopy(document)
    place = document
    for key in path[:-1]:
        place = place[key]
    change(place, path[-1])
    return document


def variants(document):
    for path, value in places(document):
        if isinstance(value, dict):
            yield path + ("unknown-key",), changed(document, path + ("unknown-key",), lambda at, key: at.update({key: 1}))
        if not path or "content" in path[:-1]:
            continue
        if isinstance(path[-1], str):
            yield path, changed(document, path, lambda at, key: at.pop(key))
        for other in OTHERS:
            if other != value:
                yield path + (json.dumps(other),), changed(document, path, lambda at, key: at.update({key: other})
                                                           if isinstance(at, dict) else at.__setitem__(key, other))


@pytest.mark.parametrize("option, document", [("scenario", SCENARIO), ("faults", {"faults": FAULTS})],
                         ids=["scenario", "faults"])
def test_the_schema_and_the_reader_agree(option, document, tmp_path):
    validator = jsonschema.Draft202012Validator(schema(*["--faults"] * (option == "faults")))

    def check(case):
        number, (path, variant) = case
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(variant))
        said = subprocess.run([BUILD / "localcloud", "check", f"--{option}", file], capture_output=True, text=True)
        assert said.returncode in (0, 65), (path, said)
        is_valid, is_read = validator.is_valid(variant), said.returncode == 0
        if not is_valid:
            return None if not is_read else (path, "the schema rejects what is read",
                                             [error.message for error in validator.iter_errors(variant)])
        return None if is_read or MEANING.search(said.stderr) else (path, "the schema takes it", said.stderr)

    assert validator.is_valid(document), list(validator.iter_errors(document))
    cases = list(enumerate([((), document), *variants(document)]))
    with ThreadPoolExecutor(2) as pool:
        wrong = [answer for answer in pool.map(check, cases) if answer]
    assert not wrong, wrong
    assert len(cases) > 100


@pytest.mark.parametrize("options, document", [((), SCENARIO), (("--faults",), {"faults": FAULTS})],
                         ids=["scenario", "faults"])
def test_the_files_above_have_every_key(options, document):
    """So that each key of the schema has been tried on the reader."""
    def keys(schema, path):
        for name, member in schema.get("properties", {}).items():
            yield path + (name,)
            yield from keys(member, path + (name,))
        for part in [*schema.get("anyOf", []), *([schema["items"]] if "items" in schema else [])]:
            yield from keys(part, path)

    there = {tuple(key for key in path if isinstance(key, str)) for path, _ in places(document)}
    # Reading it needs a file; the page's example of a document has one.
    assert set(keys(schema(*options), ())) - there <= {("documents", "file")}


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("scenarios/*.json")) + sorted(EXAMPLES.glob("faults/*.json")),
                         ids=lambda file: f"{file.parent.name}/{file.name}")
def test_the_examples_are_valid(file):
    options = ["--faults"] if file.parent.name == "faults" else []
    jsonschema.validate(json.loads(file.read_text()), schema(*options), jsonschema.Draft202012Validator)
