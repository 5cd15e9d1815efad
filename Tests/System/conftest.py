"""What the heavy tests share: roots of Debian 12 and 13, made once."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PLACE = Path(__file__).parents[2] / ".build-cloud-init"
PACKAGES = "ca-certificates,curl,libexpat1,libffi8,libyaml-0-2,openssh-client"
# The folder of each release, and what is called otherwise there.
RELEASES = {"bookworm": ("root", "libcurl4,libssl3"), "trixie": ("trixie", "libcurl4t64,libssl3t64")}


def made(release):
    """A root with a release of Debian's and its cloud-init."""
    assert os.geteuid() == 0, "needs root: sudo make test-system"
    folder, more = RELEASES[release]
    root = PLACE / folder
    if not (root / "usr/bin/cloud-init").exists():
        shutil.rmtree(root, ignore_errors=True)
        # cloud-init's own packages in a second step: they cannot all be set up without /proc.
        subprocess.run(["debootstrap", "--variant=minbase", f"--include={PACKAGES},{more}", release, root],
                       check=True)
        subprocess.run(
            ["unshare", "-m", "sh", "-c",
             'mount -t proc proc "$1/proc" && chroot "$1" apt-get install -y --no-install-recommends cloud-init',
             "sh", root], check=True, env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"))
    return root


@pytest.fixture(scope="session")
def root():
    return made("bookworm")


@pytest.fixture(scope="session", params=RELEASES)
def any_root(request):
    """Each release's: 22.4.2 and 25.1.4 of cloud-init."""
    return made(request.param)


@pytest.fixture(scope="session", params=RELEASES)
def systemd_root(request):
    """The same with systemd in it (252 and 257), with which cloud-init's tests would be others."""
    root = made(request.param)
    place = PLACE / ("systemd" if request.param == "bookworm" else f"systemd-{request.param}")
    if not (place / "usr/bin/pgrep").exists():
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run(["cp", "-a", root, place], check=True)
        subprocess.run(["chroot", place, "apt-get", "install", "-y", "--no-install-recommends", "systemd",
                        "procps"], check=True, env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"))
    return place
