"""Packages of Debian's releases, unpacked side by side without being installed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PLACE = Path(__file__).parents[2] / ".build-debian"
KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg"
# What each suite is an addition to.
BASES = {"bookworm-backports": ["bookworm"], "trixie-backports": ["trixie"]}


def mirror():
    """Where this machine has Debian's packages from."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN) $(REPO_URI)", "Created-By: Packages"],
        capture_output=True, text=True, check=True).stdout.splitlines()
    found = [line.split()[1] for line in listed if line.startswith("Debian ")]
    if not found:
        pytest.skip("this machine has no lists of Debian's packages: apt-get update")
    return found[0]


def unpacked(suite, package):
    """A folder with a package of a suite and all that it depends on, libc included.

    Made once; it skips where the packages cannot be had.
    """
    place = PLACE / suite
    root, done = place / "root", place / "done"
    if done.exists():
        return root
    shutil.rmtree(place, ignore_errors=True)
    for folder in ["state/lists/partial", "cache/archives/partial", "etc/apt.conf.d", "etc/preferences.d"]:
        (place / folder).mkdir(parents=True)
    (place / "status").touch()
    (place / "etc/sources.list").write_text("".join(
        f"deb [signed-by={KEYS}] {mirror()} {name} main\n" for name in [*BASES.get(suite, []), suite]))
    (place / "apt.conf").write_text(
        f'Dir::State "{place}/state"; Dir::State::status "{place}/status"; Dir::Cache "{place}/cache";\n'
        f'Dir::Etc "{place}/etc"; Acquire::Languages "none"; APT::Sandbox::User "root";\n'
        # A mirror of sid may stand still for weeks; what is signed is tried all the same.
        'Acquire::Check-Valid-Until "false";\n')
    for command in [["update"], ["--yes", "--no-install-recommends", "--target-release", suite,
                                 "--download-only", "install", package]]:
        fetched = subprocess.run(["apt-get", "-qq", *command], capture_output=True, text=True, timeout=600,
                                 env={**os.environ, "APT_CONFIG": str(place / "apt.conf")})
        if fetched.returncode:
            pytest.skip(f"{package} of {suite} cannot be had: {fetched.stderr.strip()}")
    for archive in (place / "cache/archives").glob("*.deb"):
        subprocess.run(["dpkg-deb", "--extract", archive, root], check=True)
    done.touch()
    return root
