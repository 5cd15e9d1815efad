"""What `enlist resume` takes at each boot of an instance that has joined and on which all holds; called by bench.py."""

import cloud as harness
from measuring import measured, median

RUNS = 15
# Seconds by which every service but instance metadata is away.
DISTANCE = 0.03
LAYER = "/enlist/v3/prod/web/shop"
SCENARIO = {
    "region": "eu-west-1", "instances": [{"count": 2, "agent-after": 0}],
    "stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}],
    "associations": [{"document": "AWS-RunShellScript", "targets": {"tag:enlist:layer": [LAYER]},
                      "parameters": {"commands": ["true"]}}]}
SERVICES = ["ssm", "ec2", "opsworks", "autoscaling", "iam", "sts", "cloudformation"]
HOLDS = "what it did holds"


def report(enlist, folder):
    print("\nEvery boot, where all holds: `enlist resume` as a whole process (goal: below 1 s)")
    place = folder / "boots"
    place.mkdir()
    with harness.local_cloud(place, SCENARIO) as cloud:
        for number, pipeline in enumerate(["systems-manager", "opsworks"]):
            units = cloud.root(number) / "usr/lib/systemd/system"
            units.mkdir(parents=True)
            (units / "amazon-ssm-agent.service").write_text("[Service]\n")
            environment = cloud.environment(number, ENLIST_PIPELINE=pipeline)
            joined = measured([enlist, "run", *harness.INPUTS, "--skip", "install-dependencies"], environment)
            assert "joined" in joined["text"], joined["text"]
            for distance in [0, DISTANCE]:
                cloud.set_faults(*({"service": name, "latency": distance} for name in SERVICES if distance))
                before = len(cloud.requests())
                boots = [measured([enlist, "resume", *harness.INPUTS, "--skip", "install-dependencies"], environment)
                         for _ in range(RUNS)]
                assert all(HOLDS in boot["text"] for boot in boots), boots[0]["text"]
                asked = (len(cloud.requests()) - before) / RUNS
                cloud.clear_faults()
                walls = [boot["wall"] for boot in boots]
                print(f"  {pipeline:<16} AWS at {distance * 1000:2.0f} ms: {median(boots, 'wall'):.3f} s wall "
                      f"({min(walls):.3f} to {max(walls):.3f}), {median(boots, 'cpu'):.3f} s CPU, {asked:.0f} "
                      "requests, those to metadata included")
