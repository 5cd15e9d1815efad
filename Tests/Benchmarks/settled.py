"""Local clouds in which a run finds everything there and has to wait for nothing but answers."""

import contextlib
import shutil
import tempfile
from pathlib import Path

import cloud as harness
from systems_manager import shell

# Seconds. The agent looks for associations all the time, so that none waits for the next look.
TIMINGS = dict.fromkeys(
    ["registering", "registration-setup", "assigning", "assignment-setup", "worker-start",
     "association-first-look", "document-delivery"], 0) | {
         "association-second-look": 0.02, "association-look": 0.02}


def scenario(root, pipeline):
    """One machine."""
    made = {"region": "us-east-1", "imds-v1": True, "timings": TIMINGS,
            "instances": [{"agent-after": 0, "root": str(root)}]}
    if pipeline == "opsworks":
        return made | {"stacks": [
            {"name": "v3 prod web", "layers": [{"name": "shop", "shortname": "shop"}]}]}
    return made | {
        "documents": [{"name": "shop-setup", "content": shell("true")}],
        "associations": [{"document": "shop-setup",
                          "targets": {"tag:enlist:layer": ["/enlist/v3/prod/web/shop"]}}]}


def prepare(root):
    """What an instance has: a record of its packages, and the agent's unit."""
    (root / "var/lib/dpkg").mkdir(parents=True)
    shutil.copy("/var/lib/dpkg/status", root / "var/lib/dpkg/status")
    units = root / "usr/lib/systemd/system"
    units.mkdir(parents=True)
    (units / "amazon-ssm-agent.service").write_text("[Service]\n")


@contextlib.contextmanager
def settled(folder, pipeline):
    """A cloud with one machine, for one run: each machine has just booted, and its agent has just begun."""
    place = Path(tempfile.mkdtemp(dir=folder))
    root = place / "root"
    prepare(root)
    with harness.local_cloud(place, scenario(root, pipeline)) as cloud:
        yield cloud
