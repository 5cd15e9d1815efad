"""Every option of every command: what a help text offers, the command takes."""

import json
import os
import subprocess

import pytest

from cloud import BUILD, INPUTS

ENVIRONMENT = {
    "PATH": os.environ["PATH"], "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1",
    "AWS_METADATA_SERVICE_TIMEOUT": "1", "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "1", "AWS_REGION": "eu-west-1",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "x"}
# A value that each option takes.
VALUES = {
    "color": "never",
    "product": "shop", "environment": "prod", "platform": "web", "major": "3", "set": "note=x", "pipeline": "opsworks",
    "only": "ohai-hint", "skip": "ohai-hint", "from": "ohai-hint", "until": "ohai-hint", "state-dir": "{folder}",
    "on-failure": "nothing", "commands": "/dev/null", "interval": "5s", "hook": "leaving", "resume-unit": "enlist.service", "region": "eu-west-1",
    "stack": "v3", "wait": "1s", "port": "0", "instance": "i-1", "timeout": "1s", "run": "1",
    "output": "{folder}/report", "o": "{folder}/report", "with": "{{}}", "plugin": "/none.so", "format": None,
    "overlay": "{folder}/overlay.yaml", "binary-url": "https://a/b", "binary-sha256": "0" * 64, "proxy": "http://a:1",
    "account": "123456789012", "group": "web", "check": "/dev/null", "out": "{folder}/out", "layer": "shop", "cookbooks": "https://a/b",
    "chef-version": "14", "mount-plugin": "/none.so", "power-off-after": "15m"}
# Where a name has other values, or an option goes with another one.
SPECIAL = {
    ("graph", "format"): "svg", ("user-data", "format"): "mime", ("status", "wait"): None,
    ("bundle", "output"): "{folder}/bundle", ("bundle", "o"): "{folder}/bundle",
    ("iam-policy", "on-failure"): "unhealthy", ("iam-policy", "format"): "terraform"}
WITH = {
    ("user-data", "binary-url"): ["--binary-sha256", "0" * 64], ("user-data", "binary-sha256"): ["--binary-url", "https://a/b"],
    ("run", "commands"): ["--on-failure", "debug"], ("resume", "commands"): ["--on-failure", "debug"], ("status", "timeout"): ["--wait"]}
ARGUMENTS = {"step": ["ohai-hint"], "validate": ["{folder}/pipeline.yaml"], "run": INPUTS, "resume": INPUTS, "plan": INPUTS,
             "import-stack": ["{folder}/saved", "--out", "{folder}/out"],
             "debug": [*INPUTS, "--commands", "/dev/null"]}


def commands():
    dumped = subprocess.run([BUILD / "enlist", "--experimental-dump-help"], capture_output=True, text=True, timeout=60)
    for command in json.loads(dumped.stdout)["command"]["subcommands"]:
        if command["commandName"] not in ("help", "plugins", "plugin-host"):
            yield command


def options():
    for command in commands():
        # What is refused with what does it here is offered to nobody.
        for argument in filter(lambda argument: argument["shouldDisplay"], command["arguments"]):
            for name in argument.get("names") or []:
                if name["name"] not in ("h", "help", "version"):
                    yield pytest.param(command["commandName"], name["name"], argument["kind"],
                                       id=f"{command['commandName']} {name['name']}")


@pytest.mark.parametrize("command, option, kind", options())
def test_an_option_that_is_offered_is_taken(tmp_path, command, option, kind):
    (tmp_path / "overlay.yaml").write_text("enlist: 1\nchanges: []\n")
    (tmp_path / "pipeline.yaml").write_text("enlist: 1\nname: x\nsteps: [ohai-hint]\n")
    words = [command, *ARGUMENTS.get(command, []), f"--{option}" if len(option) > 1 else f"-{option}"]
    if kind == "option":
        value = SPECIAL.get((command, option), VALUES[option])
        words += [] if value is None else [value]
    words += WITH.get((command, option), [])
    try:
        ended = subprocess.run(
            [BUILD / "enlist", *(word.format(folder=tmp_path) for word in words)], capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=3, cwd=tmp_path, env={**ENVIRONMENT, "ENLIST_ROOT": str(tmp_path)})
    except subprocess.TimeoutExpired:
        return  # It took it, and is at work.
    assert ended.returncode != 64, ended.stderr


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "127", "0x7f000001"])
@pytest.mark.parametrize("command", ["plan", "validate", "run"])
def test_a_hostname_that_means_the_machine_itself_is_refused(tmp_path, name, command):
    file = tmp_path / "pipeline.yaml"
    file.write_text("enlist: 1\nname: named\nsteps:\n  - run: {command: ['true']}\n")
    words = [str(file)] if command == "validate" else ["--pipeline", str(file)]
    refused = subprocess.run(
        [BUILD / "enlist", command, *words, "--set", f"hostname={name}"], capture_output=True, text=True,
        env={"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1", "ENLIST_ROOT": str(tmp_path)})
    assert refused.returncode == 64, refused
    assert "`--set hostname=…` is not a name for an instance" in refused.stderr, refused
