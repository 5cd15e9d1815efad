"""Pipelines of many steps: what each step of them takes to plan and to run.

Usage: long.py ENLIST [BEFORE]; called by `make bench-long`.
"""

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "Peers"))

from measuring import measured, median, programs  # noqa: E402

# A file may have 20,000 parts, of which each step has ten.
LENGTHS = [250, 500, 1000, 1500]
RUNS = 3


def pipeline(folder, length):
    """Each step writes a file, whose content is made of a fact."""
    file = folder / f"{length}.yaml"
    steps = [f"  - write-file: {{path: /made/{number}, content: \"${{product}} {number}\"}}\n"
             f"    id: write-{number}\n" for number in range(length)]
    file.write_text("enlist: 1\nname: long\nsteps:\n" + "".join(steps))
    return str(file)


def report(builds, folder):
    """Prints all of it for each program, by its name."""
    print("\nPipelines of many steps, milliseconds a step (goal: the same at any length)")
    print(f"  {'':<26}" + "".join(f"{length:>9}" for length in LENGTHS) + f"{'1500 : 500':>14}")
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("AWS_", "ENLIST_"))}
    environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://127.0.0.1:1"
    for name, enlist in builds.items():
        for command in ("plan", "run"):
            took = []
            for length in LENGTHS:
                runs = []
                for turn in range(RUNS):
                    root = folder / f"{name}-{command}-{length}-{turn}".replace(" ", "-")
                    (root / "made").mkdir(parents=True)
                    runs.append(measured(
                        [enlist, command, "--product", "shop", "--pipeline", pipeline(folder, length)],
                        environment | {"ENLIST_ROOT": str(root)}))
                took.append(median(runs, "cpu") * 1000 / length)
            print(f"  {name + ', ' + command:<26}" + "".join(f"{each:9.3f}" for each in took)
                  + f"{took[-1] / took[1]:14.2f}")


def main():
    with tempfile.TemporaryDirectory(dir="/dev/shm") as name:
        report(programs(sys.argv[1:]), Path(name))


if __name__ == "__main__":
    main()
