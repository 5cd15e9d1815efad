"""What a run by Systems Manager takes of the machine on loopback, where nothing has to be waited for.

Usage: costs.py LOCALCLOUD ENLIST [BEFORE], all binaries; called by `make bench-costs` and bench.py.
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "Peers"))

import cloud as harness  # noqa: E402
import watching  # noqa: E402
from measuring import against, alone, measured, median  # noqa: E402
from settled import settled  # noqa: E402

RUNS = 21


def report(builds, folder):
    """Prints CPU and peak memory for each program, by its name; the programs take turns."""
    found = {name: [] for name in builds}
    for _ in range(RUNS):
        for name, enlist in builds.items():
            with settled(folder, "systems-manager") as cloud:
                found[name].append(measured(
                    [enlist, "run", *harness.INPUTS, "--json"],
                    cloud.environment(ENLIST_PIPELINE="systems-manager")))
    print(f"\nA run by Systems Manager on loopback; medians of {RUNS} runs")
    for name, runs in found.items():
        print(f"  {name:<18} CPU {against(median(runs, 'cpu') * 1000, 15, 'ms')}, "
              f"peak memory {against(median(runs, 'memory'), 20, 'MB')}")
    watching.report(builds, folder)


if __name__ == "__main__":
    alone(report)
