"""Measures enlist against the same flow made of aws-cli calls, on one machine, in one run; what its
journal costs, and its plugins.

Usage: bench.py ENLIST LOCALCLOUD CALLBENCH, all binaries; called by `make bench`.
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "Peers"))

from botocore.session import Session  # noqa: E402

import booting  # noqa: E402
import cloud as harness  # noqa: E402
import costs  # noqa: E402
import journals  # noqa: E402
import plugins  # noqa: E402
from measuring import measured, median, tools  # noqa: E402

INSTANT = {name: 0 for name in [
    "registering", "registration-setup", "assigning", "assignment-setup"]}
LAYER = {"name": "shop", "shortname": "shop"}
INPUTS = ["shop", "prod", "web", "3"]
RUNS = 15
SCRIPT_RUNS = 5


def row(name, runs):
    walls = [run["wall"] for run in runs]
    print(f"  {name:<38} {median(runs, 'wall'):8.3f} s {median(runs, 'cpu'):8.3f} s "
          f"{median(runs, 'memory'):7.1f} MB   {len(runs)} runs, wall {min(walls):.3f} to {max(walls):.3f}")


def waited(text):
    """What enlist itself says it waited, in seconds."""
    events = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return sum(event["delay"] for event in events if event["type"] in ("waiting", "retrying"))


def installer_alone(cloud, number, folder):
    """The agent's installer without either client: what both have to wait for."""
    place = folder / f"installer-{number}"
    place.mkdir()
    environment = cloud.environment(number)
    client = Session().create_client(
        "opsworks", region_name="us-east-1", endpoint_url=cloud.endpoint,
        aws_access_key_id=cloud.administrator["access-key-id"],
        aws_secret_access_key=cloud.administrator["secret-access-key"])
    stack = client.describe_stacks()["Stacks"][0]["StackId"]
    provisioning = client.describe_stack_provisioning_parameters(StackId=stack)
    parameters = {"stack_id": stack, "hostname": f"alone{number}", "import": True}
    parameters.update(provisioning["Parameters"])
    lines = "".join(f":{key}: {json.dumps(parameters[key])}\n" for key in sorted(parameters))
    (place / "preconfig").write_text(lines)
    script = (f"curl -s {provisioning['AgentInstallerUrl']} | tar xz -C {place} && "
              f"cp {place}/preconfig {place}/opsworks-agent-installer/preconfig && "
              f"exec {place}/opsworks-agent-installer/boot-registration")
    return measured(["/bin/sh", "-c", script], environment)


def compare(enlist, folder):
    """The two flows and the installer alone, in turn, against one server."""
    flows = {"script": [], "enlist": [], "installer": []}
    scenario = {"timings": INSTANT, "imds-v1": True, "stacks": [{"name": "v3 prod web", "layers": [LAYER]}],
                "instances": [{"count": 2 * RUNS + SCRIPT_RUNS + 1}]}
    with harness.local_cloud(folder, scenario) as cloud:
        path = f"{tools(folder)}:{os.environ['PATH']}"
        numbers = iter(range(len(cloud.instances)))

        def enlist_once():
            number = next(numbers)
            # As an instance has it: with a record of its packages.
            (cloud.root(number) / "var/lib/dpkg").mkdir(parents=True)
            shutil.copy("/var/lib/dpkg/status", cloud.root(number) / "var/lib/dpkg/status")
            return measured(
                [enlist, "run", *harness.INPUTS, "--json"], cloud.environment(number))

        def script_once():
            number = next(numbers)
            return measured(
                [HERE / "user-data.sh", *INPUTS],
                # The address of the metadata service is built into `aws opsworks register`: as its
                # proxy, the local one answers for it.
                cloud.environment(
                    number, PATH=path, http_proxy=cloud.instances[number]["metadata"],
                    no_proxy="127.0.0.1"))

        warm = enlist_once()
        before = len(cloud.requests())
        flows["enlist"].append(enlist_once())
        log = cloud.requests()[before:]
        for turn in range(1, RUNS):
            flows["enlist"].append(enlist_once())
            flows["installer"].append(installer_alone(cloud, next(numbers), folder))
            if turn <= SCRIPT_RUNS:
                flows["script"].append(script_once())
    assert warm
    for run in flows["enlist"]:
        run["wall"] -= waited(run["text"])
    return flows, log


def requests_of_a_run(log):
    """API requests that enlist itself made, without polls and the installer's; and connections."""
    own = [entry for entry in log if entry["service"] not in ("metadata", "installer")
           and any("enlist/" in value for key, value in entry["headers"].items()
                   if key.lower() == "user-agent")]
    polls = [entry for entry in own
             if entry["operation"] == "DescribeInstances" and "InstanceIds" in entry["body"]]
    return len(own) - len(polls), len(polls), len({entry["connection"] for entry in own})


def main():
    enlist, localcloud, callbench = (str(Path(argument).resolve()) for argument in sys.argv[1:])
    harness.BUILD = Path(localcloud).parent
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("Joining one layer: medians of whole processes, children included, waiting excluded")
        print(f"  {'':<38} {'wall':>10} {'CPU':>10} {'peak memory':>10}")
        flows, log = compare(enlist, folder)
        row("user-data script: aws-cli 1.32 + jq", flows["script"])
        row("enlist run", flows["enlist"])
        row("the agent's installer alone", flows["installer"])

        installer = {figure: median(flows["installer"], figure) for figure in ("wall", "cpu")}
        print("\nWithout the agent's installer, which both wait for")
        for figure in ("wall", "cpu"):
            script = median(flows["script"], figure) - installer[figure]
            ours = median(flows["enlist"], figure) - installer[figure]
            print(f"  {figure:<5} {script:7.3f} s : {ours:6.3f} s = {script / ours:6.1f} times less "
                  f"(goal: 60)")

        calls, polls, connections = requests_of_a_run(log)
        print(f"\nOne run: {calls} API requests (goal: at most 8) and {polls} polls "
              f"over {connections} connections to the one endpoint")
        print(f"Peak memory of a run: {median(flows['enlist'], 'memory'):.1f} MB (the largest process of the run)")
        print(f"Binary: {os.path.getsize(enlist) / 1e6:.1f} MB (goal: at most 18)")

        quiet = dict(os.environ)
        versions, curls = [], []
        for _ in range(20):
            versions.append(measured([enlist, "version"], quiet))
            curls.append(measured(["curl", "--version"], quiet))
        ratio = median(versions, "wall") / median(curls, "wall")
        print(f"`enlist version`: {median(versions, 'wall') * 1000:.1f} ms, `curl --version`: "
              f"{median(curls, 'wall') * 1000:.1f} ms, ratio {ratio:.2f} (goal: at most 2)")

        journals.report(enlist, folder)
        plugins.report(enlist, callbench, folder)
        costs.report({"this build": enlist}, folder)
        booting.report(enlist, folder)


if __name__ == "__main__":
    main()
