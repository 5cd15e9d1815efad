"""What an earlier version has left: a journal and a pipeline file of 0.1, as its program wrote them."""

import json
import sys

import pytest

from cloud import INPUTS, PACKAGE, local_cloud

sys.path.insert(0, str(PACKAGE / "Tests/Benchmarks"))

from journals import crc32c  # noqa: E402

OLD = PACKAGE / "Tests/Peers/upgrades/0.1"
SCENARIO = {"stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}], "instances": [{}]}


@pytest.fixture
def cloud(tmp_path):
    """A cloud whose machine has the old journal: with its own ids in place of those of the cloud of that time."""
    with local_cloud(tmp_path, SCENARIO) as cloud:
        lines = (OLD / "journal.ndjson").read_text().splitlines()
        facts = next(line["gave"] for line in map(json.loads, lines) if "stack.id" in line.get("gave", {}))
        [stack] = cloud.state()["stacks"]
        now = {json.loads(lines[0])["instance"]: cloud.instances[0]["id"], facts["stack.id"]: stack["id"],
               facts["layer.id"]: stack["layers"][0]["id"]}
        folder = cloud.root() / "var/lib/enlist" / cloud.instances[0]["id"]
        folder.mkdir(parents=True, mode=0o700)
        with open(folder / "journal.ndjson", "wb") as journal:
            for line in lines:
                for old, new in now.items():
                    line = line.replace(old, new)
                text = line[:line.rindex(',"crc32c"')].encode()
                journal.write(b'%s,"crc32c":"%08x"}\n' % (text, crc32c(text)))
        (folder / "journal.ndjson").chmod(0o600)
        yield cloud


def test_a_run_that_0_1_left_is_resumed(cloud):
    (cloud.root() / "mended").touch()
    run = cloud.enlist("run", *INPUTS, "--pipeline", OLD / "pipeline.yaml", "--json")
    assert run.status == 0, run
    # The finished steps are not done again, and their facts are known.
    assert [event["step"] for event in run.events("step-succeeded")] == ["mended", "choose-hostname", "tag-instance"]
    assert not (cloud.root() / "log").exists()
    assert cloud.state()["machines"][0]["tags"]["Name"] == "v3 prod web - of 0.1"


def test_it_is_shown_and_undone(cloud):
    status = cloud.enlist("status")
    assert status.status == 1 and "from-0.1 failed at mended: 4 of 7 steps are done" in status.output, status
    assert "`script` ended with exit status 1" in cloud.enlist("log").output
    assert "from-0.1" in cloud.enlist("report").output
    assert "attempt-failed" in cloud.enlist("log", "--json").output
    hints = cloud.root() / "etc/chef/ohai/hints"
    hints.mkdir(parents=True)
    (hints / "ec2.json").write_text("{}\n")
    again = cloud.enlist("run", *INPUTS, "--pipeline", OLD / "pipeline.yaml", "--revert-on-failure")
    assert again.status == 1 and not hints.exists(), again


def test_its_pipeline_file_is_good(cloud):
    checked = cloud.enlist("validate", OLD / "pipeline.yaml")
    assert (checked.status, checked.errors) == (0, ""), checked
