"""User-data under the real cloud-init of Debian 12 and 13, in roots of its own: for `make test-system`.

Needs root, as it makes network and mount namespaces and root folders by debootstrap (once, some minutes; it
stay in .build-cloud-init). Nothing of this machine is changed.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PACKAGE = HERE.parents[2]
ENLIST = PACKAGE / ".build-static/release/enlist"
LOCALCLOUD = PACKAGE / ".build-static/release/localcloud"
INPUTS = ["--product", "shop", "--environment", "prod", "--platform", "web", "--major", "3"]


class Boot:
    def __init__(self, folder):
        self.status = (folder / "status").read_text()
        self.errors = json.loads((folder / "result.json").read_text())["v1"]["errors"]
        self.log = (folder / "enlist.log").read_text() if (folder / "enlist.log").exists() else ""
        state = json.loads((folder / "state.json").read_text())
        self.members = [instance for stack in state["stacks"] for instance in stack["instances"]]


@pytest.fixture
def boot(any_root, tmp_path):
    def boot(*words):
        printed = subprocess.run(
            [ENLIST, "user-data", "--pipeline", "opsworks", *words], capture_output=True, text=True, check=True,
            env={"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1",
                 "AWS_ENDPOINT_URL_OPSWORKS": "http://127.0.0.1:1"})
        (tmp_path / "user-data").write_text(printed.stdout)
        # The namespaces have no name, and end with the script.
        subprocess.run(
            ["unshare", "--net", "--mount", "--propagation", "private", HERE / "boot.sh", any_root,
             tmp_path / "user-data", ENLIST, LOCALCLOUD, tmp_path / "output"], check=True, timeout=180)
        return Boot(tmp_path / "output")
    return boot


@pytest.mark.parametrize("format", ["shell", "cloud-config", "mime"])
def test_an_instance_joins_at_its_first_boot(boot, format):
    ended = boot(*INPUTS, "--format", format)
    assert "status: done" in ended.status and ended.errors == [], (ended.status, ended.log)
    assert [(member["hostname"], member["layers"]) for member in ended.members] == [("shop1", ["shop"])]
    assert "joined: `shop1` is a member of the stack `v3 prod web`" in ended.log


@pytest.mark.parametrize("format", ["shell", "cloud-config", "mime"])
def test_cloud_init_knows_of_a_failure(boot, format):
    ended = boot("--product", "nobody", *INPUTS[2:], "--format", format)
    assert "status: error" in ended.status
    assert len(ended.errors) == 1 and "scripts-user" in ended.errors[0]
    assert "has no layer with the short name `nobody`" in ended.log
    assert ended.members == []
