"""What `enlist watch` takes of a machine on which nothing happens."""

import os
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
    """Seconds."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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
    print(f"\n`enlist watch` at rest: {share:.2%} of a processor (goal: under 0.1 %), {own:.1f} MB of its own "
          f"(goal: under 10),\n  {resident:.1f} MB resident with what is mapped of the program's file")
