"""What `enlist watch` takes of a machine on which nothing happens."""

import subprocess
import time
from pathlib import Path

import cloud as harness

SECONDS = 30


def memory(process):
    """Megabytes: all that is resident, and what is the process' own and not a file's."""
    fields = dict(
        line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return [int(fields[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon")]


def cpu(process):
    """Seconds, of all threads; those of `stat` are hundredths."""
    tasks = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def report(enlist, folder):
    place = folder / "watching"
    place.mkdir()
    with harness.local_cloud(place, {"stacks": [], "instances": [{}]}) as cloud:
        process = subprocess.Popen([enlist, "watch"], env=cloud.environment(0),
                                   stdout=subprocess.DEVNULL)
        try:
            time.sleep(1)
            before = cpu(process.pid)
            time.sleep(SECONDS)
            share = (cpu(process.pid) - before) / SECONDS
            resident, own = memory(process.pid)
        finally:
            process.terminate()
            process.wait()
    print(f"\n`enlist watch` at rest: {share:.2%} of a processor (goal: under 0.1 %), {resident:.1f} MB resident "
          f"(goal: under 10),\n  of which {own:.1f} MB are not of its program's and its libraries' files")
