"""What the shells offer when somebody presses the tab key: bash, zsh and fish, each with its own script."""

import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from fcntl import ioctl

import pytest

from cloud import BUILD

OVERLAY = "enlist: 1\nextends: systems-manager\nchanges:\n  - insert: {run: {script: 'true'}, id: mine}\n    at: last\n"


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    """A folder with the shells' scripts, a pipeline file, and a folder."""
    folder = tmp_path_factory.mktemp("completions")
    for shell, name in [("bash", "enlist.bash"), ("zsh", "_enlist"), ("fish", "enlist.fish")]:
        made = subprocess.run([BUILD / "enlist", "--generate-completion-script", shell], capture_output=True,
                              text=True, check=True)
        (folder / name).write_text(made.stdout)
    (folder / "web.yaml").write_text(OVERLAY)
    (folder / "sub").mkdir()
    (folder / "other.txt").touch()
    return folder


def environment(folder):
    return {"PATH": f"{BUILD}:/usr/bin:/bin", "HOME": str(folder), "TERM": "dumb", "LC_ALL": "C.UTF-8",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"}


def in_bash(folder, line):
    words = line.split(" ")
    script = f"""
        source ./enlist.bash
        COMP_WORDS=({" ".join(f"'{word}'" for word in words)}); COMP_CWORD={len(words) - 1}
        COMP_LINE='{line}'; COMP_POINT={len(line)}
        _enlist enlist '{words[-1]}' '{words[-2]}'
        printf '%s\\n' "${{COMPREPLY[@]}}" """
    shown = subprocess.run(["bash", "--norc", "-c", script], cwd=folder, env=environment(folder),
                           capture_output=True, text=True, timeout=30)
    return {word.strip() for word in shown.stdout.splitlines() if word.strip()}


def on_a_terminal(folder, shell, line):
    """What is shown after a line was typed and the tab key was pressed twice; the screen is 200 columns wide."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.execve(f"/usr/bin/{shell[0]}", shell, environment(folder) | {"TERM": "xterm", "COLUMNS": "200"})
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 200, 0, 0))
    seen = ""

    def silence(seconds):
        """Reads until nothing more comes for so long."""
        nonlocal seen
        while select.select([terminal], [], [], seconds)[0]:
            try:
                seen += os.read(terminal, 1 << 16).decode(errors="replace")
            except OSError:
                return

    end = time.monotonic() + 30
    while "> " not in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen) and time.monotonic() < end:
        silence(0.1)
    start = len(seen)
    os.write(terminal, line.encode())
    silence(0.5)
    os.write(terminal, b"\t")
    silence(1.5)
    os.write(terminal, b"\t")
    silence(1)
    os.close(terminal)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return set(re.sub(r"\x1b(\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>])", " ", seen[start:]).split())


def in_fish(folder, line):
    (folder / ".config/fish").mkdir(parents=True, exist_ok=True)
    (folder / ".config/fish/config.fish").write_text(
        "source $HOME/enlist.fish\nfunction fish_prompt; echo -n '> '; end\nset -g fish_greeting\n"
        "set -g fish_autosuggestion_enabled 0\n")
    return on_a_terminal(folder, ["fish", "-i"], line)


def in_zsh(folder, line):
    (folder / ".zshrc").write_text(
        "fpath=($HOME $fpath); autoload -U compinit; compinit -u -D; PS1='> '\n"
        "unsetopt prompt_cr prompt_sp zle_bracketed_paste; LISTMAX=0; setopt no_beep\n")
    return on_a_terminal(folder, ["zsh", "-i"], line)


SHELLS = {"bash": in_bash, "zsh": in_zsh, "fish": in_fish}


@pytest.mark.waits(40)
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("line, offered, not_offered", [
    ("enlist run --pipeline ", {"systems-manager", "opsworks", "web.yaml", "sub/"}, {"other.txt"}),
    ("enlist run --pipeline web.yaml --only m", {"mine"}, {"tag-instance"}),
    ("enlist run --until start", {"start-ssm-agent"}, set()),
    ("enlist steps look-up-a", {"look-up-associations"}, set()),
    ("enlist vali", {"validate"}, {"plan"}),
], ids=lambda value: value if isinstance(value, str) else "")
def test_the_tab_key(scripts, shell, line, offered, not_offered):
    found = SHELLS[shell](scripts, line)
    # One candidate alone is put in: the rest of the word is what comes.
    rests = {each: {each, each.removeprefix(line.split(" ")[-1])} for each in offered}
    assert all(found & rest for rest in rests.values()), found
    assert not found & not_offered
