"""The first hour of somebody new: a pipeline of their own, validated, rehearsed, and printed as user-data."""

import os
import re
import subprocess

import pytest

from cloud import BUILD, INPUTS, PACKAGE

PAGE = (PACKAGE / "docs/local-cloud.md").read_text().split("## A pipeline of your own")[1].split("\n## ")[0]
[PIPELINE] = re.findall(r"```yaml fragment\n(.*?)```", PAGE, re.S)
SKIPPED = re.search(r"--skip (\S+)\n", PAGE)[1]


@pytest.fixture
def desk(tmp_path):
    plugin = tmp_path / "libmount-data-volume.so"
    subprocess.run(["make", "-s", "-C", PACKAGE / "Plugins/mount-data-volume", f"OUTPUT={plugin}"], check=True)
    assert "/usr/lib/enlist/plugins/" in PIPELINE
    (tmp_path / "web.yaml").write_text(PIPELINE.replace("/usr/lib/enlist/plugins", str(tmp_path)))

    def desk(*command):
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
            env={"PATH": f"{BUILD}:{os.environ['PATH']}", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"})
    return desk


def test_the_pipeline_of_the_page_is_good_and_rehearsed(desk):
    planned = desk("enlist", "validate", "web.yaml")
    assert (planned.returncode, planned.stdout) == (
        0, "web.yaml: good, pipeline systems-manager with 11 steps\n"), planned
    run = desk("localcloud", "exec", "--", "enlist", "run", *INPUTS, "--pipeline", "web.yaml", "--skip", SKIPPED)
    assert run.returncode == 0, run
    assert "is a member of the stack `v3 prod web`, assigned to the layer `shop`" in run.stdout
    assert "finish-launch: done" in run.stdout
    # The mount and the packages would change the machine.
    refused = desk("localcloud", "exec", "--", "enlist", "run", *INPUTS, "--pipeline", "web.yaml", "--only",
                   "mount-data-volume")
    assert refused.returncode == 1 and "leave the step out with --skip" in refused.stderr


def test_it_becomes_user_data_that_a_machine_can_run(desk, tmp_path):
    printed = desk("enlist", "user-data", *INPUTS, "--pipeline", "web.yaml", "--", "--skip", SKIPPED)
    assert printed.returncode == 0, printed
    (tmp_path / "user-data").write_text(printed.stdout)
    booted = desk("localcloud", "exec", "--", "sh", "user-data")
    assert booted.returncode == 0, booted
    assert "assigned to the layer `shop`" in booted.stdout


def test_what_only_the_image_has_is_told(desk, tmp_path):
    (tmp_path / "libmount-data-volume.so").unlink()
    refused = desk("enlist", "user-data", *INPUTS, "--pipeline", "web.yaml")
    assert refused.returncode == 65 and "--no-check" in refused.stderr and refused.stdout == ""
    printed = desk("enlist", "user-data", *INPUTS, "--pipeline", "web.yaml", "--no-check")
    assert printed.returncode == 0 and "libmount-data-volume.so" in printed.stdout
