"""What takes minutes to measure: when the ends of documents are noticed, and instances that boot at once.

Usage: fleets.py LOCALCLOUD FLEETBENCH ENLIST [BEFORE], all binaries; called by `make bench-fleets`. BEFORE is another
build of enlist, which is measured in the same run.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "Peers"))

import cloud as harness  # noqa: E402
import managing  # noqa: E402
from measuring import programs, tools  # noqa: E402

INPUTS = ["shop", "prod", "web", "3"]


def fleet(enlist, folder, flow):
    """Twelve instances that boot at once, where OpsWorks takes three requests a second: how many are
    members in the end, how many processes ended with success, and how long it took.

    The script may loop forever: all are ended after two minutes."""
    folder.mkdir()
    scenario = json.loads((harness.PACKAGE / "docs/examples/scenarios/fleet-12.json").read_text())
    with harness.local_cloud(folder, {**scenario, "imds-v1": True}) as cloud:
        path = f"{tools(folder)}:{os.environ['PATH']}"
        start = time.monotonic()
        processes = []
        for number, instance in enumerate(cloud.instances):
            environment = cloud.environment(
                number, PATH=path, http_proxy=instance["metadata"], no_proxy="127.0.0.1")
            command = ([enlist, "run", *harness.INPUTS] if flow == "enlist"
                       else [HERE / "user-data.sh", *INPUTS])
            processes.append(subprocess.Popen(
                ["timeout", "120", *command], env=environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        succeeded = sum(process.wait() == 0 for process in processes)
        members = [instance for stack in cloud.state()["stacks"] for instance in stack["instances"]]
        return (f"{len(members):2} of {len(processes)} are members, {succeeded:2} ended with exit "
                f"status 0, after {time.monotonic() - start:.0f} s")


def main():
    harness.BUILD = Path(sys.argv[1]).resolve().parent
    simulation = str(Path(sys.argv[2]).resolve())
    builds = programs(sys.argv[3:])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        managing.report(builds, simulation, folder)
        print("\nTwelve instances at once, OpsWorks limited to 3 requests a second")
        print(f"  user-data script  {fleet(None, folder / 'scripts', 'script')}")
        for number, (build, enlist) in enumerate(builds.items()):
            print(f"  {build:<17} {fleet(enlist, folder / f'enlists-{number}', 'enlist')}")


if __name__ == "__main__":
    main()
