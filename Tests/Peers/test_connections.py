"""Connections that a run opens before its steps need them: by TLS, to a host for each service."""

import datetime
import sys
from pathlib import Path

import pytest

from cloud import INPUTS, local_cloud
from systems_manager import scenario, shell

sys.path.insert(0, str(Path(__file__).parents[1] / "Benchmarks"))

from far import far  # noqa: E402

DELAY = 0.02
PIPELINE = """\
enlist: 1
extends: systems-manager
inventory: false
changes:
  - remove: install-dependencies
  - insert: {run: {command: [sleep, "0.5"], below-root: run}, id: work}
    after: ohai-hint
"""


@pytest.fixture
def cloud(tmp_path):
    made = scenario(
        tmp_path, count=2,
        documents=[{"name": "shop-setup", "content": shell("true")}],
        associations=[{"document": "shop-setup",
                       "targets": {"tag:enlist:layer": ["/enlist/v3/prod/web/shop"]}}])
    with local_cloud(tmp_path, made) as cloud:
        for number in range(2):
            units = cloud.root(number) / "usr/lib/systemd/system"
            units.mkdir(parents=True)
            (units / "amazon-ssm-agent.service").write_text("[Service]\n")
        yield cloud


@pytest.fixture
def pipeline(tmp_path):
    file = tmp_path / "pipeline.yaml"
    file.write_text(PIPELINE)
    return str(file)


def began(ended, step):
    (event,) = [event for event in ended.events("attempt-started") if event["step"] == step]
    return datetime.datetime.fromisoformat(event["time"]).timestamp()


def test_each_service_is_connected_to_once_while_the_machine_works(cloud, pipeline, tmp_path):
    with far(cloud, tmp_path, [DELAY]) as way:
        ended = cloud.run("--pipeline", pipeline, "--json", AWS_ENDPOINT_URL=None,
                          **way.environment(DELAY))
        assert ended.status == 0, ended
        assert sorted(service for service, _ in way.connections) == ["EC2", "SSM"]
        lookup = began(ended, "look-up-associations")
        assert all(time < lookup for _, time in way.connections)
    # No step asked, so that no event tells of it.
    operations = [event["operation"] for event in ended.events("request")]
    assert "CreateTags" in operations and "GET /" not in operations


def test_nothing_is_connected_to_before_a_person_lets_the_run_go_on(cloud, pipeline, tmp_path):
    commands = tmp_path / "commands"
    commands.write_text("continue\n")
    with far(cloud, tmp_path, [DELAY]) as way:
        ended = cloud.enlist(
            "debug", *INPUTS, "--pipeline", pipeline, "--commands", str(commands), "--quiet",
            number=1, AWS_ENDPOINT_URL=None, **way.environment(DELAY))
        assert ended.status == 0, ended
        (first, asked), (second, then) = way.connections
    assert (first, second) == ("SSM", "EC2")
    # The first answer takes three round trips: two of them for its connection.
    assert then - asked > 3 * DELAY
