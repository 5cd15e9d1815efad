"""A run that is killed while the machine's real package manager is halfway through its work."""

import contextlib
import json
import os
import shutil
import signal
import subprocess

import pytest

from cloud import BUILD, wait_until

PACKAGE = "enlist-test-package"
PIPELINE = {
    "enlist": 1, "name": "packages", "steps": [{
        "install-dependencies": {"packages": [PACKAGE], "manager": "apt"},
        "retry": [{"on": "busy", "attempts": 200, "delay": "50ms", "max-delay": "100ms"}]}]}
# dpkg has unpacked by then, and apt has not had it configure yet.
HALFWAY = """#!/bin/sh
[ ! -e {0}/started ] || exit 0
touch {0}/started
while [ ! -e {0}/go ]; do sleep 0.02; done
"""


class Machine:
    """A throw-away root with a package database, and a repository with one package in it."""

    def __init__(self, folder):
        self.folder, self.root = folder, folder / "root"
        self.put("package/DEBIAN/control",
                 f"Package: {PACKAGE}\nVersion: 1.0\nArchitecture: all\n"
                 "Maintainer: enlist <enlist@example.com>\nDescription: a package for tests\n")
        self.put("package/usr/share/enlist-test/file", "brought by the package")
        self.put("repository/about", "")
        self.put("root/var/lib/dpkg/status", "")
        self.put("root/etc/apt/sources.list", f"deb [trusted=yes] file://{folder}/repository ./\n")
        hook = self.put("hook", HALFWAY.format(folder))
        self.put("root/etc/apt/apt.conf.d/hook", f'DPkg::Options {{ "--post-invoke=sh {hook}"; }};\n')
        self.pipeline = self.put("pipeline.yaml", json.dumps(PIPELINE))
        subprocess.run(
            ["sh", "-ec", "chmod 755 package/DEBIAN; dpkg-deb --build --root-owner-group package "
             "repository/package.deb; cd repository; apt-ftparchive packages . >Packages"],
            cwd=folder, check=True, capture_output=True)

    def put(self, name, text):
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def start(self):
        return subprocess.Popen(
            [BUILD / "enlist", "run", "--pipeline", self.pipeline, "--json"],
            env={**os.environ, "ENLIST_ROOT": str(self.root),
                 "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)

    def left(self):
        """Processes, by id, that know of the root and are none of a live run's."""
        found = {}
        for process in filter(str.isdecimal, os.listdir("/proc")):
            try:
                with open(f"/proc/{process}/cmdline", "rb") as file:
                    arguments = file.read()
                with open(f"/proc/{process}/environ", "rb") as file:
                    if str(self.root).encode() in arguments + file.read():
                        found[int(process)] = arguments.split(b"\0")[0].decode()
            except OSError:
                pass
        return found


@pytest.fixture
def machine(tmp_path):
    yield Machine(tmp_path)
    # Whatever became of the test: nothing waits forever.
    (tmp_path / "go").touch()


@pytest.mark.skipif(not shutil.which("apt-ftparchive"), reason="make setup installs apt-ftparchive")
@pytest.mark.parametrize("left", ["goes on", "is killed too"])
def test_a_run_killed_while_dpkg_is_at_work_is_gone_on_with(machine, tmp_path, left):
    first = machine.start()
    wait_until((tmp_path / "started").exists, "dpkg is halfway")
    first.send_signal(signal.SIGKILL)
    first.communicate()
    # Not its child any more, and still at work.
    assert any("dpkg" in name for name in machine.left().values()), machine.left()

    if left == "is killed too":
        for process in machine.left():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        wait_until(lambda: not machine.left(), "nothing is left")
    second = machine.start()
    events = []
    for line in second.stdout:
        events.append(json.loads(line))
        if events[-1]["type"] == "attempt-failed":
            (tmp_path / "go").touch()
    assert second.wait(timeout=30) == 0, events

    assert [event["type"] for event in events[:2]] == ["run-identified", "run-resumed"]
    failures = [event["class"] for event in events if event["type"] == "attempt-failed"]
    assert set(failures) == ({"busy"} if left == "goes on" else set()), failures
    assert machine.left() == {}
    assert (machine.root / "usr/share/enlist-test/file").read_text() == "brought by the package"
    log = (machine.root / "var/log/dpkg.log").read_text()
    assert log.count(f" install {PACKAGE}:all <none> 1.0") == 1, log
    assert log.count(f" status installed {PACKAGE}:all 1.0") == 1, log
