"""Machines with the real amazon-ssm-agent on them, in a local cloud without any way out."""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
from pathlib import Path

from cloud import BUILD, INPUTS, Finished

HERE = Path(__file__).parent
ENLIST = BUILD.resolve() / "enlist"
PROGRAMS = ["amazon-ssm-agent", "ssm-agent-worker", "ssm-document-worker"]
CLONE_NEWNET = 0x40000000


@contextlib.contextmanager
def own_network():
    """A network in which there is nothing but loopback, for this thread and what it starts."""
    libc = ctypes.CDLL(None, use_errno=True)
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        if libc.unshare(CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "unshare")
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        yield
    finally:
        libc.setns(before, CLONE_NEWNET)
        os.close(before)


class Machine:
    """An instance of a local cloud that has the real agent in the place of its stand-in."""

    def __init__(self, cloud, folder, agent, number=0):
        self.cloud, self.instance = cloud, cloud.instances[number]["id"]
        place = folder / f"machine-{number}"
        place.mkdir()
        problems = folder / f"machine-{number}.log"
        with problems.open("w") as log:
            self._process = subprocess.Popen(
                ["unshare", "--mount", "--pid", "--uts", "--fork", "--kill-child", HERE / "machine.sh", folder,
                 ENLIST.parent, place, agent, cloud.endpoint, cloud.instances[number]["metadata"],
                 cloud.instances[number]["region"]],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self._process.stdout.readline() == "ready\n", problems.read_text()
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        self._first = int(children.read_text())
        self.root = Path(f"/proc/{self._first}/root")

    def end(self):
        os.kill(self._first, signal.SIGKILL)
        self._process.wait(20)

    def start(self, *command, **keywords):
        """Starts a program on the machine."""
        return subprocess.Popen(
            ["nsenter", f"--target={self._first}", "--mount", "--pid", "--uts", "--root",
             "/bin/sh", "-c", 'cd /; set -a; . /run/machine.env; set +a; exec "$@"', "sh", *command],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={"LANG": "C.UTF-8", "PATH": os.environ["PATH"]}, **keywords)

    def run(self, *command, timeout=600):
        """Runs a program on the machine to its end."""
        process = self.start(*command)
        output, errors = process.communicate(timeout=timeout)
        return Finished(process.returncode, output, errors)

    def systemctl(self, verb):
        ended = self.run("systemctl", verb, "amazon-ssm-agent.service")
        assert ended.status == 0, ended

    def start_enlist(self, *arguments):
        return self.start(ENLIST, "run", *INPUTS, *arguments)

    def enlist(self, *arguments, timeout=600):
        """Runs enlist to its end."""
        return self.run(ENLIST, "run", *INPUTS, *arguments, timeout=timeout)

    def kill(self, *programs):
        """Kills programs of the agent, by their names."""
        for entry in (self.root / "proc").glob("[0-9]*"):
            try:
                if Path(os.readlink(entry / "exe")).name in programs:
                    self.run("/bin/sh", "-c", f"kill -KILL {entry.name}")
            except OSError:
                pass

    def orders(self):
        """What systemctl was told."""
        path = self.root / "run/systemctl"
        return [line.split()[2] for line in path.read_text().splitlines()] if path.exists() else []

    def log(self):
        path = self.root / "var/log/amazon/ssm/amazon-ssm-agent.log"
        return path.read_text() if path.exists() else ""

    def identity(self):
        """What the agent has written of its credentials."""
        path = self.root / "var/lib/amazon/ssm/runtimeconfig/identity_config.json"
        return json.loads(path.read_text())
