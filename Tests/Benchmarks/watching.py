"""What `enlist watch` takes of a machine on which nothing happens."""

import subprocess
import time
from pathlib import Path

import cloud as harness
from measuring import against

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


def resting(enlist, place):
    """The share of a processor, and the megabytes as `memory` has them."""
    place.mkdir()
    with harness.local_cloud(place, {"stacks": [], "instances": [{}]}) as cloud:
        process = subprocess.Popen([enlist, "watch"], env=cloud.environment(0),
                                   stdout=subprocess.DEVNULL)
        try:
            time.sleep(1)
            before = cpu(process.pid)
            time.sleep(SECONDS)
            return (cpu(process.pid) - before) / SECONDS, *memory(process.pid)
        finally:
            process.terminate()
            process.wait()


def report(builds, folder):
    print("\n`enlist watch` at rest")
    for name, enlist in builds.items():
        share, resident, own = resting(enlist, folder / f"watching-{name.replace(' ', '-')}")
        print(f"  {name:<18} {against(share * 100, 0.1, '% of a processor')}, "
              f"memory {against(resident, 6, 'MB')}, of which {own:.1f} MB are not of files")
