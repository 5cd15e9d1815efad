"""Clocks that are wrong: the machine's, the services', and ones that jump."""

import subprocess
from pathlib import Path

import cloud as harness
from resources import conclude

MINUTE, HOUR, DAY, YEAR = 60, 3600, 86_400, 31_557_600
OFFSETS = [0, 1, -1, 4 * MINUTE, -4 * MINUTE, 6 * MINUTE, -6 * MINUTE, HOUR, -HOUR, DAY, -DAY,
           YEAR, -YEAR, 11 * YEAR, -30 * YEAR, -56 * YEAR, 80 * YEAR, 1000 * YEAR, 8000 * YEAR,
           -100 * YEAR, 2 ** 55, -2 ** 55]


def build(folder):
    library = folder / "clock_shim.so"
    subprocess.run(
        ["clang", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library,
         Path(__file__).with_name("clock_shim.c")], check=True)
    return library


LIBRARY = None


def clocks(stage):
    random = stage.random
    if random.random() < 0.5:
        stage.cloud.set_faults({
            "calls": random.choice(["first", "every", "2-5", "3-", "1-10"]),
            "service": random.choice(["*", "opsworks", "ec2", "ssm", "autoscaling"]),
            # Within the time for which the group waits.
            "skew": random.choice(OFFSETS[:11])})
    pipeline = stage.pipeline(random.choice(["opsworks", "systems-manager"]))
    is_leaving = pipeline.stem == "opsworks" and random.random() < 0.2
    if is_leaving:
        stage.cloud.clear_faults()
        stage.join(pipeline=pipeline)
    words = ["leave"] if is_leaving else ["run", *harness.INPUTS, "--pipeline", pipeline]
    clock = {
        "LD_PRELOAD": str(LIBRARY), "CLOCK_SHIM_OFFSET": str(random.choice(OFFSETS)),
        "CLOCK_SHIM_JUMP": str(random.choice(OFFSETS)),
        "CLOCK_SHIM_AFTER": str(int(2 ** random.uniform(0, 10)))}
    ended = [stage.enlist(*words, **clock)]
    stage.enlist("status", "--instance", stage.machine, **clock)
    stage.look()
    stage.cloud.clear_faults()
    conclude(stage, pipeline, is_leaving)
    return ended
