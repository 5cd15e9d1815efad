"""`enlist user-data --detach`: a unit runs enlist. Here with a stand-in for systemctl; `make test-system` has the real one."""

import os
import subprocess

import pytest

from cloud import BUILD, INPUTS, local_cloud
from test_user_data import QUICK, boot, user_data

UNIT = "run/systemd/system/enlist-user-data.service"
# Nothing of this machine is changed: what the script writes to is a file system of the test's own.
ALONE = """
set -eu
mkdir "$1/etc" "$1/work"
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /var/log
mount -t overlay -o "lowerdir=/etc,upperdir=$1/etc,workdir=$1/work" overlay /etc
mkdir -p /run/systemd/system
. "$1/before"
status=0
sh "$1/user-data" || status=$?
cp -R /run "$1/run"
cp /var/log/enlist.log "$1/log"
exit "$status"
"""


class Machine:
    """One on which user-data has been run, with a systemctl that notes what it is called for."""

    def __init__(self, folder, script, before="", active=1, start=0):
        (folder / "user-data").write_text(script)
        (folder / "before").write_text(before)
        programs = folder / "bin"
        programs.mkdir()
        for name, text in [
                ("enlist", 'echo "enlist $*"'),
                ("systemctl", f'echo "$*" >>"{folder}/calls"; case $* in *cat*) exit 1;; *is-active*) exit {active};; '
                              f"*start*) exit {start};; esac")]:
            (programs / name).write_text(f"#!/bin/sh\n{text}\n")
            (programs / name).chmod(0o755)
        self.ended = subprocess.run(
            ["unshare", "--mount", "--propagation", "private", "sh", "-c", ALONE, "sh", folder],
            capture_output=True, text=True, timeout=60, env={"PATH": f"{programs}:/usr/sbin:/usr/bin:/sbin:/bin"})
        self.calls = (folder / "calls").read_text().splitlines() if (folder / "calls").exists() else []
        self.unit = (folder / UNIT).read_text() if (folder / UNIT).exists() else None
        self.log = (folder / "log").read_text()
        self.programs = programs


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can have a mount namespace")


@needs_root
def test_a_unit_runs_it_and_user_data_returns(tmp_path):
    machine = Machine(tmp_path, user_data(*INPUTS, "--pipeline", QUICK, "--detach", "--", "--set", "note=a b"))
    assert machine.ended.returncode == 0, machine.ended
    assert machine.calls[-3:] == [
        "-q is-active enlist-user-data.service", "daemon-reload", "--no-block start enlist-user-data.service"]
    assert machine.ended.stdout == machine.log == (
        "enlist user-data: the unit enlist-user-data.service runs enlist; to follow it: journalctl -fu "
        "enlist-user-data.service\n")
    assert f"\nExecStart={machine.programs}/enlist run $ENLIST_RUN_OPTIONS\n" in machine.unit
    assert "\nEnvironmentFile=-/etc/enlist/user-data.env\n" in machine.unit
    for word in ("cloud-", "multi-user", "\\"):
        assert word not in machine.unit
    written = tmp_path / "etc/enlist"
    assert 'ENLIST_RUN_OPTIONS="--set \\"note=a b\\""' in (written / "user-data.env").read_text()
    assert (written / "inputs.yaml").exists() and (written / "pipeline.yaml").exists()


@needs_root
def test_systemd_takes_the_unit(tmp_path):
    unit = Machine(tmp_path, user_data(*INPUTS, "--detach")).unit
    file = tmp_path / "enlist-user-data.service"
    file.write_text(unit)
    verified = subprocess.run(["systemd-analyze", "verify", "--man=no", file], capture_output=True, text=True, timeout=60)
    assert (verified.returncode, verified.stderr) == (0, ""), verified


@needs_root
@pytest.mark.parametrize("more", [
    {"before": "rm -r /run/systemd/system"},    # No systemd: a container.
    {"active": 0},                              # It has joined in this boot: a person's second try.
    {"start": 1},                               # systemd refuses.
], ids=["without systemd", "again", "refused"])
def test_where_no_unit_can_run_it_the_script_does(tmp_path, more):
    machine = Machine(tmp_path, user_data(*INPUTS, "--detach", "--", "--json"), **more)
    assert machine.ended.returncode == 0 and machine.ended.stdout == machine.log == "enlist run --json\n", machine.ended


def test_below_a_root_of_its_own_the_script_runs_it(tmp_path):
    with local_cloud(tmp_path) as cloud:
        ended = boot(cloud, tmp_path, user_data(*INPUTS, "--pipeline", QUICK, "--detach"))
        assert ended.returncode == 0, ended.stdout
        cloud.assert_joined()
        assert not (cloud.root() / UNIT).exists()


def test_what_keeps_enlist_from_starting_is_still_told_to_cloud_init(tmp_path):
    """The program that is not there is not the unit's concern."""
    with local_cloud(tmp_path) as cloud:
        script = user_data(*INPUTS, "--detach").replace("PATH=$PATH:", "PATH=/usr/bin:/bin #")
        ended = boot(cloud, tmp_path, script)
        assert ended.returncode == 69 and "put it into the image" in ended.stdout
