"""README and docs: each command that can be typed here is typed, and says what the page says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cloud import BUILD, INPUTS, PACKAGE, local_cloud
from pages import blocks, commands
from test_help_examples import TERMINAL, WEB
from test_systems_manager import image

# What another test types, from the first line to the last.
TYPED_BY = {"docs/writing-a-plugin.md": "test_plugin_tutorial.py"}
PAGES = {
    str(path.relative_to(PACKAGE)): path.read_text()
    for path in [PACKAGE / "README.md", *sorted((PACKAGE / "docs").rglob("*.md")),
                 *sorted((PACKAGE / "Plugins").glob("*/README.md"))]}
PAGES = {name: text for name, text in PAGES.items() if name not in TYPED_BY and any(blocks(text))}

# Programs that change the machine, or ask somebody who is not here.
ELSEWHERE = {
    "apt", "apt-get", "brew", "cargo", "curl", "dnf", "docker", "dpkg", "gdb", "git", "gh", "packer", "reboot", "rpm",
    "scp", "ssh", "sudo", "systemctl", "systemd-run", "terraform", "wget", "yum", "zypper"}
TARGETS = set(re.findall(r"^([a-z-]+):", (PACKAGE / "Makefile").read_text(), re.M))
# What a page leaves to the reader.
PLACEHOLDERS = {
    "--set …": "--set hostname=web1 --set 'stack.name=v3 prod web' --set layer.name=shop",
    "FILE…": "web.yaml", "…": " ".join(INPUTS)}
# What is another thing each time, or on each machine.
VARIABLE = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\bi-[0-9a-f]{17}\b|\b[0-9a-f]{12,}\b"
    r"|\d{4}-\d\d-\d\dT[\d:.]+Z|\b\d\d:\d\d:\d\d(\.\d+)?\b|\[ *\d+\.\d+\]"
    r"|\b\d+(\.\d+)?(ms|s|m|h)\b( \d+(ms|s|m)\b)*|\bprocess \d+|127\.0\.0\.1:\d+|/tmp/localcloud\.\w+"
    r"|\b\d+ MiB|\b\d+ requests?\b|\b\d+\.\d+ (k|M)B")


def normal(text):
    """A text with one sign in the place of all that changes."""
    lines = [re.sub(r"\s+", " ", line).strip() for line in VARIABLE.sub("~", text).splitlines()]
    return "".join(f"{line}\n" for line in lines)


def fits(shown, said):
    """Whether an output is what a page shows of it: `…` there stands for anything, on a line of its own for lines."""
    pattern = "".join(
        "(.*\n)*" if line == "…" else ".*".join(map(re.escape, line.split("…"))) + "\n"
        for line in normal(shown).strip("\n").split("\n"))
    return re.fullmatch(pattern, normal(said).strip("\n") + "\n") is not None


class Desk:
    """A folder where somebody types, on an instance of a cloud that all blocks of a page share."""

    def __init__(self, cloud, folder):
        self.cloud, self.folder = cloud, folder
        folder.mkdir()
        (folder / "web.yaml").write_text(WEB.replace("opsworks", "systems-manager").replace("choose", "derive"))
        image(cloud)
        program = cloud.root() / "usr/local/bin/enlist"
        program.parent.mkdir(parents=True)
        program.symlink_to(BUILD / "enlist")

    def type(self, command):
        for placeholder, words in PLACEHOLDERS.items():
            command = command.replace(placeholder, words)
        if re.match(r"enlist debug\b(?!.*--commands)", command):
            command = TERMINAL.format(command)
        # With the paths of a folder of the test's in place of the machine's.
        command = re.sub(r"(?<=[ >=])/(?=(etc|usr|opt|srv|var)/)", f"{self.cloud.root()}/", command)
        variables = {}
        if command.startswith("aws "):
            key = self.cloud.administrator
            variables = {
                "AWS_ACCESS_KEY_ID": key["access-key-id"], "AWS_SECRET_ACCESS_KEY": key["secret-access-key"],
                "AWS_DEFAULT_REGION": "us-east-1"}
        path = [str(BUILD), str(Path(sys.executable).parent), "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
        ended = subprocess.run(
            ["sh", "-ec", command], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=120, start_new_session=True,
            env=self.cloud.environment(
                ENLIST_PIPELINE=None, PATH=":".join(path), HOME=str(self.folder), PWD=None, **variables))
        return ended.returncode, ended.stdout.replace(str(self.cloud.root()), "")


def is_elsewhere(command):
    """Whether somebody else does it: a target of the Makefile, which is there, or a program that is not for a test."""
    words = re.sub(r"^(\w+=\S* )+", "", command).split()
    if words[0] == "make" and "-C" not in words:
        targets = [word for word in words[1:] if re.fullmatch(r"[a-z-]+", word)]
        assert set(targets) <= TARGETS, command
        return True
    return any(re.split(r"\s+", part.strip())[0] in ELSEWHERE for part in re.split(r"&&|\|\||[|;]", command))


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_says_to_type(tmp_path, name):
    scenario = PACKAGE / "docs/examples/scenarios/default.json"
    problems = []
    with local_cloud(tmp_path, json_of(scenario)) as cloud:
        desk = Desk(cloud, tmp_path / "desk")
        if (PACKAGE / name).parent.name in ("cloudformation", "terraform"):
            desk.folder = PACKAGE / name / ".."
        for block in blocks(PAGES[name]):
            if block.reason is not None:
                assert block.reason, f"{name}:{block.line} says no reason"
                continue
            place = f"{name}:{block.line}"
            if block.before:
                status, said = desk.type(block.before)
                if status:
                    problems.append(f"{place}: what is typed before ends with {status}:\n{said}")
            typed = commands(block)
            for number, (command, shown) in enumerate(typed, 1):
                if is_elsewhere(command):
                    continue
                status, said = desk.type(command)
                wanted = block.status if number == len(typed) else None
                if status != (wanted or 0) and not (shown and wanted is None):
                    problems.append(f"{place}: `{command}` ends with {status}:\n{said}")
                elif shown and not fits(shown, said):
                    problems.append(f"{place}: `{command}` says:\n{said}")
    assert not problems, "\n\n".join(problems)


def json_of(path):
    import json
    return json.loads(path.read_text())
