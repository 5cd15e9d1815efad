"""scripts/setup, which every `make` target may call."""

import os
import subprocess
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2]


def setup(*arguments, path=None, user=None, **more):
    environment = dict(os.environ, **({"PATH": path} if path else {}), **more)
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
    assert result.stderr == (
        "setup: there is no Swift on PATH; install one yourself (https://www.swift.org/install/linux), "
        "or have it installed in your home:\n    make demo SWIFT=install\n")


def test_a_swift_that_is_too_old_is_told_and_one_that_is_not_is_taken(tmp_path):
    old = stand_ins(tmp_path, swift='echo "Apple Swift version 5.10.1 (x)"')
    result = setup(path=old)
    assert result.returncode == 1
    assert result.stderr == (
        "setup: Swift 5.10 on PATH is older than 6.2; install one yourself "
        "(https://www.swift.org/install/linux), or have it installed in your home:\n"
        "    make demo SWIFT=install\n")
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


# What it does is written down; `install` puts a Swift where swiftly puts one.
SWIFTLY = """#!/bin/sh
echo "$*" >>"$SWIFTLY_HOME_DIR/calls"
case $1 in
    init) mkdir -p "$SWIFTLY_HOME_DIR/bin" && cp "$0" "$SWIFTLY_HOME_DIR/bin/swiftly" ;;
    install) printf '#!/bin/sh\\necho "Swift version 6.3.1 (x)"\\n' >"$SWIFTLY_HOME_DIR/bin/swift"
        chmod +x "$SWIFTLY_HOME_DIR/bin/swift" ;;
esac
"""


@pytest.fixture
def downloads(tmp_path):
    """The Swift project's downloads, signed with a key of the test's."""
    place = tmp_path / "downloads/swiftly/linux"
    place.mkdir(parents=True)
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)
    (place / "swiftly").write_text(SWIFTLY)
    (place / "swiftly").chmod(0o755)
    archive = place / f"swiftly-{os.uname().machine}.tar.gz"
    subprocess.run(["tar", "-czf", archive, "-C", place, "swiftly"], check=True)
    gpg = ["gpg", "--homedir", home, "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""]
    subprocess.run([*gpg, "--quick-generate-key", "test@example.org", "ed25519", "sign", "never"], check=True,
                   capture_output=True)
    subprocess.run([*gpg, "--detach-sign", "--output", f"{archive}.sig", archive], check=True)
    subprocess.run([*gpg, "--armor", "--export", "--output", tmp_path / "keys.asc"], check=True)
    (tmp_path / "home").mkdir()
    yield {"SWIFT": "install", "SWIFT_DOWNLOADS": f"file://{tmp_path}/downloads",
           "SWIFT_KEYS": f"file://{tmp_path}/keys.asc", "SWIFTLY_HOME_DIR": str(tmp_path / "home")}
    subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=True)


NO_SWIFT = {"swift": "exit 127", "dpkg_query": "shift 3; for p; do echo installed $p; done"}


def test_swift_is_installed_where_that_is_asked_for(tmp_path, downloads):
    path = stand_ins(tmp_path, **NO_SWIFT)
    result = setup(path=path, **downloads)
    assert result.returncode == 0, result.stderr
    init, install = (tmp_path / "home/calls").read_text().splitlines()
    assert init == "init --assume-yes --skip-install --no-modify-profile --quiet-shell-followup"
    assert install.startswith("install --assume-yes --use --post-install-file ") and install.endswith(" 6.3.1")
    assert "setup: swiftly installs Swift 6.3.1" in result.stdout
    # The second time there is one.
    again = setup(path=path, **downloads)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_a_swiftly_that_somebody_else_has_signed_is_not_run(tmp_path, downloads):
    with open(next((tmp_path / "downloads/swiftly/linux").glob("*.gz")), "ab") as archive:
        archive.write(b"more")
    result = setup(path=stand_ins(tmp_path, **NO_SWIFT), **downloads)
    assert result.returncode == 1
    assert "is not one of the Swift project's; nothing was installed" in result.stderr.splitlines()[-1]
    assert not list((tmp_path / "home").iterdir())


def test_a_network_that_has_no_swiftly_is_told(tmp_path, downloads):
    downloads["SWIFT_DOWNLOADS"] += "/elsewhere"
    result = setup(path=stand_ins(tmp_path, **NO_SWIFT), **downloads)
    assert result.returncode == 1
    assert "setup: swiftly cannot be fetched; look at the network, then do this again:" in result.stderr
