"""The life of a group of twenty, on loopback: it ends with exactly its living instances in the stack.

What the group itself would do, the test does: it takes instances away, and terminates them when their hooks
are completed or their time is up.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import boto3
import pytest

PACKAGE = Path(__file__).parents[3]
sys.path.insert(0, str(PACKAGE / "Tests/Peers"))

from cloud import BUILD, INPUTS, local_cloud, wait_until  # noqa: E402

REGION = "eu-west-1"
OUTAGE = 120
PIPELINE = """enlist: 1
on-failure: {then: abandon, revert: true}
changes:
  - insert: finish-launch
    at: last
"""
MISTAKEN = [3, 7]           # their user-data names a product that has no layer
REBOOTED = [5, 11]          # killed in the middle of joining, and begun again
LOST_JOINING = [13]         # gone in the middle of joining
SCALED_IN = [0, 1, 2, 4]    # the group wants fewer
CRASHED = [6]               # its application is not healthy: the group replaces it
SPOT = [8, 9]               # EC2 takes them back
LOST = [10, 12]             # gone without a word


class Group:
    def __init__(self, cloud, folder):
        self.cloud, self.folder, self.running = cloud, folder, {}
        self.ec2 = boto3.client("ec2", region_name=REGION, endpoint_url=cloud.endpoint,
                                **cloud.administrator_key)

    def start(self, number, *words):
        log = (self.folder / f"{words[0]}-{number}.log").open("a")
        self.running[number] = subprocess.Popen(
            [BUILD / "enlist", *words], env=self.cloud.environment(number),
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def kill(self, *numbers):
        for number in numbers:
            self.running[number].kill()
            self.running.pop(number).wait()

    def terminate(self, *numbers):
        self.ec2.terminate_instances(
            InstanceIds=[self.cloud.instances[number]["id"] for number in numbers])

    def status(self, number, seconds):
        return self.running.pop(number).wait(seconds)

    def ends(self, number, cause, **more):
        self.cloud._ask("machines", "POST", json.dumps(
            {"instance": self.cloud.instances[number]["id"], "ends-by": cause, **more}).encode())

    def scaling(self, number):
        return self.machine(number)["auto-scaling"]

    def machine(self, number):
        return next(machine for machine in self.cloud.state()["machines"]
                    if machine["id"] == self.cloud.instances[number]["id"])

    def members(self):
        """The EC2 instances that the stack has as members, each as often as it has it."""
        return sorted(member["ec2-instance-id"] for stack in self.cloud.state()["stacks"]
                      for member in stack["instances"])

    def log(self, word, number):
        return (self.folder / f"{word}-{number}.log").read_text()


@pytest.fixture
def group(tmp_path):
    scenario = {
        "region": REGION, "stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}],
        "instances": [{"count": 20, "auto-scaling": {
            "group": "g", "hook": "joining", "state": "Pending:Wait", "heartbeat-timeout": 90}}]}
    with local_cloud(tmp_path, scenario) as cloud:
        group = Group(cloud, tmp_path)
        for number in range(20):
            folder = cloud.root(number) / "etc/enlist/pipeline.d"
            folder.mkdir(parents=True)
            (folder / "10-group.yaml").write_text(PIPELINE)
        try:
            yield group
        finally:
            group.kill(*list(group.running))


def test_the_stack_has_exactly_the_living_instances(group):
    cloud = group.cloud
    # All boot at once, and then OpsWorks is away for two minutes.
    for number in range(20):
        inputs = list(INPUTS)
        if number in MISTAKEN:
            inputs[inputs.index("shop")] = "shpo"
        group.start(number, "run", *inputs)
    wait_until(lambda: group.members(), "the first member", 60)
    cloud.set_faults({"service": "opsworks", "error": "internal-failure"})
    began = time.monotonic()
    group.kill(*[number for number in REBOOTED + LOST_JOINING if number in group.running])
    group.terminate(*LOST_JOINING)
    time.sleep(OUTAGE / 2)
    for number in REBOOTED:
        group.start(number, "run", *INPUTS)
    time.sleep(max(0, OUTAGE - (time.monotonic() - began)))
    cloud.clear_faults()

    joining = [number for number in range(20) if number not in MISTAKEN + LOST_JOINING]
    for number in joining:
        assert group.status(number, 300) == 0, group.log("run", number)
        assert group.scaling(number)["results"] == ["CONTINUE"], number
    for number in MISTAKEN:
        assert group.status(number, 300) == 1, group.log("run", number)
        assert group.scaling(number)["results"] == ["ABANDON"], group.log("run", number)
        assert "look-up-stack, not-found" in cloud.reason(number)
        group.terminate(number)

    # They serve, and one after the other they go.
    for number in joining:
        group.start(number, "watch", "--interval", "1s")
    for number in SCALED_IN + CRASHED:
        group.ends(number, "group", hook="leaving", **{"heartbeat-timeout": 30})
    for number in SPOT:
        group.ends(number, "spot")
    group.kill(*LOST)
    group.terminate(*LOST)
    for number in SCALED_IN + CRASHED + SPOT:
        assert group.status(number, 115) == 0, group.log("watch", number)
        group.terminate(number)
    for number in SCALED_IN + CRASHED:
        assert group.scaling(number)["results"] == ["CONTINUE"], group.log("watch", number)

    reaped = cloud.enlist("reap", "--region", REGION, "--wait", "2s", "--yes", "--json",
                          AWS_ACCESS_KEY_ID=cloud.administrator["access-key-id"],
                          AWS_SECRET_ACCESS_KEY=cloud.administrator["secret-access-key"])
    assert reaped.status == 0, reaped
    gone = MISTAKEN + LOST_JOINING + SCALED_IN + CRASHED + SPOT + LOST
    living = sorted(cloud.instances[number]["id"] for number in range(20) if number not in gone)
    wait_until(lambda: group.members() == living, "the living alone, each once")
    waiting = [machine["id"] for machine in cloud.state()["machines"]
               if machine["auto-scaling"]["state"].endswith(":Wait")
               and machine["state"] != "terminated"]
    assert waiting == []
