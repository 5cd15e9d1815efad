"""enlist and the scripts at a distance from AWS: how many round trips follow each other, what they take,
and what TLS costs the processor.

Usage: distance.py LOCALCLOUD ENLIST [BEFORE], all binaries; called by `make bench-distance`. BEFORE is another build
of enlist, which is measured in the same run.
"""

import contextlib
import datetime
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "Peers"))

import cloud as harness  # noqa: E402
from far import far  # noqa: E402
from measuring import against, alone, measured, median, tools  # noqa: E402
from settled import settled  # noqa: E402

NEAR, FAR = 0.02, 0.12
RUNS = 7
SCRIPT_RUNS = 3
INPUTS = ["shop", "prod", "web", "3"]
# CPU in milliseconds, with the system's own certificates.
GOALS = {"systems-manager": {"trips": 6, "script": 20, "cpu": 30},
         "opsworks": {"trips": 9, "script": 12, "cpu": None}}
CERTIFICATES = Path("/etc/ssl/certs")


@contextlib.contextmanager
def trusting(authority, folder):
    """A command that runs another one where the system trusts the authority too; none without root.

    The machine stays as it is: the certificates with one more are mounted where only that command sees it.
    """
    if os.geteuid() != 0:
        yield None
        return
    copy = folder / "certificates"
    shutil.copytree(CERTIFICATES, copy, symlinks=True)
    name = subprocess.check_output(
        ["openssl", "x509", "-noout", "-subject_hash", "-in", authority], text=True).strip()
    shutil.copy(authority, copy / f"{name}.0")
    with open(copy / "ca-certificates.crt", "a") as bundle:
        bundle.write(authority.read_text())
    holder = subprocess.Popen(
        ["unshare", "--mount", "sh", "-c", f"mount --bind '{copy}' {CERTIFICATES} && echo && exec cat"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        holder.stdout.readline()
        yield ["nsenter", f"--mount=/proc/{holder.pid}/ns/mnt"]
    finally:
        holder.stdin.close()
        holder.wait()


def path_of(run):
    """Each request to AWS of a run, as its events tell: begin and end since the first, in round trips.

    What was read ahead begins when its step asks for it.
    """
    requests = []
    for line in run["text"].splitlines():
        event = json.loads(line) if line.startswith("{") else {}
        if event.get("type") == "request" and event["service"] != "instance metadata":
            end = datetime.datetime.fromisoformat(event["time"]).timestamp()
            requests.append((end - event["duration"], end, event))
    first = min((begin for begin, _, _ in requests), default=0)
    return [((begin - first) / FAR, (end - first) / FAR, f"{event['service']} {event['operation']}")
            for begin, end, event in sorted(requests, key=lambda request: request[:2])]


def compare(builds, pipeline, folder):
    """Runs of all programs at both delays, in turn, and of the script."""
    folder.mkdir()
    script = HERE / ("user-data.sh" if pipeline == "opsworks" else "systems-manager.sh")
    path = f"{tools(folder)}:{os.environ['PATH']}"
    found = {(name, delay): [] for name in [*builds, "script"] for delay in (NEAR, FAR)}
    found |= {("processor", name): [] for name in builds}
    with contextlib.ExitStack() as stack:
        way = stack.enter_context(far(None, folder, [0.0, NEAR, FAR]))
        within = stack.enter_context(trusting(way.bundle, folder))

        def once(command, delay, trusted=True, **more):
            with settled(folder, pipeline) as cloud:
                way.lead_to(cloud)
                # The address of the metadata service is built into `aws opsworks register`: as its proxy, the
                # local one answers for it.
                return measured(command, cloud.environment(
                    AWS_ENDPOINT_URL=None, ENLIST_PIPELINE=pipeline,
                    http_proxy=cloud.instances[0]["metadata"], no_proxy="127.0.0.1",
                    **way.environment(delay, trusted), **more))

        for turn in range(RUNS):
            for name, enlist in builds.items():
                run = [enlist, "run", *harness.INPUTS, "--json"]
                for delay in (NEAR, FAR):
                    found[name, delay].append(once(run, delay))
                if within:
                    found["processor", name].append(once([*within, *run], 0.0, trusted=False))
            for delay in (NEAR, FAR) if turn < SCRIPT_RUNS else ():
                found["script", delay].append(
                    once([script, *INPUTS], delay, PATH=path))
    return found


def trips(found, name):
    """The slope of the wall time over the delay."""
    near, far_away = (median(found[name, delay], "wall") for delay in (NEAR, FAR))
    return (far_away - near) / (FAR - NEAR)


def report(builds, folder):
    """Prints all of it for each program, by its name."""
    for pipeline, goals in GOALS.items():
        found = compare(builds, pipeline, folder / pipeline)
        print(f"\n{pipeline}, by TLS 1.3, a host for each service; medians of {RUNS} runs, "
              f"{SCRIPT_RUNS} of the script")
        print(f"  {'':<22} {'round trips':>12} {'wall at 20 ms':>14} {'at 120 ms':>10} {'CPU':>9}")
        for name in ["script", *builds]:
            near, far_away = (median(found[name, delay], "wall") for delay in (NEAR, FAR))
            cpu = found.get(("processor", name)) or found[name, NEAR]
            print(f"  {name:<22} {trips(found, name):12.1f} {near:12.3f} s {far_away:8.3f} s "
                  f"{median(cpu, 'cpu') * 1000:6.0f} ms")
        first, *others = builds
        ours = median(found[first, NEAR], "wall")
        scripts = median(found["script", NEAR], "wall")
        print(f"  {first}: round trips {against(trips(found, first), goals['trips'], whole=True)}; "
              f"faster than the script at 20 ms {against(scripts / ours, goals['script'], 'times', least=True)}")
        if goals["cpu"] and found["processor", first]:
            print(f"  CPU {against(median(found['processor', first], 'cpu') * 1000, goals['cpu'], 'ms')}")
        for other in others:
            faster = median(found[other, NEAR], "wall") / ours
            goal = 2 if pipeline == "systems-manager" else None
            print(f"  faster than {other} at 20 ms {against(faster, goal, 'times', least=True)}")
        for name in builds:
            print(f"  requests of {name} at 120 ms, in round trips since the first began")
            run = sorted(found[name, FAR], key=lambda run: run["wall"])[RUNS // 2]
            for begin, end, request in path_of(run):
                print(f"    {begin:5.1f} to {end:5.1f}  {request}")


if __name__ == "__main__":
    alone(report)
