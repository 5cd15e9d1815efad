"""README and docs: each command that can be typed here is typed, and says what the page says."""

import json
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
from fcntl import ioctl
from pathlib import Path

import pytest

from cloud import BUILD, INPUTS, PACKAGE, local_cloud
from pages import blocks, commands
from test_help_examples import TERMINAL, WEB
from test_systems_manager import image

# What another test types, from the first line to the last.
TYPED_BY = {"docs/writing-a-plugin.md": "test_plugin_tutorial.py", "docs/runbook.md": "test_runbook.py"}
PAGES = {
    str(path.relative_to(PACKAGE)): path.read_text()
    for path in [PACKAGE / "README.md", *sorted((PACKAGE / "docs").rglob("*.md")),
                 *sorted((PACKAGE / "Plugins").glob("*/README.md"))]}
PAGES = {name: text for name, text in PAGES.items() if name not in TYPED_BY and any(blocks(text))}

# Programs that change the machine, or ask somebody who is not here.
ELSEWHERE = {
    "apt", "apt-get", "brew", "cargo", "curl", "dnf", "docker", "dpkg", "gdb", "git", "gh", "packer", "reboot", "rpm",
    "scp", "ssh", "sudo", "systemctl", "systemd-run", "terraform", "wget", "yum", "zypper"}
# Of AWS' services, those that the local cloud has more of than enlist calls.
SERVICES = {"ec2", "iam", "opsworks", "ssm", "sts"}
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
    r"|elapsed[^,}]*|\b\d+ MiB|\buser id \d+|\b\d+ requests?\b|\b\d+\.\d+ (k|M)B")


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

    def __init__(self, cloud, folder, page):
        self.cloud, self.folder = cloud, folder
        # A page of the examples speaks of the files beside it.
        if "examples" in page.parts:
            shutil.copytree(PACKAGE / "docs/examples", folder)
            self.folder = folder / page.parent.relative_to("docs/examples")
        else:
            folder.mkdir()
        (self.folder / "web.yaml").write_text(WEB.replace("opsworks", "systems-manager").replace("choose", "derive"))
        image(cloud)
        program = cloud.root() / "usr/local/bin/enlist"
        program.parent.mkdir(parents=True)
        program.symlink_to(BUILD / "enlist")

    def type(self, command, lines=()):
        """Types a command, and lines at each prompt of a session; its exit status, and what is seen of it."""
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
        environment = self.cloud.environment(
            ENLIST_PIPELINE=None, PATH=":".join(path), HOME=str(self.folder), PWD=None, **variables)
        if lines:
            return on_a_terminal(command, lines, self.folder, environment)
        ended = subprocess.run(
            ["sh", "-ec", command], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=120, start_new_session=True, env=environment)
        return ended.returncode, ended.stdout.replace(str(self.cloud.root()), "")


def on_a_terminal(command, lines, folder, environment):
    """Types a command on a terminal, and a line at each of its prompts."""
    own, other = pty.openpty()
    ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 110, 0, 0))
    process = subprocess.Popen(
        ["sh", "-ec", command], cwd=folder, stdin=other, stdout=other, stderr=other, start_new_session=True,
        env=dict(environment, TERM="xterm", LANG="C.UTF-8", LC_ALL="C.UTF-8"))
    os.close(other)
    waiting, seen, since, end = list(lines), b"", 0, time.monotonic() + 120
    while time.monotonic() < end:
        if not select.select([own], [], [], 1)[0]:
            continue
        try:
            more = os.read(own, 1 << 16)
        except OSError:  # Nobody has the other end any more.
            break
        seen += more
        if PROMPT.encode() in seen[since:] and waiting:
            since = len(seen)
            os.write(own, waiting.pop(0).encode() + b"\n")
    os.close(own)
    status = process.wait(timeout=20)
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen.decode(errors="replace")).replace("\r\n", "\n")
    # What is seen of a line in the end; a spinner that was cleared is not.
    shown = [line.rpartition("\r")[2] for line in shown.split("\n")]
    shown = re.sub(r"^[\u2800-\u28ff].*?(?=--|$)", "", "\n".join(shown), flags=re.M)
    # A line that was typed before it was asked for is shown by the terminal and by the editor of lines.
    return status, re.sub(rf"^({re.escape(PROMPT)}(.*)\n)\2\n", r"\1", shown, flags=re.M)


PROMPT = "(enlist) "


def is_elsewhere(command):
    """Whether somebody else does it: a target of the Makefile, which is there, or a program that is not for a test."""
    words = re.sub(r"^(\w+=\S* )+", "", command).split()
    if words[0] == "make" and "-C" not in words:
        targets = [word for word in words[1:] if re.fullmatch(r"[a-z-]+", word)]
        assert set(targets) <= TARGETS, command
        return True
    if words[0] == "aws" and ("…" in command or words[1] not in SERVICES):
        return True
    return any(re.split(r"\s+", part.strip())[0] in ELSEWHERE for part in re.split(r"&&|\|\||[|;]", command))


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_says_to_type(tmp_path, name):
    scenario = json.loads((PACKAGE / "docs/examples/scenarios/default.json").read_text())
    # A page says how such a layer is made.
    scenario.pop("parameters")
    problems = []
    with local_cloud(tmp_path, scenario) as cloud:
        desk = Desk(cloud, tmp_path / "desk", Path(name))
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
                session = re.findall(rf"^{re.escape(PROMPT)}(.*)$", shown or "", re.M)
                status, said = desk.type(command, session)
                wanted = block.status if number == len(typed) else None
                if status != (wanted or 0) and not (shown and wanted is None):
                    problems.append(f"{place}: `{command}` ends with {status}:\n{said}")
                elif shown and not fits(shown, said):
                    problems.append(f"{place}: `{command}` says:\n{said}")
    assert not problems, "\n\n".join(problems)


def test_every_comment_about_typing_stands_above_a_block():
    for name, text in PAGES.items():
        used = sum(bool(block.reason) + block.before.count("\n") + (block.status is not None) for block in blocks(text))
        assert used == len(re.findall("<!-- (not )?typed", text)), name


def test_most_of_what_is_documented_is_typed():
    all_commands = [command for text in PAGES.values() for block in blocks(text)
                    if block.reason is None for command, _ in commands(block)]
    typed = [command for command in all_commands if not is_elsewhere(command)]
    assert len(typed) > len(all_commands) / 2 and len(typed) >= 40, (len(typed), len(all_commands))


@pytest.mark.parametrize("shown, said, does_fit", [
    ("a\n…\nz\n", "a\nb\nc\nz\n", True), ("a\n…\nz\n", "a\nb\n", False), ("tag Name=…\n", "tag Name=x, y\n", True),
    ("done after 12ms\n", "done after 1.5s\n", True), ("wrote /a\n", "wrote /b\n", False),
    ("i-0db8f87a75f950d4c is new\n", "i-018a73891e7b40a21 is new\n", True), ("one\n", "one\ntwo\n", False)])
def test_an_output_is_held_against_the_page(shown, said, does_fit):
    assert fits(shown, said) == does_fit
