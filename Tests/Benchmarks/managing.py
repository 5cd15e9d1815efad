"""Systems Manager: when the end of a document is noticed, how often Systems Manager is asked, and what
forty instances do where it takes one listing a second."""

import json
import statistics
import subprocess
import time
from collections import Counter

import cloud as harness
from systems_manager import shell

PATH = "/enlist/v3/prod/web/shop"
SETUP = 'sleep {}; : > "$ENLIST_ROOT/set-up"'
TIMINGS = {"worker-start": 0.1, "association-first-look": 0.1, "document-delivery": 0.05}
PIPELINE = "enlist: 1\nextends: systems-manager\nchanges:\n  - remove: install-dependencies\n"
BY_COMMAND = """\
  - replace: look-up-associations
    by: look-up-parameters
  - replace: wait-until-applied
    by: apply-document
"""
FLEET = 40
RUNS = 5
# The time of a fleet is a matter of chance, too.
FLEETS = 3
# What a run cannot do without: the kinds of listing that are limited, and how many of each.
LISTINGS = {"wait-until-applied": ("DescribeInstanceAssociationsStatus", 1),
            "apply-document": ("ListCommandInvocations", 2)}


def scenario(folder, kind, count, seconds, faults=()):
    made = {
        "region": "eu-west-1", "timings": TIMINGS, "faults": list(faults),
        "documents": [{"name": "shop-setup", "content": shell(SETUP.format(seconds))}],
        "instances": [{"agent-after": 0.1, "root": str(folder / f"root-{number}")}
                      for number in range(count)]}
    if kind == "apply-document":
        return made | {"parameters": {f"{PATH}/document": "shop-setup"}}
    return made | {"associations": [
        {"document": "shop-setup", "targets": {"tag:enlist:layer": [PATH]}}]}


def pipeline(folder, kind):
    file = folder / "pipeline.yaml"
    file.write_text(PIPELINE + (BY_COMMAND if kind == "apply-document" else ""))
    return str(file)


def start(enlist, cloud, file, number):
    units = cloud.root(number) / "usr/lib/systemd/system"
    units.mkdir(parents=True)
    (units / "amazon-ssm-agent.service").write_text("[Service]\n")
    return subprocess.Popen(
        [enlist, "run", *harness.INPUTS, "--pipeline", file, "--json"], env=cloud.environment(number),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def asked(cloud):
    return Counter(entry["operation"] for entry in cloud.requests()
                   if entry["service"] == "ssm" and not entry.get("by-agent"))


def lag(enlist, folder, kind, seconds):
    """From the end of a document until the step is done, and the requests of a run, at the median."""
    lags, requests = [], []
    for run in range(RUNS):
        place = folder / f"lag-{kind}-{seconds}-{run}"
        place.mkdir()
        with harness.local_cloud(place, scenario(place, kind, 1, seconds)) as cloud:
            process = start(enlist, cloud, pipeline(place, kind), 0)
            done = None
            for line in process.stdout:
                event = json.loads(line)
                if event["type"] == "step-succeeded" and event["step"] == kind:
                    done = time.time()
            if process.wait() != 0 or done is None:
                raise SystemExit(f"a run by {kind} ended with exit status {process.returncode}")
            lags.append(done - (cloud.root() / "set-up").stat().st_mtime)
            requests.append(sum(asked(cloud).values()))
    return sorted(lags)[RUNS // 2], sorted(requests)[RUNS // 2]


def fleet(enlist, folder, kind):
    """Forty instances where Systems Manager takes one listing a second."""
    place = folder / f"fleet-{kind}"
    place.mkdir(parents=True)
    operation, needed = LISTINGS[kind]
    faults = [{"service": "ssm", "operation": operation, "throttle": {"rate": 1, "burst": 1}}]
    with harness.local_cloud(place, scenario(place, kind, FLEET, 0.1, faults)) as cloud:
        begin, start_time = time.monotonic(), time.time()
        file = pipeline(place, kind)
        processes = [start(enlist, cloud, file, number) for number in range(FLEET)]
        joined = sum(process.communicate()[1] is None and process.returncode == 0
                     for process in processes)
        took = time.monotonic() - begin
        calls = asked(cloud)[operation]
        # Only what is asked after the end of a document can say how it ended.
        ready = min((cloud.root(number) / "set-up").stat().st_mtime for number in range(FLEET)) - start_time
    bound = max(FLEET * needed - 1, ready + FLEET - 1)
    return took, (f"{joined} of {FLEET} joined after {took:.0f} s, {took / bound:.2f} times the lower bound of "
                  f"{bound:.0f} s, with {calls} calls of {operation}")


def report(programs, simulation, folder):
    """Prints all of it for each program, by its name; then how near the simulation is to this build, the first."""
    place = folder / "managing"
    place.mkdir()
    print("\nSystems Manager")
    for name, enlist in programs.items():
        own = place / name.replace(" ", "-")
        own.mkdir()
        print(f"  {name}")
        for kind in LISTINGS:
            for seconds in (0.1, 8):
                noticed, requests = lag(enlist, own, kind, seconds)
                print(f"    {kind}, a document of {seconds} s: its end is noticed after {noticed:.2f} s "
                      f"(goal: 0.2), {requests} requests to Systems Manager (goal: at most 5, and an order)")
        for kind in LISTINGS:
            spans = []
            for _ in range(FLEETS):
                took, text = fleet(enlist, own / str(len(spans)), kind)
                print(f"    {kind}, one listing a second (goal: 1.2): {text}")
                spans.append(took)
            if name == next(iter(programs)):
                compare(simulation, kind, statistics.median(spans))


def compare(simulation, kind, took):
    """Prints how long the same fleet takes in the simulation, which is of this build."""
    simulated = json.loads(subprocess.run(
        [simulation, "forty", kind], check=True, capture_output=True, text=True).stdout)
    off = simulated["makespan"] / took - 1
    print(f"    {kind}: the median is {took:.1f} s, simulated {simulated['makespan']:.1f} s "
          f"({simulated['least']:.1f} to {simulated['most']:.1f} s in nine of ten fleets, "
          f"{simulated['calls']} calls), {abs(off):.0%} off (goal: within 10%)")
