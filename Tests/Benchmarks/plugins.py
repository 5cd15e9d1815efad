"""What it costs that a step's code is a plugin's: for `make bench`."""

import json
import os
import statistics
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1]
STEPS = 200
STARTS = 10


def compiled(path, source, *options):
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", *options, "-o", path, source], check=True)
    return path


def attempts(enlist, folder, pipeline):
    """How long each attempt of a run took, in seconds; the journal is in memory."""
    file = folder / "pipeline.yaml"
    file.write_text(json.dumps({"enlist": 1, "name": "bench", **pipeline}))
    ended = subprocess.run(
        [enlist, "run", "--pipeline", file, "--json", "--fresh", "--set", "instance.id=i-1",
         "--state-dir", "/dev/shm/enlist-bench" if os.path.isdir("/dev/shm") else folder / "state"],
        env={"PATH": os.environ["PATH"], "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"},
        capture_output=True, text=True, check=True)
    events = [json.loads(line) for line in ended.stdout.splitlines()]
    return [event["elapsed"] for event in events if event["type"] == "attempt-succeeded"]


def calls(callbench, folder):
    """Nanoseconds of a direct call, of one through libffi, and of one with its values converted."""
    library = compiled(folder / "libmix.so", HERE / "mix.c")
    return json.loads(subprocess.run(
        [callbench, library], capture_output=True, text=True, check=True).stdout)


def report(enlist, callbench, folder):
    costs = calls(callbench, folder)
    print("\nA call of a function `int32_t (const char *, int64_t)` that looks at its arguments, in one process")
    print(f"  direct {costs['direct']:.0f} ns; through libffi {costs['bare']:.0f} ns; with values that are "
          f"checked and converted {costs['whole']:.0f} ns: {costs['whole'] / costs['direct']:.1f} times "
          f"(goal: at most 5)")

    plugin = compiled(
        folder / "libgood.so", PACKAGE / "Tests/Peers/plugins/good.c", "-w",
        f"-I{PACKAGE / 'Sources/CEnlist/include'}")
    times = attempts(enlist, folder, {"plugins": [str(plugin)], "steps": [
        {"count": {"text": "x"}, "id": f"count-{number}"} for number in range(STEPS)]})
    print(f"A plugin's step in a process of its own: {statistics.median(times) * 1000:.2f} ms, "
          f"the longest of {len(times)} {max(times) * 1000:.1f} ms (goal: under 5)")

    native = {"native": {"library": str(folder / "libmix.so"), "symbol": "mix",
                         "signature": "str, i64 -> i32", "arguments": ["x", 1]}}
    starts = []
    for _ in range(STARTS):
        first, second = attempts(
            enlist, folder, {"steps": [{**native, "id": "first"}, {**native, "id": "second"}]})
        starts.append(first - second)
    print(f"Starting that process and loading a library: {statistics.median(starts) * 1000:.1f} ms "
          f"(goal: under 30)")
