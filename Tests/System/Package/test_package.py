"""The Debian package of `make deb`: what lintian says of it, and Debian's own dpkg with it.

It is installed into the root of the other heavy tests by way of an overlay that is gone afterwards.
"""

import os
import subprocess
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3]
# What `make install` puts below /etc, and what the package switches on.
CONFIGURATION = "/etc/logrotate.d/enlist"
WANTED = "/etc/systemd/system/multi-user.target.wants/enlist.service"


@pytest.fixture(scope="module")
def deb():
    [deb] = (PACKAGE / ".build-dist/release").glob("enlist_*.deb")
    return deb


@pytest.fixture
def machine(root, deb, tmp_path):
    """Runs a script in a machine that has the package's file as /enlist.deb, and that nobody keeps."""
    assert os.geteuid() == 0, "needs root: sudo make test-system"

    def machine(script):
        (tmp_path / "script").write_text("set -eu\nexport DEBIAN_FRONTEND=noninteractive\n" + script)
        inside = """
            set -eu
            mount -t tmpfs tmpfs "$3"
            mkdir "$3/upper" "$3/work" "$3/root"
            mount -t overlay -o "lowerdir=$1,upperdir=$3/upper,workdir=$3/work" overlay "$3/root"
            mount -t proc proc "$3/root/proc"
            cp "$2" "$3/root/enlist.deb"
            cp "$4" "$3/root/script"
            rm -rf "$3/root/var/lib/enlist" "$3/root/var/log/enlist.log"  # of the tests of cloud-init
            exec chroot "$3/root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin sh /script"""
        place = tmp_path / "machine"
        place.mkdir()
        ended = subprocess.run(
            ["unshare", "--mount", "--propagation", "private", "--net", "sh", "-c", inside, "sh", root, deb,
             place, tmp_path / "script"], capture_output=True, text=True, timeout=120)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout
    return machine


def test_lintian_finds_nothing_wrong(deb):
    checked = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning", deb],
                             capture_output=True, text=True, timeout=120)
    assert (checked.returncode, checked.stdout) == (0, ""), checked


def test_dpkg_installs_it_and_the_program_starts(machine):
    shown = machine(f"""
        dpkg --install /enlist.deb >&2
        enlist version | head -1
        dpkg-query --show --showformat '${{db:Status-Status}}\\n' enlist
        dpkg --verify enlist
        test -s /usr/share/man/man8/enlist-run.8.gz
        test -s {WANTED}""")
    assert shown == "enlist 0.2.0\ninstalled\n"


def test_what_an_administrator_has_changed_stays(machine):
    """A unit that was switched off stays so over an upgrade, and so does a file of configuration."""
    shown = machine(f"""
        dpkg --install /enlist.deb >&2
        rm {WANTED}  # as systemctl disable does
        echo '# mine' >{CONFIGURATION}
        dpkg --install /enlist.deb >&2
        test ! -e {WANTED}
        cat {CONFIGURATION}""")
    assert shown == "# mine\n"


def test_purging_leaves_nothing(machine):
    shown = machine(f"""
        list() {{ find /etc /usr /var/lib/enlist /var/log /var/lib/systemd -name '*enlist*' 2>/dev/null | sort; }}
        list >/before
        dpkg --install /enlist.deb >&2
        mkdir -p /var/lib/enlist/i-1
        touch /var/lib/enlist/i-1/journal.ndjson /var/log/enlist.log /var/log/enlist.log.2.gz
        dpkg --remove enlist >&2
        test -e /var/lib/enlist/i-1/journal.ndjson -a -e {CONFIGURATION}
        dpkg --purge enlist >&2
        list | diff /before -""")
    assert shown == ""
