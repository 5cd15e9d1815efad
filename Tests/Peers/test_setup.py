"""scripts/setup, which every `make` target may call."""

import os
import subprocess
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2]


def setup(*arguments, path=None, user=None):
    environment = dict(os.environ, **({"PATH": path} if path else {}))
    return subprocess.run(
        [PACKAGE / "scripts/setup", *arguments], env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, user=user)


def stand_ins(folder, **programs):
    """A PATH on which some programs are scripts of the test, and the rest is the system's."""
    for name, script in programs.items():
        program = folder / name.replace("_", "-")
        program.write_text("#!/bin/sh\n" + script)
        program.chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


SWIFT = 'echo "Swift version 6.3.1 (swift-6.3.1-RELEASE)"'


def test_when_all_is_there_it_says_nothing():
    result = setup("--peers")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_an_unknown_argument_is_refused():
    result = setup("--all")
    assert result.returncode == 1
    assert result.stderr == (
        "setup: unknown argument: --all\n    usage: scripts/setup [--peers]\n")


def test_another_program_called_swift_is_not_taken_for_it(tmp_path):
    result = setup(path=stand_ins(tmp_path, swift="echo python-swiftclient 4.0.0"))
    assert result.returncode == 1
    first, *commands = result.stderr.splitlines()
    assert first == (
        "setup: there is no Swift on PATH; install one with swiftly "
        "(https://www.swift.org/install/linux), then do this again:")
    assert commands[-1].endswith("swiftly install --use 6.3.1")


def test_a_swift_that_is_too_old_is_told_and_one_that_is_not_is_taken(tmp_path):
    old = stand_ins(
        tmp_path, swift='echo "Apple Swift version 5.10.1 (x)"', swiftly="exit 0")
    result = setup(path=old)
    assert result.returncode == 1
    assert result.stderr == (
        "setup: Swift 5.10 on PATH is older than 6.2; install one with swiftly, then do this "
        "again:\n    swiftly install --use 6.3.1\n")
    for version in ["6.2", "6.2.1", "6.10", "7.0"]:
        new = stand_ins(tmp_path, swift=f'echo "Swift version {version} (x)"')
        assert setup(path=new).returncode == 0, version


LOADER = ("swift: error while loading shared libraries: libncurses.so.6: cannot open shared object "
          "file: No such file or directory")


def test_what_swift_itself_is_linked_with_is_installed(tmp_path):
    there = tmp_path / "there"
    path = stand_ins(
        tmp_path, id="echo 0", swift=f"test -e {there} && {SWIFT} || {{ echo {LOADER} >&2; exit 127; }}",
        dpkg_query='shift 3; for p; do case $p in libncurses6) ;; *) echo installed $p;; esac; done',
        apt_get=f"touch {there}")
    result = setup(path=path)
    assert (result.returncode, result.stdout, result.stderr) == (
        0, "setup: apt-get installs libncurses6\n", "")


def test_a_swift_that_lacks_a_library_is_not_said_to_be_missing(tmp_path):
    result = setup(path=stand_ins(tmp_path, swift=f"echo {LOADER} >&2; exit 127"))
    assert result.returncode == 1
    assert result.stderr.splitlines()[0] == (
        "setup: the Swift on PATH cannot start without libncurses.so.6; find its package and "
        "install it:")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_who_may_not_write_here_is_told_so():
    result = setup(user="nobody")
    assert result.returncode == 1
    assert result.stderr == (
        f"setup: nobody may not write to {PACKAGE}; build in a clone of your own:\n"
        f"    git clone {PACKAGE} ~/enlist && cd ~/enlist\n")


def test_missing_packages_without_root_are_named_with_the_command(tmp_path):
    path = stand_ins(
        tmp_path, swift=SWIFT, id="echo 1000", sudo="exit 1",
        dpkg_query="for p in ca-certificates curl g++ git pkg-config; do echo installed $p; done\n"
        "echo config-files libyaml-dev; exit 1")
    result = setup(path=path)
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr == (
        "setup: Debian packages are missing; install them, then do this again:\n"
        "    sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends "
        "libcurl4-openssl-dev libexpat1-dev libffi-dev libssl-dev libyaml-dev'\n")


def test_missing_packages_are_installed_after_the_lists_were_fetched(tmp_path):
    log = tmp_path / "log"
    path = stand_ins(
        tmp_path, swift=SWIFT, id="echo 0",
        dpkg_query="for p in ca-certificates curl g++ git libcurl4-openssl-dev libexpat1-dev libffi-dev libssl-dev pkg-config; "
        "do echo installed $p; done",
        apt_get=f'echo "$*" >>{log}; case "$*" in *update*) touch {tmp_path}/lists;; esac; '
        f"test -e {tmp_path}/lists")
    result = setup(path=path)
    assert result.returncode == 0, result.stderr
    assert result.stdout == (
        "setup: apt-get installs libyaml-dev\nsetup: apt-get fetches the package lists\n")
    commands = [line.split()[-1] for line in log.read_text().splitlines()]
    assert commands == ["libyaml-dev", "update", "libyaml-dev"]


def test_what_apt_says_is_shown_when_it_fails(tmp_path):
    path = stand_ins(
        tmp_path, swift=SWIFT, id="echo 0", dpkg_query="exit 1",
        apt_get="echo E: no network >&2; exit 100")
    result = setup(path=path)
    assert result.returncode == 1
    assert result.stderr == "E: no network\nsetup: apt-get update failed, see above\n"
