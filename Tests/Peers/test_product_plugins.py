"""The plugins that come with enlist, each built and run for real."""

import contextlib
import ctypes
import http.server
import itertools
import json
import os
import re
import shutil
import socket
import subprocess
import threading
import urllib.parse
from pathlib import Path

import pytest

from cloud import BUILD, PACKAGE, UNOPTIMISED
from test_plugins import enlist, run as run_once

PLUGINS = PACKAGE / "Plugins"
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


def run(tmp_path, plugin, *steps, options=(), **entry):
    """A run of steps, each of which is tried once."""
    return run_once(tmp_path, plugin, *[{**step, "retry": "none"} for step in steps],
                    options=options, **entry)


# mount-data-volume

KIND = "mount-data-volume"
MARK = "x-enlist.mount-data-volume"


@pytest.fixture(scope="session")
def mounter(tmp_path_factory):
    output = tmp_path_factory.mktemp("mounter") / "libmount-data-volume.so"
    subprocess.run(["make", "-s", "-C", PLUGINS / KIND, f"OUTPUT={output}"], check=True)
    return output


@pytest.mark.parametrize("parameters, kind, words", [
    ({"device": "/dev/nowhere-at-all", "wait-seconds": 0}, "not-found",
     "/dev/nowhere-at-all is not there, after 0 seconds"),
    ({"device": "vol-0123456789abcdef0", "wait-seconds": 0}, "not-found", "vol-0123456789abcdef0"),
    ({"device": "nvme1n1"}, "refused", "neither an absolute path nor a volume's id"),
    ({"device": "/dev/null"}, "refused", "/dev/null is no block device"),
    ({"at": "data"}, "refused", "no plain absolute path"),
    ({"at": "/"}, "refused", "no plain absolute path"),
    ({"at": "/srv/../etc"}, "refused", "no plain absolute path"),
    ({"at": "/srv/data/"}, "refused", "no plain absolute path"),
    ({"options": "defaults 0 0"}, "refused", "a character that fstab cannot have"),
    ({"file-system": "ntfs"}, "refused", "the file system `ntfs` is not known here"),
    ({"file-system": "xfs", "label": "thirteen-long"}, "refused", "1 to 12 bytes"),
])
def test_what_it_cannot_mount_is_refused(tmp_path, mounter, parameters, kind, words):
    ended = run(tmp_path, mounter, {KIND: {
        "device": "/dev/nowhere", "at": "/nowhere/data", **parameters}})
    assert ended.status == 1 and ended.failure["class"] == kind, ended.errors
    assert words in ended.errors and "what to do: " in ended.errors
    assert not Path("/nowhere").exists()


def test_it_waits_for_a_device_and_stops_waiting_when_told(tmp_path, mounter):
    ended = run_once(tmp_path, mounter, {
        KIND: {"device": "/dev/nowhere", "at": "/nowhere/data"}, "timeout": "200ms",
        "retry": "none"})
    assert ended.failure["class"] == "timeout"
    assert [event["reason"] for event in ended.of("waiting")] == ["until /dev/nowhere is attached"]


class Fstab:
    """The plugin's fstab.c, called by itself."""

    STATES = ["absent", "there", "different", "foreign-same", "foreign", "unreadable"]

    class Entry(ctypes.Structure):
        _fields_ = [(name, ctypes.c_char_p) for name in (
            "uuid", "at", "file_system", "options", "label", "partition_uuid", "partition_label")] + [
            ("number", ctypes.c_uint64)]

    def __init__(self, library, root):
        self.library = ctypes.CDLL(str(library), use_errno=True)
        self.root = str(root).encode()
        self.file = root / "etc/fstab"

    def entry(self, at="/srv/data", uuid="u-1", options="defaults,nofail"):
        return self.Entry(uuid.encode(), at.encode(), b"ext4", options.encode(), "my dätä/1".encode(), b"p-1", b"part 1", 0)

    def line(self, **entry):
        text = ctypes.create_string_buffer(16384)
        self.library.fstab_line(ctypes.byref(self.entry(**entry)), text)
        return text.value

    def look(self, **entry):
        text = ctypes.create_string_buffer(16384)
        state = self.library.fstab_look(self.root, ctypes.byref(self.entry(**entry)), text)
        return self.STATES[state], text.value.decode()

    def replace(self, former, line):
        return self.library.fstab_replace(self.root, former, line)


@pytest.fixture(scope="session")
def fstab_library(tmp_path_factory):
    library = tmp_path_factory.mktemp("fstab") / "fstab.so"
    subprocess.run(["cc", "-std=c99", "-D_GNU_SOURCE", "-shared", "-fPIC", "-o", library,
                    PLUGINS / KIND / "fstab.c"], check=True)
    return library


@pytest.fixture
def fstab(fstab_library, tmp_path):
    (tmp_path / "etc").mkdir()
    return Fstab(fstab_library, tmp_path)


OURS = f"UUID=u-1 /srv/data ext4 defaults,nofail,{MARK} 0 2"


@pytest.mark.parametrize("text, state", [
    ("", "absent"), ("# /srv/data\n#UUID=u-1 /srv/data ext4 defaults 0 2\n", "absent"),
    ("UUID=u-1 /srv/data2 ext4 defaults 0 2\n", "absent"), (OURS, "there"),
    (OURS.replace("nofail", "ro"), "different"), (OURS.replace("u-1", "u-2"), "different"),
    ("UUID=u-1\t/srv/data  ext4\tnoatime", "foreign-same"),
    ("UUID=\"U-1\" /srv/data/ ext4 noatime\n", "foreign-same"),
    ("LABEL=my\\040dätä/1 /srv/data// ext4 noatime\n", "foreign-same"),
    ("LABEL=\"my\\040dätä/1\" /srv/data ext4 noatime\n", "foreign-same"),
    ("LABEL=MY\\040DÄTÄ/1 /srv/data ext4 noatime\n", "foreign"),
    ("LABEL=my\\x20dätä/1 /srv/data ext4 noatime\n", "foreign"),
    # As udev writes it, and as mount(8) reads such a path out of fstab.
    ("/dev/disk/by-label/my\\x20dätä\\x2f1 /srv/data ext4 noatime\n", "foreign-same"),
    ("/dev/disk/by-label/my\\x20d\\xc3\\xA4tä\\x2F1 /srv/data ext4 noatime\n", "foreign-same"),
    ("/dev/disk/by-label/my\\134x20dätä\\134x2f1 /srv/data ext4 noatime\n", "foreign-same"),
    ("/dev/disk/by-label/my\\x2 /srv/data ext4 noatime\n", "foreign"),
    ("/dev/disk/by-label/\\x /srv/data ext4 noatime\n", "foreign"),
    ("/dev/disk/by-partlabel/part\\x201 /srv/data ext4 noatime\n", "foreign-same"),
    ("/dev/disk/by-partlabel/part\\0401 /srv/data ext4 noatime\n", "foreign-same"),
    ("PARTLABEL=part\\0401 /srv/data ext4 noatime\n", "foreign-same"),
    ("/dev/disk/by-partlabel/part\\x20 /srv/data ext4 noatime\n", "foreign"),
    ("PARTUUID='P-1' /srv/data ext4 noatime\n", "foreign-same"),
    ("PARTLABEL= /srv/data ext4 noatime\n", "foreign"),
    ("/dev/disk/by-uuid/u-1 /srv/data ext4 noatime\n", "foreign-same"),
    ("/dev/disk/by-partuuid/p-2 /srv/data ext4 noatime\n", "foreign"),
    ("/dev/sdf /srv/data ext4 defaults 0 2\n", "foreign"),
    (f"/dev/sdf /srv/data ext4 {MARK}ed 0 2\n", "foreign"), ("a\0b", "unreadable"),
])
def test_lines_of_fstab_are_known(fstab, text, state):
    fstab.file.write_text(text)
    assert fstab.look()[0] == state


@pytest.fixture(scope="session")
def nvme_library(tmp_path_factory):
    library = tmp_path_factory.mktemp("nvme") / "nvme.so"
    subprocess.run(["cc", "-std=c99", "-D_GNU_SOURCE", "-shared", "-fPIC", "-o", library,
                    PLUGINS / KIND / "nvme.c"], check=True)
    return ctypes.CDLL(str(library))


@pytest.mark.parametrize("vendor, model, field, name", [
    (0x1d0f, b"Amazon Elastic Block Store", b"/dev/sdf".ljust(32), b"sdf"),
    (0x1d0f, b"Amazon Elastic Block Store", b"sdf".ljust(32), b"sdf"),
    (0x1d0f, b"Amazon Elastic Block Store", b"xvdba\0\0garbage", b"xvdba"),
    (0x1d0f, b"Amazon Elastic Block Store", b"  sdg ", b"sdg"),
    (0x1d0f, b"Amazon Elastic Block Store", b"x" * 32 + b"y", b"x" * 32),
    (0x1d0f, b"Amazon Elastic Block Store", b" " * 32, None),
    (0x1d0f, b"Amazon Elastic Block Store", b"/dev/../sda", None),
    (0x1d0f, b"Amazon EC2 NVMe Instance Storage", b"ephemeral0:sdb", None),
    (0x144d, b"Amazon Elastic Block Store", b"sdf", None)])
def test_the_name_that_a_volume_was_attached_by_is_in_its_controllers_data(
        nvme_library, vendor, model, field, name):
    identify = bytearray(4096)
    identify[0:2] = vendor.to_bytes(2, "little")
    identify[24:64] = model.ljust(40)
    identify[3072:3072 + len(field)] = field
    found = ctypes.create_string_buffer(33)
    status = nvme_library.nvme_attached_name(bytes(identify), found)
    assert (status, found.value if status == 0 else None) == (0 if name else -1, name)


def test_what_others_wrote_into_fstab_stays(fstab):
    others = "# mine\n\nLABEL=root /  ext4\tdefaults 0 1\nproc /proc proc"
    fstab.file.write_text(others)
    fstab.file.chmod(0o640)
    assert fstab.replace(None, fstab.line()) == 0
    assert fstab.file.read_text() == f"{others}\n{OURS}\n"
    assert fstab.look() == ("there", OURS)
    changed = fstab.line(options="ro")
    assert fstab.replace(OURS.encode(), changed) == 0
    assert fstab.look(options="ro")[0] == "there"
    assert fstab.replace(OURS.encode(), None) == 0, "is not there, which is well"
    assert fstab.replace(changed, None) == 0
    assert fstab.file.read_text() == f"{others}\n"
    assert fstab.file.stat().st_mode & 0o777 == 0o640
    assert os.listdir(fstab.file.parent) == ["fstab"]


def test_fstab_is_made_where_it_lacks_and_never_written_through_a_link(fstab, tmp_path):
    assert fstab.replace(None, fstab.line(at="/srv/my data")) == 0
    assert fstab.file.read_text().startswith("UUID=u-1 /srv/my\\040data ext4 ")
    assert fstab.look(at="/srv/my data")[0] == "there"
    (tmp_path / "other").write_text("")
    fstab.file.unlink()
    fstab.file.symlink_to(tmp_path / "other")
    assert fstab.look()[0] == "unreadable" and fstab.replace(None, fstab.line()) == -1
    assert (tmp_path / "other").read_text() == ""


class Volume:
    """An image behind a loop device, whose node is in a root of the test's own."""

    def __init__(self, folder):
        self.root = folder / "root"
        (self.root / "dev").mkdir(parents=True)
        (self.root / "etc").mkdir()
        (self.root / "etc/fstab").write_text("# mine\n")
        self.image = folder / "image"
        with open(self.image, "wb") as image:
            image.truncate(128 << 20)
        self.device = subprocess.run(["losetup", "--find", "--show", self.image],
                                     capture_output=True, text=True, check=True).stdout.strip()
        os.mknod(self.root / "dev/sdf", 0o60600, os.stat(self.device).st_rdev)

    def probe(self):
        ended = subprocess.run(["blkid", "-p", "-o", "export", self.device], capture_output=True,
                               text=True, env={"PATH": PATH})
        return dict(line.split("=", 1) for line in ended.stdout.splitlines())

    def fstab(self):
        return (self.root / "etc/fstab").read_text()


@pytest.fixture
def volume(tmp_path):
    """Skips where no loop device can be had or nothing be mounted."""
    if os.geteuid() != 0:
        pytest.skip("only root has loop devices")
    if not shutil.which("mkfs.ext4", path=PATH):
        pytest.skip("there is no mkfs.ext4 (e2fsprogs)")
    if subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"],
                      capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount in a namespace of mounts")
    try:
        volume = Volume(tmp_path)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"this machine has no loop devices: {error}")
    yield volume
    subprocess.run(["losetup", "--detach", volume.device], check=True)


def mounting(tmp_path, volume, plugin, script, **parameters):
    """Runs a script in a namespace of mounts; `$RUN` is enlist, to which options can be added."""
    step = {KIND: {"device": "/dev/sdf", "at": "/srv/data", "below-root": "run", **parameters},
            "retry": "none"}
    for name, last in [("good", []), ("bad", [{"run": {
            "command": ["false"], "below-root": "run"}, "retry": "none"}])]:
        (tmp_path / f"{name}.yaml").write_text(json.dumps({
            "enlist": 1, "name": "test", "plugins": [str(plugin)], "steps": [step, *last]}))
    words = (f"{BUILD}/enlist run --fresh --state-dir {tmp_path}/state --set instance.id=i-1 "
             "--set hostname=web1")
    return subprocess.run(
        ["unshare", "-m", "--propagation", "private", "sh", "-c", script], capture_output=True,
        text=True, timeout=60, cwd=tmp_path, env={
            "PATH": PATH, "ENLIST_ROOT": str(volume.root), "RUN": f"{words} --pipeline {tmp_path}/good.yaml",
            "FAILING": f"{words} --pipeline {tmp_path}/bad.yaml --revert-on-failure",
            "DATA": str(volume.root / "srv/data"),
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"})


def test_a_blank_volume_is_formatted_mounted_and_kept(tmp_path, volume, mounter):
    ended = mounting(tmp_path, volume, mounter, """set -e
        $RUN; mountpoint $DATA; echo kept >$DATA/file
        echo AGAIN; $RUN
        echo REMOUNTED; umount $DATA; $RUN; cat $DATA/file""", label="data")
    assert ended.returncode == 0, ended.stderr + ended.stdout
    found = volume.probe()
    assert (found["TYPE"], found["LABEL"]) == ("ext4", "data")
    assert volume.fstab() == (
        f"# mine\nUUID={found['UUID']} /srv/data ext4 defaults,nofail,{MARK} 0 2\n")
    assert ended.stdout.rstrip().endswith("kept")
    assert (ended.stdout + ended.stderr).count("is blank: makes ext4 there") == 1


def test_only_what_a_run_did_is_undone(tmp_path, volume, mounter):
    ended = mounting(tmp_path, volume, mounter, """
        $FAILING; test -e $DATA && echo LEFT
        $RUN && echo kept >$DATA/file && $FAILING; cat $DATA/file""")
    assert "LEFT" not in ended.stdout, ended.stderr
    assert ended.stdout.rstrip().endswith("kept"), ended.stderr
    assert volume.fstab().count(MARK) == 1


def write_at(offset, data):
    def write(volume):
        with open(volume.image, "r+b") as image:
            image.seek(offset, os.SEEK_END if offset < 0 else os.SEEK_SET)
            image.write(data)
    return write


def make(*command):
    return lambda volume: subprocess.run(
        [*command, volume.device], check=True, capture_output=True, env={"PATH": PATH})


@pytest.mark.parametrize("prepare, words", [
    (write_at(5000, b"x"), "is not blank (byte 5000 is not zero)"),
    (write_at(-1, b"x"), "is not blank (byte 134217727 is not zero)"),
    (make("mkfs.ext2", "-q"), "holds ext2, not ext4"), (make("mkswap"), "holds swap, not ext4"),
    (write_at(510, b"\x55\xaa"), "is not formatted"),
    (write_at(446, b"\0" * 4 + b"\x83\0\0\0" + b"\1\0\0\0\0\x10\0\0" + b"\0" * 48 + b"\x55\xaa"),
     "has a partition table (dos)"),
    (write_at(0, b"LUKS\xba\xbe\0\1" + b"\1" * 584), "is not formatted"),
], ids=["byte", "last-byte", "ext2", "swap", "boot-record", "partitions", "luks"])
def test_what_is_on_a_volume_stays(tmp_path, volume, mounter, prepare, words):
    prepare(volume)
    subprocess.run(["blockdev", "--flushbufs", volume.device], check=True, env={"PATH": PATH})
    before = volume.image.read_bytes()
    ended = mounting(tmp_path, volume, mounter, "$RUN")
    assert ended.returncode == 1 and words in ended.stderr, ended.stderr
    assert volume.image.read_bytes() == before and volume.fstab() == "# mine\n"
    assert not (volume.root / "srv").exists()


@pytest.mark.parametrize("before, words", [
    ("mkdir -p $DATA; mount -t tmpfs none $DATA", "something else is mounted: none"),
    ("mkdir -p $DATA; touch $DATA/x", "/srv/data is not empty"),
    ("mkfs.ext4 -q $LOOP; mkdir m; mount $LOOP m", "/dev/sdf is mounted already, at "),
    ("ln -s /tmp $ENLIST_ROOT/srv", "the folder /srv/data cannot be made"),
    ("echo /dev/sdx /srv/data xfs >>$ENLIST_ROOT/etc/fstab", "mounts something else at /srv/data"),
    ("echo UUID=0-1 /srv/data/ xfs >>$ENLIST_ROOT/etc/fstab", "mounts something else at /srv/data"),
    ("rm $ENLIST_ROOT/etc/fstab; ln -s x $ENLIST_ROOT/etc/fstab", "/etc/fstab cannot be read"),
])
def test_what_is_taken_is_a_conflict(tmp_path, volume, mounter, before, words):
    ended = mounting(tmp_path, volume, mounter, f"LOOP={volume.device}; {before}; $RUN")
    assert ended.returncode == 1 and words in ended.stderr, ended.stderr
    # All of this is known before anything is made on the volume.
    assert volume.probe().get("TYPE") == ("ext4" if "mkfs" in before else None)


@pytest.mark.parametrize("source", [
    "/dev/sdf", "/dev/links/data", "LABEL=data", "UUID=\"$(echo $UUID | tr a-f A-F)\"", "/dev/disk/by-uuid/$UUID"])
def test_a_line_that_names_the_volume_otherwise_is_enough(tmp_path, volume, mounter, source):
    subprocess.run(["mkfs.ext4", "-q", "-L", "data", volume.device], check=True, env={"PATH": PATH})
    (volume.root / "dev/links").mkdir()
    (volume.root / "dev/links/data").symlink_to("../sdf")
    ended = mounting(
        tmp_path, volume, mounter, f"UUID={volume.probe()['UUID']}\n"
        f"echo {source} /srv/data/ ext4 noatime >$ENLIST_ROOT/etc/fstab\n$RUN && mountpoint $DATA && $RUN")
    assert ended.returncode == 0, ended.stderr + ended.stdout
    assert volume.fstab().count("/srv/data") == 1 and MARK not in volume.fstab()


def test_a_device_outside_of_the_root_is_left_alone(tmp_path, volume, mounter):
    (volume.root / "dev/sdf").unlink()
    (volume.root / "dev/sdf").symlink_to(volume.device)
    ended = mounting(tmp_path, volume, mounter, "$RUN")
    assert "which is outside of" in ended.stderr and volume.probe() == {}


def called(tmp_path, volume, plugin, acts):
    """Runs the step in a namespace of mounts, with acts of the test's at moments of its choice; what the acts
    can name is `volume`, the device's path, and `root`."""
    script = tmp_path / "call.py"
    script.write_text(f"""
import os, subprocess, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from plugin_call import Called
volume, root = {str(volume.device)!r}, {str(volume.root)!r}
def make(*words):
    subprocess.run([*words, volume], check=True, stdin=subprocess.DEVNULL)
{acts}
step = Called({str(plugin)!r}, root, **ACTS)
status = step.run("/dev/sdf", "/srv/data", "ext4", "defaults", None, 5)
print(status, step.failure)
print(open("/proc/self/mountinfo").read())
""")
    ended = subprocess.run(
        ["unshare", "-m", "--propagation", "private", "python3", script], capture_output=True,
        text=True, timeout=60, env={"PATH": PATH})
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_what_appears_on_a_volume_in_the_last_moment_stays(tmp_path, volume, mounter):
    """mke2fs itself asks nobody where it has no terminal: it would overwrite what is there."""
    said = called(tmp_path, volume, mounter, """
def record(name, text):
    if name == b"formatting" and text: make("mkfs.ext4", "-q", "-L", "theirs")
    return 0
ACTS = {"record": record}""")
    assert "(5, 'somebody has written to /dev/sdf in this moment" in said, said
    assert volume.probe()["LABEL"] == "theirs" and volume.fstab() == "# mine\n"


def test_what_is_taken_in_the_last_moment_is_busy(tmp_path, volume, mounter):
    said = called(tmp_path, volume, mounter, """
def record(name, text):
    if name == b"formatting" and text: os.open(volume, os.O_RDONLY | os.O_EXCL)
    return 0
ACTS = {"record": record}""")
    assert "(6, '/dev/sdf cannot be opened exclusively: Device or resource busy" in said, said
    assert volume.probe() == {}


def test_a_volume_that_somebody_has_locked_is_busy(tmp_path, volume, mounter):
    said = called(tmp_path, volume, mounter, """
import fcntl
theirs = open(volume)
fcntl.flock(theirs, fcntl.LOCK_EX)
ACTS = {}""")
    assert "(6, 'another program works on /dev/sdf and has locked it')" in said, said
    assert volume.probe() == {}


def test_a_volume_is_locked_while_it_is_formatted(tmp_path, volume, mounter):
    (tmp_path / "mkfs").write_text(
        f"#!/bin/sh\nflock -n -x {volume.device} true || echo locked >{tmp_path}/seen\n"
        f"exec {tmp_path}/real/mkfs.ext4 \"$@\"\n")
    (tmp_path / "mkfs").chmod(0o755)
    (tmp_path / "real").mkdir()
    shutil.copy(shutil.which("mkfs.ext4", path=PATH), tmp_path / "real/mkfs.ext4")
    ended = mounting(tmp_path, volume, mounter, """set -e
        mount --bind mkfs $(command -v mkfs.ext4)
        $RUN; flock -n -x """ + volume.device + " true")
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "seen").read_text() == "locked\n"


def test_a_folder_that_is_moved_leads_the_mount_nowhere_else(tmp_path, volume, mounter):
    (tmp_path / "theirs/data").mkdir(parents=True)
    said = called(tmp_path, volume, mounter, f"""
def record(name, text):
    if name == b"mounted":
        os.rename(root + "/srv", root + "/away")
        os.symlink({str(tmp_path / "theirs")!r}, root + "/srv")
    return 0
ACTS = {{"record": record}}""")
    assert "(5, 'somebody has moved the folder /srv/data" in said, said
    assert f" {tmp_path}/theirs/data " not in said and f" {volume.root}/away/data " in said


def test_a_missing_mkfs_is_named_with_its_package(tmp_path, volume, mounter):
    if any(shutil.which("mkfs.btrfs", path=folder) for folder in PATH.split(":")):
        pytest.skip("this machine has mkfs.btrfs")
    ended = mounting(tmp_path, volume, mounter, "$RUN", **{"file-system": "btrfs"})
    assert "there is no mkfs.btrfs" in ended.stderr and "btrfs-progs" in ended.stderr


@pytest.mark.parametrize("prepare, words", [
    (lambda volume: None, "ok       mount-data-volume: the plugin finds all it needs"),
    (make("mkfs.ext4", "-q"), "ok       mount-data-volume: the plugin finds all it needs"),
    (make("mkswap"), "problem  mount-data-volume: /dev/sdf holds swap, not ext4"),
    (lambda volume: (volume.root / "dev/sdf").unlink(),
     "warning  mount-data-volume: /dev/sdf is not attached yet"),
], ids=["blank", "formatted", "swap", "absent"])
def test_a_doctor_sees_what_keeps_a_volume_from_being_mounted(tmp_path, volume, mounter, prepare, words):
    prepare(volume)
    subprocess.run(["blockdev", "--flushbufs", volume.device], check=True, env={"PATH": PATH})
    before = volume.image.read_bytes()
    ended = mounting(tmp_path, volume, mounter, "${RUN%% run *} doctor --pipeline good.yaml")
    assert words in ended.stdout, ended.stdout + ended.stderr
    assert volume.image.read_bytes() == before and not (volume.root / "srv").exists()


# wait-for-target-health

HEALTH = "wait-for-target-health"


@pytest.fixture(scope="session", params=["embedded", "static"])
def waiter(tmp_path_factory, request):
    output = tmp_path_factory.mktemp("waiter") / "libwait-for-target-health.so"
    subprocess.run(["make", "-s", "-C", PLUGINS / HEALTH, f"OUTPUT={output}",
                    f"RUNTIME={request.param}"], check=True)
    return output


@contextlib.contextmanager
def target(*answers):
    """A server that says these bytes in turn, the last of them ever again; None says nothing."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        def serve():
            for answer in itertools.chain(answers, itertools.repeat(answers[-1])):
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    asked.append(connection.recv(4096).decode())
                    if answer is None:
                        connection.recv(1)
                    else:
                        connection.sendall(answer)
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1], asked
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def status(number):
    return f"HTTP/1.1 {number} X\r\nContent-Length: 0\r\n\r\n".encode()


def health(tmp_path, plugin, port, timeout="20s", **parameters):
    return run_once(tmp_path, plugin, {
        HEALTH: {"port": port, "interval-ms": 10, **parameters}, "timeout": timeout,
        "retry": "none"})


def test_it_waits_for_so_many_healthy_answers_in_a_row(tmp_path, waiter):
    with target(status(503), status(200), status(204), status(500), status(302)) as (port, asked):
        ended = health(tmp_path, waiter, port, path="/up?deep=1", host="shop.example.com")
    assert ended.status == 0, ended.errors
    assert len(asked) == 7, "two were not enough, and began anew after the fourth"
    assert asked[0] == (
        "GET /up?deep=1 HTTP/1.1\r\nHost: shop.example.com\r\nUser-Agent: enlist-target-health\r\n"
        "Accept: */*\r\nConnection: close\r\n\r\n")
    said = [event["message"] for event in ended.of("note")]
    assert "not healthy: it answers with status 503" in said, said


@pytest.mark.parametrize("answer, words", [
    (status(404), "it answers with status 404"), (b"", "closed without an answer"),
    (b"SSH-2.0-OpenSSH_9.2\r\n", "does not speak HTTP/1"), (None, "no answer in time"),
])
def test_what_was_wrong_last_is_in_the_error(tmp_path, waiter, answer, words):
    with target(answer) as (port, _):
        ended = health(tmp_path, waiter, port, timeout="700ms", matcher="200,300-302",
                       **{"request-timeout-ms": 100})
    assert ended.status == 1 and ended.failure["class"] == "timeout", ended.errors
    assert "has not become healthy" in ended.errors and words in ended.errors, ended.errors


def test_it_ends_at_once_while_it_waits_for_an_answer(tmp_path, waiter):
    with target(None) as (port, _):
        ended = health(tmp_path, waiter, port, timeout="300ms", **{"request-timeout-ms": 60000})
    assert ended.failure["class"] == "timeout" and "has not become healthy" in ended.errors


def test_nobody_listening_is_no_answer(tmp_path, waiter):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        ended = health(tmp_path, waiter, taken.getsockname()[1], timeout="300ms")
    assert "Connection refused" in ended.errors


@pytest.mark.parametrize("parameters, words", [
    ({"port": 0}, "0 is no port"), ({"port": 65536}, "65536 is no port"),
    ({"path": "up"}, "`path` is no path"), ({"path": "/a b"}, "`path` is no path"),
    ({"path": "/\r\nX: y"}, "`path` is no path"), ({"host": "a\nb"}, "`host` is no name"),
    ({"matcher": "2xx"}, "`matcher` names no statuses: 2xx"), ({"matcher": ""}, "`matcher`"),
    ({"matcher": "399-200"}, "`matcher`"), ({"matcher": "200-300-400"}, "`matcher`"),
    ({"healthy-threshold": 0}, "must be more than 0"),
])
def test_questions_that_make_no_sense_are_refused(tmp_path, waiter, parameters, words):
    ended = run(tmp_path, waiter, {HEALTH: {"port": 80, **parameters}})
    assert ended.status == 1 and ended.failure["class"] == "refused"
    assert words in ended.errors, ended.errors


@pytest.mark.parametrize("build", [BUILD, UNOPTIMISED], ids=["as it is tested", "unoptimised"])
def test_it_is_at_home_in_enlist_itself(tmp_path, waiter, build):
    """Beside the runtime that enlist has inside, and beside the one that a build for debugging has loaded."""
    with target(status(200)) as (port, _):
        ended = run_once(tmp_path, waiter, {HEALTH: {"port": port, "interval-ms": 10}},
                         program=build / "enlist", isolation="in-process")
    assert ended.status == 0, ended.errors


def conforms(tmp_path, plugin, kind, parameters, *options):
    example = tmp_path / "example.yaml"
    example.write_text(json.dumps({
        "enlist": 1, "name": "example", "plugins": [str(plugin)], "steps": [{kind: parameters}]}))
    return subprocess.run(
        [BUILD / "enlist", "plugins", "check", plugin, "--example", example, *options],
        env={"PATH": PATH, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"},
        capture_output=True, text=True, timeout=120)


def test_it_passes_what_every_plugin_must(tmp_path, waiter):
    with target(status(200)) as (port, _):
        ended = conforms(tmp_path, waiter, HEALTH, {
            "port": port, "interval-ms": 10, "healthy-threshold": 1}, "--patience", "1")
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_plugin_in_swift_needs_no_runtime_of_swift(tmp_path, waiter):
    needed = subprocess.run(["readelf", "--dynamic", waiter], capture_output=True, text=True,
                            check=True).stdout
    libraries = re.findall(r"\(NEEDED\).*\[(.*?)\]", needed)
    assert libraries and not [name for name in libraries if "wift" in name or "ispatch" in name]
    exported = subprocess.run(["nm", "--dynamic", "--defined-only", waiter], capture_output=True,
                              text=True, check=True).stdout.split()
    assert exported[2::3] == ["enlist_plugin_entry_v1"]


def test_it_works_where_there_is_no_swift(tmp_path, waiter):
    """In the enlist that is for instances, with all of the toolchain hidden."""
    program = PACKAGE / ".build-static/release/enlist"
    if not program.exists():
        pytest.skip("`make static` has not built the enlist for instances")
    if subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"],
                      capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount in a namespace of mounts")
    toolchain = Path(shutil.which("swiftc")).resolve().parents[1] / "lib/swift/linux"
    with target(status(200)) as (port, _):
        step = json.dumps({"port": port, "interval-ms": 10})
        ended = subprocess.run(
            ["unshare", "-m", "--propagation", "private", "sh", "-ec", """
                test -e "$1/libswiftCore.so"; mount -t tmpfs none "$1"; ! test -e "$1/libswiftCore.so"
                exec "$2" step wait-for-target-health --plugin "$3" --with "$4" --set instance.id=i-1
                """, "sh", toolchain, program, waiter, step], capture_output=True, text=True,
            timeout=60, env={"PATH": PATH,
                             "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"})
    assert ended.returncode == 0, ended.stderr


# register-consul

CONSUL = "register-consul"


@pytest.fixture(scope="session")
def registrar(tmp_path_factory):
    output = tmp_path_factory.mktemp("registrar") / "libregister-consul.so"
    subprocess.run(["make", "-s", "-C", PLUGINS / CONSUL, f"OUTPUT={output}"], check=True)
    return output


class Consul(http.server.ThreadingHTTPServer):
    """The agent's part of Consul's HTTP API that is about services, as its documentation states it."""

    daemon_threads = True
    KEYS = {"Name": str, "ID": str, "Tags": list, "Meta": dict, "Address": str, "Port": int,
            "Check": dict}
    CHECK = {"HTTP": str, "TCP": str, "Interval": str, "Timeout": str,
             "DeregisterCriticalServiceAfter": str}

    def __init__(self, token=None, answers=()):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.token = token
        self.services = {}
        self.asked = []
        self.answers = list(answers)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answer(self, method, path, body, token):
        self.asked.append((method, path))
        if self.answers and (forced := self.answers.pop(0)):
            return forced
        if self.token and token != self.token:
            return 403, "Permission denied: token with AccessorID '…' lacks permission 'service:write'"
        place, _, query = path.partition("?")
        words = [urllib.parse.unquote(word) for word in place.split("/")]
        if (method, place) == ("PUT", "/v1/agent/service/register"):
            return self.register(json.loads(body), query)
        if method == "PUT" and words[:-1] == ["", "v1", "agent", "service", "deregister"]:
            known = self.services.pop(words[-1], None)
            return (200, "") if known else (404, f'Unknown service ID "{words[-1]}"')
        if method == "GET" and words[:-1] == ["", "v1", "agent", "service"]:
            known = self.services.get(words[-1])
            return (200, json.dumps(known)) if known else (404, f"unknown service ID: {words[-1]}")
        return 405, ""

    def register(self, service, query):
        for key, value in service.items():
            if not isinstance(value, self.KEYS.get(key, ())):
                return 400, f"Request decode failed: {key}"
        if any(not isinstance(value, str) for value in service["Meta"].values()):
            return 400, "Request decode failed: Meta: expected type 'string'"
        for key, value in service.get("Check", {}).items():
            if not isinstance(value, self.CHECK.get(key, ())):
                return 400, f"Request decode failed: {key}"
        assert query == "replace-existing-checks=true"
        self.services[service["ID"]] = service
        return 200, ""


class Conversation(http.server.BaseHTTPRequestHandler):
    def do(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, text = self.server.answer(
            self.command, self.path, body, self.headers.get("X-Consul-Token"))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    do_GET = do_PUT = do

    def log_message(self, *words):
        pass


@contextlib.contextmanager
def consul(**settings):
    with Consul(**settings) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def register(tmp_path, plugin, server, *steps, options=(), retry="none", **parameters):
    return run_once(tmp_path, plugin, {
        CONSUL: {"name": "shop", "agent": server if isinstance(server, str) else server.url,
                 **parameters}, "retry": retry}, *steps, options=options)


def test_a_service_is_registered_with_all_that_is_known_of_it(tmp_path, registrar):
    with consul() as server:
        ended = register(
            tmp_path, registrar, server, id="shop/1 ä", address="10.0.0.7", port=8080,
            tags=["v3", 'a "quoted" \\ one'], meta={"version": "3", "note": "a\nb"},
            **{"check-http": "http://10.0.0.7:8080/up", "check-interval": "1m30s",
               "deregister-after": "5m"})
        assert ended.status == 0, ended.errors
        assert server.services == {"shop/1 ä": {
            "Name": "shop", "ID": "shop/1 ä", "Address": "10.0.0.7", "Port": 8080,
            "Tags": ["v3", 'a "quoted" \\ one'], "Meta": {"version": "3", "note": "a\nb"},
            "Check": {"HTTP": "http://10.0.0.7:8080/up", "Interval": "1m30s", "Timeout": "5s",
                      "DeregisterCriticalServiceAfter": "5m"}}}


def test_little_is_enough(tmp_path, registrar):
    with consul() as server:
        ended = register(tmp_path, registrar, server, **{"check-tcp": "127.0.0.1:80"})
        assert ended.status == 0, ended.errors
        assert server.services == {"shop": {
            "Name": "shop", "ID": "shop", "Tags": [], "Meta": {},
            "Check": {"TCP": "127.0.0.1:80", "Interval": "10s", "Timeout": "5s"}}}


FAILING = {"run": {"command": ["/bin/false"]}, "retry": "none"}


def test_a_service_is_taken_away_again_unless_it_was_there_before(tmp_path, registrar):
    with consul() as server:
        ended = register(tmp_path, registrar, server, FAILING, options=["--revert-on-failure"])
        assert ended.status == 1 and server.services == {}, ended.errors
        assert server.asked[-1] == ("PUT", "/v1/agent/service/deregister/shop")
        assert register(tmp_path, registrar, server).status == 0
        ended = register(tmp_path, registrar, server, FAILING, options=["--revert-on-failure"])
        assert ended.status == 1 and list(server.services) == ["shop"]
        assert "the service shop was registered before, and stays" in [
            event["message"] for event in ended.of("note")]


def test_a_service_is_taken_away_when_the_instance_leaves(tmp_path, registrar):
    with consul() as server:
        leaving = {"deregister-consul": {"name": "shop", "id": "shop 1", "agent": server.url},
                   "retry": "none"}
        ended = register(tmp_path, registrar, server, leaving, id="shop 1")
        assert ended.status == 0 and server.services == {}, ended.errors
        assert server.asked[-1] == ("PUT", "/v1/agent/service/deregister/shop%201")
        assert run_once(tmp_path, registrar, leaving).status == 0, "it is gone already"
    described = enlist("plugins", "describe", registrar).stdout
    assert "can look beforehand at what it needs: yes\nis left by: deregister-consul\n" in described


@pytest.mark.parametrize("source", ["token", "token-file"])
def test_a_token_is_used_and_shown_to_nobody(tmp_path, registrar, source):
    secret = "3b1a9b1e-6a1f-4c0e-9d52-secret"
    value = secret
    if source == "token-file":
        (tmp_path / "token").write_text(secret + "\n")
        value = str(tmp_path / "token")
    with consul(token=secret) as server:
        denied = register(tmp_path, registrar, server)
        assert denied.failure["class"] == "refused"
        assert 'service "shop" { policy = "write" }' in denied.errors
        ended = register(tmp_path, registrar, server, **{source: value})
        assert ended.status == 0, ended.errors
        if source == "token-file":
            assert secret not in json.dumps(ended.events) + ended.errors


def test_an_agent_that_comes_late_is_waited_for(tmp_path, registrar):
    late = [(500, "No cluster leader"), (429, "Your IP is issuing too many requests")]
    with consul(answers=late) as server:
        ended = register(tmp_path, registrar, server, retry={
            "on": ["transient", "throttled"], "attempts": 5, "delay": "100ms"})
        assert ended.status == 0, ended.errors
        classes = [event["class"] for event in ended.of("attempt-failed")]
        assert classes == ["transient", "throttled"] and list(server.services) == ["shop"]


def test_nobody_at_home_is_transient(tmp_path, registrar):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        ended = register(tmp_path, registrar, f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert ended.failure["class"] == "transient" and "Connection refused" in ended.errors


def test_an_agent_that_says_nothing_is_left_at_once_when_time_is_up(tmp_path, registrar):
    with target(None) as (port, _):
        ended = run_once(tmp_path, registrar, {
            CONSUL: {"name": "shop", "agent": f"http://127.0.0.1:{port}"}, "retry": "none",
            "timeout": "300ms"})
    assert ended.failure["class"] == "timeout", ended.errors


@pytest.mark.parametrize("parameters, words", [
    ({"agent": "https://127.0.0.1:8501"}, "speaks no TLS"),
    ({"agent": "127.0.0.1:8500"}, "is no URL of an agent"),
    ({"agent": "http://a b:1"}, "is no URL of an agent"),
    ({"agent": "http://127.0.0.1"}, "has no port"), ({"agent": "http://:80"}, "has no port"),
    ({"name": ""}, "must be names"), ({"id": "a\nb"}, "must be names"),
    ({"port": 65536}, "65536 is no port"), ({"meta": [1]}, "`meta` is no mapping"),
    ({"check-http": "http://a/", "check-tcp": "a:1"}, "exclude each other"),
    ({"check-interval": "10"}, "`check-interval` is no length of time"),
    ({"check-timeout": ""}, "`check-timeout` is no length of time"),
    ({"deregister-after": "5 m"}, "`deregister-after` is no length of time"),
    ({"token": "a\r\nX: y"}, "no token of Consul's"),
])
def test_what_cannot_be_a_service_is_refused(tmp_path, registrar, parameters, words):
    ended = run(tmp_path, registrar, {CONSUL: {
        "name": "shop", "agent": "http://127.0.0.1:9", **parameters}})
    assert ended.failure["class"] == "refused" and words in ended.errors, ended.errors


@pytest.mark.parametrize("answer, kind, words", [
    ((400, "Request decode failed: Meta"), "refused", "status 400: Request decode failed: Meta"),
    ((404, "no such page"), "refused", "whether it is Consul that listens"),
])
def test_an_answer_that_is_no_yes_is_told(tmp_path, registrar, answer, kind, words):
    with consul(answers=[(404, ""), answer]) as server:
        ended = register(tmp_path, registrar, server)
    assert ended.failure["class"] == kind and words in ended.errors, ended.errors


def test_what_speaks_no_http_is_no_agent(tmp_path, registrar):
    with target(b"SSH-2.0-OpenSSH_9.2\r\n\r\n") as (port, _):
        ended = register(tmp_path, registrar, f"http://127.0.0.1:{port}")
    assert ended.failure["class"] == "transient" and "does not speak HTTP" in ended.errors


def test_the_registrar_passes_what_every_plugin_must(tmp_path, registrar):
    with consul() as server:
        ended = conforms(tmp_path, registrar, CONSUL, {"name": "shop", "agent": server.url},
                         "--patience", "1")
    assert ended.returncode == 0, ended.stdout + ended.stderr
