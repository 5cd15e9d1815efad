"""The last resort of user-data: systemd powers an instance off that has not joined and could tell nobody."""

import os
import re
import shlex
import shutil
import subprocess

import pytest

from cloud import BUILD, INPUTS

FILE = "/run/enlist-user-data.status"


def script(*words):
    made = subprocess.run(
        [BUILD / "enlist", "user-data", *INPUTS, *words], capture_output=True, text=True, timeout=30,
        env={"PATH": os.environ["PATH"]})
    assert made.returncode == 0, made.stderr
    return made.stdout


def written(text, place):
    """A file of the script's, as its shell writes it."""
    [body] = re.findall(rf"^ *write {re.escape(place)} <<END_OF_UNIT.*?\n(.*?)^END_OF_UNIT$", text, re.M | re.S)
    return subprocess.run(["sh"], input=f"enlist=enlist\ncat <<END_OF_UNIT\n{body}END_OF_UNIT\n", capture_output=True,
                          text=True, check=True).stdout


def unit(kind, *words):
    return written(script("--power-off-after", "15m", *words), f"/run/systemd/system/enlist-power-off.{kind}")


def test_it_is_off_by_default():
    assert "power" not in script() and FILE not in script("--detach")


@pytest.mark.parametrize("words", [[], ["--detach"]], ids=["", "detached"])
def test_the_shell_takes_it(words):
    text = script("--power-off-after", "15m", *words)
    subprocess.run(["sh", "-n"], input=text, text=True, check=True)
    assert re.search(r"^main\(\) \{\n    power_off\n", text, re.M)
    assert "OnActiveSec=900s\n" in text


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_finds_nothing_wrong(tmp_path):
    program = shutil.which("true")
    for kind in ("service", "timer"):
        (tmp_path / f"enlist-power-off.{kind}").write_text(unit(kind).replace("/bin/sh", program))
    result = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *tmp_path.iterdir()], capture_output=True, text=True)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


# What `enlist status` says, what the script has noted of the run's end, and what systemd is asked for.
CASES = [
    (0, "0", ["--no-block stop enlist-power-off.timer"]), (0, "1", ["--no-block stop enlist-power-off.timer"]),
    (75, None, []), (75, "1", []), (66, None, []), (1, None, []),
    (66, "69", ["--no-block poweroff"]), (1, "1", ["--no-block poweroff"]), (77, "77", ["--no-block poweroff"]),
    (127, "69", ["--no-block poweroff"]), (4, "KILL", ["--no-block poweroff"]),
    (4, "4", []), (66, "0", [])]


@pytest.mark.parametrize("status, ended, asked", CASES)
def test_only_a_machine_whose_run_was_given_up_is_powered_off(tmp_path, status, ended, asked):
    for name, text in (("enlist", f"exit {status}"), ("systemctl", f'echo "$*" >>{tmp_path}/asked')):
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    note = tmp_path / "status"
    if ended is not None:
        note.write_text(f"{ended}\n")
    [line] = re.findall("^ExecStart=(.*)$", unit("service"), re.M)
    # As systemd takes it apart.
    words = [word.replace("$$", "$").replace(FILE, str(note)) for word in shlex.split(line)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=30,
                          env={"PATH": f"{tmp_path}:{os.environ['PATH']}"})
    found = (tmp_path / "asked").read_text().splitlines() if (tmp_path / "asked").exists() else []
    assert found == asked, done
    assert ("powered off" in done.stdout) == ("--no-block poweroff" in found)


@pytest.mark.parametrize("words", [[], ["--detach"]], ids=["", "detached"])
def test_how_the_run_has_ended_is_noted(words):
    text = script("--power-off-after", "15m", *words)
    assert f'\n[ -n "$root" ] || echo "$status" >{FILE}\nexit "$status"\n' in text
    if words:
        detached = written(text, "/run/systemd/system/enlist-user-data.service")
        assert f"ExecStopPost=-/bin/sh -c 'echo \"$$EXIT_STATUS\" >{FILE}'\n" in detached


@pytest.mark.parametrize("time", ["15", "59s", "soon", "-15m"])
def test_another_time_is_refused(time):
    refused = subprocess.run([BUILD / "enlist", "user-data", *INPUTS, f"--power-off-after={time}"],
                             capture_output=True, text=True, timeout=30)
    assert refused.returncode == 64
    assert "`--power-off-after` must be a duration of at least 1m, such as 15m" in refused.stderr
