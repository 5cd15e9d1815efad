"""A machine that is not all there yet: what every program takes for granted and a boot, or a chroot, lacks."""

import os
import subprocess
from pathlib import Path

import pytest

from cloud import BUILD, INPUTS, local_cloud

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can have a mount namespace")


def with_few_files(cloud, soft, hard, *words):
    return subprocess.run(
        ["sh", "-c", f'ulimit -Sn {soft} && ulimit -Hn {hard} && exec "$@"', "sh", BUILD / "enlist", *words],
        capture_output=True, text=True, timeout=60, env=cloud.environment())


def test_few_open_files_are_made_more_where_that_is_allowed(tmp_path):
    with local_cloud(tmp_path) as cloud:
        ended = with_few_files(cloud, 20, 1024, "run", *INPUTS, "--pipeline", Path(__file__).parent / "quick.yaml")
        assert ended.returncode == 0, ended
        cloud.assert_joined()


def test_too_few_open_files_are_named_before_anything_begins(tmp_path):
    with local_cloud(tmp_path) as cloud:
        ended = with_few_files(cloud, 40, 40, "run", *INPUTS)
        assert ended.returncode == 69 and "may have 40 files open, and needs 64" in ended.stderr, ended
        assert not cloud.requests()


def without_proc(tmp_path, *words):
    return subprocess.run(
        ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /proc && exec "$@"', "sh", BUILD / "enlist", *words],
        capture_output=True, text=True, timeout=60,
        env={"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1", "ENLIST_ROOT": str(tmp_path),
             "AWS_METADATA_SERVICE_TIMEOUT": "1"})


def test_without_proc_the_command_line_is_still_read(tmp_path):
    assert without_proc(tmp_path, "--version").stdout.startswith("enlist ")
    assert without_proc(tmp_path, "run", "--no-such-option").returncode == 64


def test_without_proc_a_run_says_what_is_missing(tmp_path):
    ended = without_proc(tmp_path, "run", *INPUTS)
    assert (ended.returncode, ended.stdout) == (69, "")
    assert ended.stderr.startswith("error: /proc is not mounted"), ended
    assert "mount -t proc proc /proc" in ended.stderr


def test_nothing_to_do_is_not_success():
    ended = subprocess.run([BUILD / "enlist"], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout) == (64, "")
