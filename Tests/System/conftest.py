"""What the heavy tests share: a root of Debian 12, made once."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PLACE = Path(__file__).parents[2] / ".build-cloud-init"
PACKAGES = "ca-certificates,curl,libcurl4,libexpat1,libffi8,libssl3,libyaml-0-2,openssh-client"


@pytest.fixture(scope="session")
def root():
    assert os.geteuid() == 0, "needs root: sudo make test-system"
    root = PLACE / "root"
    if not (root / "usr/bin/cloud-init").exists():
        shutil.rmtree(root, ignore_errors=True)
        # cloud-init's own packages in a second step: they cannot all be set up without /proc.
        subprocess.run(["debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", root],
                       check=True)
        subprocess.run(
            ["unshare", "-m", "sh", "-c",
             'mount -t proc proc "$1/proc" && chroot "$1" apt-get install -y --no-install-recommends cloud-init',
             "sh", root], check=True, env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"))
    return root


@pytest.fixture(scope="session")
def systemd_root(root):
    """The same with systemd in it, with which cloud-init's tests would be others."""
    place = PLACE / "systemd"
    if not (place / "usr/bin/pgrep").exists():
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run(["cp", "-a", root, place], check=True)
        subprocess.run(["chroot", place, "apt-get", "install", "-y", "--no-install-recommends", "systemd",
                        "procps"], check=True, env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"))
    return place
