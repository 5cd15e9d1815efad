"""The cases of `install-dependencies` with the package managers of Debian 13 and of sid: for `make test-system`.

apt 3.0 and 3.3, dnf 4, dnf5, zypper 1.14.89 and 1.14.101. Each release has a root made by debootstrap (once,
some minutes; it stays in .build-debian), in which Tests/Peers/test_package_cases.py runs by itself. Needs root.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3]
sys.path.append(str(PACKAGE / "Tests/System"))

from debian import PLACE, mirror  # noqa: E402

PACKAGES = [
    "apt-utils", "ca-certificates", "createrepo-c", "dnf", "gcc", "libc6-dev", "libcurl4t64", "libexpat1", "libffi8",
    "libssl3t64", "libyaml-0-2", "python3", "python3-pytest", "rpm", "zypper"]
# What a release has besides.
MORE = {"trixie": [], "sid": ["dnf5"]}


def root(suite):
    assert os.geteuid() == 0, "needs root: sudo make test-system"
    place = PLACE / f"{suite}-managers"
    if not (place / "usr/bin/zypper").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(exist_ok=True)
        made = subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES + MORE[suite])}", suite, place, mirror()],
            capture_output=True, text=True)
        if made.returncode:
            pytest.skip(f"{suite} cannot be had: {made.stderr.strip()[-500:]}")
    return place


# The mounts end with the namespace.
# Fedora has dnf5 under dnf's name since 41; Debian has both.
INSIDE = """
root=$1 package=$2 dnf=$3; shift 3
mount --bind "$root/usr/bin/$dnf" "$root/usr/bin/dnf"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
mkdir -p "$root$package"
mount --bind "$package" "$root$package"
exec chroot "$root" "$@"
"""


def inside(place, dnf, *command):
    return subprocess.run(
        ["unshare", "--net", "--mount", "--propagation", "private", "sh", "-ec", INSIDE, "sh", place, PACKAGE, dnf,
         *command],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)


# What sid has changes by the day, so that a change of enlist is not held to it: `make test-system MOVING=1` is.
MOVING = pytest.mark.skipif(not os.environ.get("MOVING"), reason="changes by the day: MOVING=1")


@pytest.mark.parametrize("suite, dnf", [
    ("trixie", "dnf-3"), pytest.param("sid", "dnf-3", marks=MOVING), pytest.param("sid", "dnf5", marks=MOVING)])
def test_the_cases_hold_with_the_managers_of_today(suite, dnf):
    place = root(suite)
    # With dnf5 in dnf's place only its own cases differ.
    chosen = ["-k", "DNF"] if dnf == "dnf5" else []
    ended = inside(
        place, dnf, "env", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        f"ENLIST_BUILD={PACKAGE}/.build-static/release", "PYTHONDONTWRITEBYTECODE=1", "LC_ALL=C.UTF-8",
        "python3", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", "/tmp", *chosen,
        f"{PACKAGE}/Tests/Peers/test_package_cases.py")
    assert ended.returncode == 0, ended.stdout[-8000:] + ended.stderr[-2000:]
    assert int(re.search(r"(\d+) passed", ended.stdout)[1]) > 2, ended.stdout
    assert "skipped" not in ended.stdout, ended.stdout
