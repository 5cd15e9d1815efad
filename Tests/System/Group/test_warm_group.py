"""A group of twenty with a warm pool of five, through the turns of its life, on loopback.

At the end exactly the serving instances are members, no hook waits, and only what could not have served is gone.
"""

import time

import pytest

from scaling_group import ScalingGroup

from cloud import local_cloud, wait_until

REGION, LAYER = "eu-west-1", "/enlist/v3/prod/web/shop"
PIPELINE = """enlist: 1
extends: systems-manager
on-failure: {revert: true, then: abandon, breaker: {failures: 3, within: 30m, then: keep}}
changes:
  - remove: install-dependencies
  - set: wait-until-managed
    with: {every: 200ms}
  - set: wait-until-applied
    with: {every: 200ms}
  - insert: finish-launch
    at: last
"""
SCENARIO = {
    "region": REGION, "instances": [],
    "timings": {"worker-start": 0.05, "document-delivery": 0.05, "document": 0.1, "command-listing": 0},
    "cloudformation": [{"name": "web", "resources": ["Group"]}],
    "associations": [{"id": "0b1f2c3d-0000-4000-8000-000000000001", "name": "shop", "document": "AWS-RunShellScript",
                      "targets": {"tag:enlist:layer": [LAYER]}, "parameters": {"commands": ["true"]}}]}
# Two seconds stand for the five that tags have been seen to be late.
MACHINE = {"tags": {"aws:cloudformation:stack-name": "web", "aws:cloudformation:logical-id": "Group"},
           "tags-after": 2, "agent-after": 0.1}
METADATA_AWAY = 4


@pytest.fixture
def group(tmp_path):
    with local_cloud(tmp_path, SCENARIO) as cloud, ScalingGroup(
            cloud, tmp_path, REGION, "g", PIPELINE, desired=20, maximum=25, machine=MACHINE) as group:
        yield group


def settled(group, serving, warmed):
    """Waits until so many serve, so many are in the pool, and the layer's members are those that serve."""
    def holds():
        assert group.problem is None, group.problem
        members = group.in_state("InService")
        return (len(members) == serving and len(group.in_state("Warmed:Stopped")) == warmed
                and len(group.states) == serving + warmed and group.members() == members)

    try:
        wait_until(holds, f"{serving} members in service and {warmed} in the pool", 60)
    except AssertionError as problem:
        odd = [machine for machine in group.machines if group.states.get(machine.id, ["InService"])[0] not in (
            "InService", "Warmed:Stopped") or machine.id in group.in_state("InService") - group.members()]
        logs = "\n".join(f"{group.states.get(machine.id)} {machine.logs}" for machine in odd)
        raise AssertionError(f"{problem}: {group.states}\n{logs}") from None


def applies(group, command):
    """Changes what the layer's document does on every instance."""
    group.client("ssm").update_association(
        AssociationId=SCENARIO["associations"][0]["id"], AssociationName="shop", Name="AWS-RunShellScript",
        Parameters={"commands": [command]})


def test_the_members_are_those_that_serve_at_every_turn(group):
    cloud = group.cloud
    formations = group.client("cloudformation")

    # The group has no hook yet: what is warmed is stopped before it is prepared. The stack goes midway.
    wait_until(lambda: len(cloud.state()["cloudformation"][0]["signals"]) >= 5, "the first signals", 40)
    formations.delete_stack(StackName="web")
    settled(group, 20, 5)
    wait_until(lambda: all("run" not in machine.processes for machine in group.machines), "user-data to end", 30)
    served = [machine.last("run") for machine in group.machines if machine.id in group.in_state("InService")]
    assert served == [0] * 20 and "Stack 'web' does not exist" in "".join(machine.logs for machine in group.machines)
    warmed = [machine for machine in group.machines if machine.id in group.in_state("Warmed:Stopped")]
    assert "was interrupted at" in "".join(machine.logs for machine in warmed)

    # The hooks come after the first boot, and metadata is away while the pool is drained.
    group.put_hook("joining", "LAUNCHING")
    group.put_hook("leaving", "TERMINATING")
    cloud.set_faults({"service": "metadata", "drop": "before"})
    group.desired = 25
    wait_until(lambda: len(group.in_state("Pending:Wait")) == 5, "the pool is drained")
    time.sleep(METADATA_AWAY)
    assert cloud.fault_matches()[0] > 50
    cloud.clear_faults()
    settled(group, 25, 0)

    # Back into the pool, and out of it again.
    group.desired = 20
    settled(group, 20, 5)
    group.desired = 23
    settled(group, 23, 2)

    # One is lost: another comes from the pool, which is filled up.
    group.lose(group.machines[10])
    settled(group, 23, 2)
    assert group.terminated == []

    # One more, and the document is bad for all: those who serve go on, and the third that fails is kept.
    applies(group, "exit 3")
    group.lose(group.machines[11])
    wait_until(lambda: len(group.terminated) == 2 and group.in_state("Pending:Wait"), "the third launch", 60)
    [kept] = [machine for machine in group.machines if machine.id in group.in_state("Pending:Wait")]
    wait_until(lambda: "the instance is not given up" in kept.logs, "the breaker", 60)
    wait_until(lambda: len(group.in_state("Warmed:Stopped")) == 2, "the pool to be full", 60)
    launched = [machine.id for machine in group.machines]
    began = cloud.state()["machines"][kept.number]["auto-scaling"]["heartbeats"]
    wait_until(lambda: cloud.state()["machines"][kept.number]["auto-scaling"]["heartbeats"] > began,
               "a heartbeat", 60)
    assert [machine.id for machine in group.machines] == launched
    assert len(group.terminated) == 2 and group.in_state("Pending:Wait") == {kept.id}

    # The cause is repaired, and the run is tried again where the instance was kept.
    applies(group, "true")
    kept.start("run")
    settled(group, 23, 2)
    assert wait_until(lambda: kept.last("run") is not None, "the end of the run") and kept.last("run") == 0, kept.logs

    # Nothing has been terminated that could have served, and no hook has run out.
    for machine in group.terminated:
        assert ("resume", 1) in machine.ended or ("run", 1) in machine.ended, machine.logs
    results = {entry["id"]: entry["auto-scaling"]["results"] for entry in cloud.state()["machines"]}
    assert all("TIMEOUT" not in results[machine.id] for machine in group.machines), results
    assert sorted(id for id, told in results.items() if "ABANDON" in told) == sorted(
        machine.id for machine in group.terminated)
    for machine in group.machines:
        assert ("not to be stopped", "watch") not in machine.ended, machine.logs
