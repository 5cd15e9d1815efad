"""The systemd unit: what systemd says of it, and what its commands do."""

import json
import os
import re
import shlex
import shutil
import subprocess

import pytest

from cloud import BUILD, INPUTS, PACKAGE, local_cloud, wait_until

UNIT = PACKAGE / "systemd/enlist.service"
UNITS = sorted((PACKAGE / "systemd").glob("*.service"))
SCENARIO = {"stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}],
            "instances": [{}]}


def unit(file=UNIT):
    """A unit, as it is when it is installed beside the program of this build."""
    return file.read_text().replace("/usr/local/bin/enlist", str(BUILD / "enlist"))


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_systemd_finds_nothing_wrong(tmp_path, file):
    (tmp_path / file.name).write_text(unit(file))
    result = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / file.name],
        capture_output=True, text=True)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def command(name, options):
    """A command of the unit, split as systemd splits it, its variable put in."""
    [line] = re.findall(rf"^{name}=(.*)$", unit(), re.M)
    return [word for text in shlex.split(line) for word in (
        shlex.split(options) if text == "$ENLIST_RUN_OPTIONS" else [text.replace("$$", "$")])]


class Machine:
    """An instance with the unit, and a `systemctl` that only remembers."""

    def __init__(self, cloud, folder, options):
        self._cloud, self._options = cloud, options
        self._reboots = folder / "reboots"
        (folder / "bin").mkdir()
        systemctl = folder / "bin/systemctl"
        systemctl.write_text(f'#!/bin/sh\necho "$@" >>{self._reboots}\n')
        systemctl.chmod(0o755)
        self._path = f"{folder}/bin:{os.environ['PATH']}"

    def boot(self):
        """Does what systemd does of the unit; gives how it has ended, and if it reboots."""
        self._reboots.unlink(missing_ok=True)
        status = self._do("ExecStart")
        # systemd(1) gives it how the main process has ended.
        self._do("ExecStopPost", EXIT_STATUS=str(status))
        reboots = self._reboots.read_text() if self._reboots.exists() else ""
        assert reboots in ("", "reboot\n")
        return status, bool(reboots)

    def _do(self, name, **environment):
        return subprocess.run(
            command(name, self._options),
            env=self._cloud.environment(PATH=self._path, **environment),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=60).returncode


def test_the_unit_goes_on_with_leaving(tmp_path):
    with local_cloud(tmp_path, SCENARIO) as cloud:
        machine = Machine(cloud, tmp_path, " ".join(INPUTS))
        assert cloud.run().status == 0
        cloud.set_faults({"operation": "DeregisterInstance", "latency": 20})
        process = cloud.start("leave", "--json")
        wait_until(lambda: any(cloud.fault_matches()), "deregistering")
        process.kill()
        process.communicate()
        cloud.clear_faults()
        assert machine.boot() == (0, False)
        wait_until(lambda: cloud.member() is None, "the member to be gone")
        assert machine.boot() == (0, False), "there was nothing left to do"


def test_the_unit_goes_on_with_what_is_unfinished_and_reboots_when_a_step_says_so(tmp_path):
    pipeline = tmp_path / "pipeline.yaml"
    # It wants two reboots, one after the other; each boot counts.
    script = 'test "$(wc -l <boots)" -ge 3 || exit 7'
    pipeline.write_text(json.dumps({"enlist": 1, "name": "kernel", "steps": [
        "look-up-stack",
        {"run": {"script": script, "below-root": "run", "exit-statuses": {"reboot": [7]}}}]}))
    inputs = "--product shop --environment prod --platform web --major 3"
    with local_cloud(tmp_path, SCENARIO) as cloud:
        machine = Machine(cloud, tmp_path, f"{inputs} --pipeline {pipeline}")
        boots = cloud.root() / "boots"
        boots.write_text("1\n")
        assert machine.boot() == (0, False), "nobody has run anything yet"
        first = cloud.run("--pipeline", pipeline)
        assert first.status == 4, first
        boots.write_text("1\n2\n")
        assert machine.boot() == (4, True)
        boots.write_text("1\n2\n3\n")
        assert machine.boot() == (0, False)
        assert machine.boot() == (0, False), "there was nothing left to do"

        # What is final stays for a person, or for the group that replaces the instance.
        cloud.set_faults({"operation": "DescribeStacks", "error": "access-denied"})
        assert cloud.run("--pipeline", pipeline).status == 77
        assert machine.boot() == (1, False)
        # And what was killed is resumed.
        cloud.set_faults({"operation": "DescribeStacks", "latency": 10})
        process = cloud.start("run", *shlex.split(inputs), "--pipeline", pipeline, "--json")
        for line in process.stdout:
            if '"attempt-started"' in line:
                break
        process.kill()
        process.communicate()
        cloud.clear_faults()
        assert machine.boot() == (0, False)
