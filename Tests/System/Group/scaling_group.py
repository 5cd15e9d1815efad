"""An Auto Scaling group with a warm pool, played on a local cloud.

The group decides as Auto Scaling does: it keeps the desired number in service, takes from the pool first, refills
the pool up to its maximum, takes instances back into it on scale-in, terminates what was abandoned, and stops what
was warmed. localcloud keeps the states, hooks and metadata. Each machine is a root of its own and the processes that
a real one has: user-data at the first boot, and the two units of the package at every boot.
"""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import boto3

sys.path.insert(0, str(Path(__file__).parents[3] / "Tests/Peers"))

from cloud import BUILD, INPUTS  # noqa: E402

# After how many seconds systemd starts a unit again; a minute and five seconds in the package.
RESTART = 1


class Machine:
    """One instance: its root, and what runs on it."""

    def __init__(self, group, ready):
        self.group, self.id, self.root = group, ready["id"], Path(ready["root"])
        self.number = len(group.cloud.instances)
        group.cloud.instances.append(ready)
        self.processes, self.ended, self.restarts = {}, [], {}
        self.is_on = False
        units = self.root / "usr/lib/systemd/system"
        units.mkdir(parents=True)
        (units / "amazon-ssm-agent.service").write_text("[Service]\n")
        folder = self.root / "etc/enlist"
        folder.mkdir(parents=True)
        (folder / "pipeline.yaml").write_text(group.pipeline)
        pairs = zip(INPUTS[::2], INPUTS[1::2])
        (folder / "inputs.yaml").write_text("".join(f'{name[2:]}: "{value}"\n' for name, value in pairs))

    def boot(self, is_first=False):
        """The units at every boot; user-data at the first only."""
        self.is_on = True
        self.start("resume")
        self.start("watch", "--interval", "1s")
        if is_first:
            self.start("run")

    def start(self, word, *options):
        with (self.root / f"{word}.log").open("a") as log:
            self.processes[word] = subprocess.Popen(
                [BUILD / "enlist", word, *options],
                env=self.group.cloud.environment(self.number, ENLIST_PIPELINE=None),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def look(self):
        """Notes what has ended, and starts units again as systemd does."""
        for word, process in list(self.processes.items()):
            status = process.poll()
            if status is None:
                continue
            del self.processes[word]
            self.ended.append((word, status))
            if (word, status) == ("resume", 69) or (word == "watch" and status != 0):
                self.restarts[word] = time.monotonic() + RESTART
        for word, due in list(self.restarts.items()):
            if time.monotonic() >= due:
                del self.restarts[word]
                self.start(word, *(["--interval", "1s"] if word == "watch" else []))

    def shut_down(self):
        """The machine is stopped or terminated in an orderly way."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                self.ended.append(("not to be stopped", process.args[1]))
        self.crash()

    def crash(self):
        for process in self.processes.values():
            process.kill()
            process.wait()
        self.processes, self.restarts, self.is_on = {}, {}, False

    def last(self, word):
        """The last exit status of a command; None if it has not ended since."""
        if word in self.processes or word in self.restarts:
            return None
        return next((status for name, status in reversed(self.ended) if name == word), None)

    @property
    def has_begun(self):
        """Whether user-data is in the middle of a run."""
        log = self.root / "run.log"
        return log.exists() and ": started" in log.read_text()

    @property
    def logs(self):
        return f"{self.id}: {self.ended}\n" + "".join(
            f"--- {log.name}\n{log.read_text()}" for log in sorted(self.root.glob("*.log")))


class ScalingGroup:
    """The group, which looks after its machines in a thread of its own."""

    def __init__(self, cloud, folder, region, name, pipeline, desired, maximum, machine):
        self.cloud, self.folder, self.region, self.name, self.pipeline = cloud, folder, region, name, pipeline
        self.desired, self.maximum, self.machine = desired, maximum, machine
        self.hooks = {}
        self.machines, self.terminated, self.lost = [], [], []
        self.ec2, self.scaling = self.client("ec2"), self.client("autoscaling")
        self.states = {}
        self.problem = None
        self._lock, self._end = threading.RLock(), threading.Event()
        self._thread = threading.Thread(target=self._live)

    def client(self, service):
        return boto3.client(service, region_name=self.region, endpoint_url=self.cloud.endpoint,
                            **self.cloud.administrator_key)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()
        for machine in self.machines:
            machine.crash()

    def put_hook(self, name, transition):
        with self._lock:
            self.scaling.put_lifecycle_hook(
                AutoScalingGroupName=self.name, LifecycleHookName=name, HeartbeatTimeout=30,
                LifecycleTransition=f"autoscaling:EC2_INSTANCE_{transition}")
            self.hooks[transition] = name

    def lose(self, machine):
        """The machine is gone without a word."""
        with self._lock:
            machine.crash()
            self.ec2.terminate_instances(InstanceIds=[machine.id])
            self.lost.append(machine)

    def members(self):
        """The ids of the living machines that the layer has."""
        return {entry["id"] for entry in self.cloud.state()["machines"]
                if "enlist:layer" in entry["tags"] and entry["state"] != "terminated"}

    def in_state(self, *states):
        return {id for id, (state, _) in self.states.items() if state in states}

    def _live(self):
        try:
            while not self._end.wait(0.1):
                with self._lock:
                    self._look()
        except BaseException as problem:
            self.problem = problem
            raise

    def _look(self):
        entries = {entry["id"]: entry for entry in self.cloud.state()["machines"]}
        living = [machine for machine in self.machines if entries[machine.id]["state"] == "running"]
        self.states = {machine.id: (entries[machine.id]["auto-scaling"]["state"],
                                    entries[machine.id]["auto-scaling"]["results"]) for machine in living}
        for machine in living:
            machine.look()
            state = self.states[machine.id][0]
            if state in ("Terminating:Proceed", "Warmed:Terminating:Proceed"):
                self._terminate(machine)
            elif state == "Warmed:Stopped" and machine.is_on:
                machine.shut_down()
            elif state == "Warmed:Pending" and machine.has_begun:
                # No hook holds it back.
                self._move(machine, "warm-pool")
        self._scale(living)

    def _scale(self, living):
        def those(*states):
            return [machine for machine in living if self.states[machine.id][0] in states]

        serving, pool = those("Pending:Wait", "InService"), those(
            "Warmed:Pending", "Warmed:Pending:Wait", "Warmed:Stopped")
        stopped = [machine for machine in those("Warmed:Stopped") if not machine.is_on]
        for _ in range(self.desired - len(serving)):
            if stopped:
                machine = stopped.pop(0)
                pool.remove(machine)
                self._move(machine, "in-service")
                machine.boot()
            elif not pool:
                self._launch("Pending:Wait" if "LAUNCHING" in self.hooks else "InService")
        for machine in those("InService")[:max(0, len(serving) - self.desired)]:
            pool.append(machine)
            self._move(machine, "warm-pool")
        for _ in range(self.maximum - self.desired - len(pool)):
            self._launch("Warmed:Pending:Wait" if "LAUNCHING" in self.hooks else "Warmed:Pending")

    def _launch(self, state):
        root = self.folder / f"machine-{len(self.machines)}"
        [ready] = self.cloud._ask("instances", "POST", json.dumps({
            **self.machine, "root": str(root),
            "auto-scaling": {"group": self.name, "state": state, "listed-after": 1}}).encode())["instances"]
        machine = Machine(self, ready)
        self.machines.append(machine)
        machine.boot(is_first=True)

    def _move(self, machine, place):
        self.cloud._ask("machines", "POST", json.dumps({"instance": machine.id, "moves-to": place}).encode())

    def _terminate(self, machine):
        self.ec2.terminate_instances(InstanceIds=[machine.id])
        machine.shut_down()
        self.terminated.append(machine)
