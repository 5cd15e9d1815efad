"""A machine that is not all there yet: what every program takes for granted and a boot, or a chroot, lacks."""

import os
import subprocess

import pytest

from cloud import BUILD, INPUTS

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can have a mount namespace")


def without_proc(tmp_path, *words):
    return subprocess.run(
        ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "sh", BUILD / "enlist", *words],
        capture_output=True, text=True, timeout=60,
        env={"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1", "ENLIST_ROOT": str(tmp_path),
             "AWS_METADATA_SERVICE_TIMEOUT": "1"})


def test_without_proc_the_command_line_is_still_read(tmp_path):
    assert without_proc(tmp_path, "version").stdout.startswith("enlist ")
    assert without_proc(tmp_path, "run", "--no-such-option").returncode == 64


def test_without_proc_a_run_does_not_look_like_one_that_joined(tmp_path):
    ended = without_proc(tmp_path, "run", *INPUTS)
    assert ended.returncode not in (0, 64), ended
    assert "error: " in ended.stderr, ended
    assert "USAGE" not in ended.stdout


def test_nothing_to_do_is_not_success():
    ended = subprocess.run([BUILD / "enlist"], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout) == (64, "")
