"""What a process costs: its time, its processor's, and its memory."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def measured(arguments, environment):
    """Wall and CPU seconds of a process and its children, and the peak memory of the largest.

    GNU time measures the memory: a child of this program would begin with this program's own peak.
    """
    with tempfile.TemporaryFile() as output, tempfile.NamedTemporaryFile("r") as peak:
        start = time.monotonic()
        process = subprocess.Popen(
            ["/usr/bin/time", "-f", "%M", "-o", peak.name, *arguments], env=environment,
            stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode(errors="replace")
        memory = int(peak.read().split()[-1]) / 1024
    if process.returncode != 0:
        sys.exit(f"{arguments} ended with exit status {process.returncode}:\n{text}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "memory": memory, "text": text}


def median(runs, figure):
    return statistics.median(run[figure] for run in runs)


def against(figure, goal, unit="", least=False, whole=False):
    """A figure beside its goal, which is the most that it may be, or the least; without one, alone.

    One that counts something, as round trips, is held against it as the nearest whole number.
    """
    text = f"{figure:.1f} {unit}".strip()
    if goal is None:
        return text
    counted = round(figure) if whole else figure
    reached = counted >= goal if least else counted <= goal
    return f"{text} (goal: {'at least' if least else 'at most'} {goal}; {'reached' if reached else 'missed'})"


def tools(folder):
    """A folder for PATH: aws-cli, and a `sudo` that root does not need and a container lacks."""
    tools = folder / "tools"
    tools.mkdir()
    (tools / "sudo").write_text('#!/bin/sh\nexec "$@"\n')
    (tools / "sudo").chmod(0o755)
    (tools / "aws").symlink_to(Path(sys.executable).parent / "aws")
    return tools


def programs(paths):
    """This build of enlist, and another one where it is given, by what they are called."""
    return dict(zip(["this build", "the build before"], (str(Path(path).resolve()) for path in paths)))


def alone(report):
    """Has a benchmark report on the programs that the command line names: LOCALCLOUD ENLIST [BEFORE]."""
    import cloud  # Where it is found, the benchmark says.

    cloud.BUILD = Path(sys.argv[1]).resolve().parent
    with tempfile.TemporaryDirectory() as name:
        report(programs(sys.argv[2:]), Path(name))
