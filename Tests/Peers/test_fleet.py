"""Instances that boot together, against an API that wants fewer requests."""

from collections import Counter

import pytest

from cloud import INPUTS, local_cloud

SIZE = 12
RATE = 3

SCENARIO = {
    "stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}],
    "instances": [{"count": SIZE}],
    "faults": [{"service": "opsworks", "throttle": {"rate": RATE, "burst": RATE}}],
}


@pytest.mark.waits(45)
def test_twelve_instances_at_three_requests_a_second_all_join(tmp_path):
    with local_cloud(tmp_path, SCENARIO) as cloud:
        processes = [cloud.start("run", *INPUTS, "--quiet", number=n) for n in range(SIZE)]
        ended = [(process.communicate(timeout=300), process.returncode) for process in processes]
        assert [status for _, status in ended] == [0] * SIZE, ended

        state = cloud.state()
        members = state["stacks"][0]["instances"]
        machines = {machine["id"]: machine for machine in state["machines"]}
        assert {member["ec2-instance-id"] for member in members} == machines.keys()
        assert len(members) == SIZE
        assert len({member["hostname"] for member in members}) == SIZE
        for member in members:
            assert member["layers"] == ["shop"], member
            assert machines[member["ec2-instance-id"]]["tags"] == {
                "Name": f"v3 prod web - {member['hostname']}",
                "enlist:stack": "v3 prod web", "enlist:layer": "shop"}

        requests = [entry for entry in cloud.requests() if entry["service"] == "opsworks"]
        answered = Counter(entry["operation"] for entry in requests if "faults" not in entry)
        assert len(requests) > sum(answered.values()), "nobody was throttled"
        # What the limit lets through is the fleet's time. Nine requests are the least of a run, and
        # each name that somebody else got first costs three more; what is beyond that is waste.
        assert sum(answered.values()) <= 20 * SIZE, answered
        assert answered["DescribeStackProvisioningParameters"] == SIZE, answered
