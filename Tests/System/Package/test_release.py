"""The files of `make release`: installed, used and removed in Debian 12 and 13 without Swift, and looked at."""

import hashlib
import json
import os
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3]
RELEASE = PACKAGE / ".build-dist/release"
VERSION = re.search(r'number = "(.*)"', (PACKAGE / "Sources/Application/Version.swift").read_text())[1]
MACHINE = os.uname().machine
PACKAGES = ["enlist", "enlist-localcloud", "enlist-plugins"]
INPUTS = "--product shop --environment prod --platform web --major 3"
# The local cloud itself is what answers at the port.
PIPELINE = """\
enlist: 1
extends: systems-manager
plugins: [/usr/lib/enlist/plugins/libwait-for-target-health.so]
changes:
  - remove: install-dependencies
  - insert:
      wait-for-target-health: {port: 8099, matcher: "200-499", interval-ms: 10, below-root: run}
    at: last
"""
# The whole life of the packages on a machine.
SCRIPT = f"""
set -eu
export DEBIAN_FRONTEND=noninteractive AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:1
list() {{ find / -xdev \\( -name '*enlist*' -o -name '*localcloud*' \\) -not -path '/release*' -not -path '/tmp/*' \\
    2>/dev/null | sort; }}
list >/tmp/before
apt-get install -y --no-install-recommends /release/*.deb >&2
command -v swift && exit 1
enlist version | head -1
joins() {{ localcloud exec "$@" >/tmp/run 2>&1 || {{ cat /tmp/run >&2; exit 1; }}; grep '^joined' /tmp/run; }}
joins -- enlist run {INPUTS} --skip install-dependencies
for plugin in /usr/lib/enlist/plugins/*.so; do enlist plugins describe "$plugin" >&2; done
joins --port 8099 -- enlist run {INPUTS} --pipeline /release/pipeline.yaml
man=$(ls /usr/share/man/man8 | grep -c -e '^enlist' -e '^localcloud')
test "$man" -gt 20
apt-get purge -y enlist enlist-plugins enlist-localcloud >&2
rm -rf /var/cache/apt/archives/*enlist*
list | grep -v -e /var/log/apt | diff /tmp/before - >&2
echo gone
"""


def file(name):
    [path] = RELEASE.glob(name)
    return path


def test_it_is_installed_used_and_removed_without_a_trace(any_root, tmp_path):
    assert os.geteuid() == 0, "needs root: sudo make test-system"
    (tmp_path / "script").write_text(SCRIPT)
    (tmp_path / "pipeline.yaml").write_text(PIPELINE)
    place = tmp_path / "machine"
    place.mkdir()
    inside = """
        set -eu
        ip link set lo up
        mount -t tmpfs tmpfs "$2"
        mkdir "$2/upper" "$2/work" "$2/root"
        mount -t overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" overlay "$2/root"
        mount -t proc proc "$2/root/proc"
        rm -rf "$2/root/var/lib/enlist" "$2/root/var/log/enlist.log" "$2/root/usr/local/bin/enlist"
        mkdir "$2/root/release"
        cp "$3"/*.deb "$4" "$5" "$2/root/release"
        exec chroot "$2/root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin sh /release/script"""
    ended = subprocess.run(
        ["unshare", "--mount", "--propagation", "private", "--net", "sh", "-c", inside, "sh", any_root, place,
         RELEASE, tmp_path / "script", tmp_path / "pipeline.yaml"], capture_output=True, text=True, timeout=180)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert re.sub("i-[0-9a-f]{17}", "i-0", ended.stdout).splitlines() == [
        f"enlist {VERSION}",
        *["joined: `shop-i-0` is a member of the stack `v3 prod web`, assigned to the layer `shop`"] * 2, "gone"]


@pytest.mark.parametrize("name", PACKAGES)
def test_each_format_holds_the_same(name):
    def kept(paths):
        # What Debian wants besides, and what the others do not compress.
        return {re.sub(r"(/man\d/.*)\.gz$", r"\1", path) for path in paths
                if not re.match(r"/usr/share/(doc/[^/]+/(changelog|CHANGELOG|copyright)|lintian)", path)}

    deb = subprocess.run(["dpkg-deb", "--fsys-tarfile", file(f"{name}_*.deb")], stdout=subprocess.PIPE, check=True)
    listed = subprocess.run(["tar", "-tf", "-"], input=deb.stdout, stdout=subprocess.PIPE, check=True).stdout.decode()
    debian = kept(path[1:] for path in listed.splitlines() if not path.endswith("/"))
    tarball = subprocess.run(["tar", "-tzf", file(f"{name}-{VERSION}-linux-{MACHINE}.tar.gz")],
                             capture_output=True, text=True, check=True).stdout
    assert kept(path[1:] for path in tarball.splitlines() if not path.endswith("/")) == debian
    rpm = file(f"{name}-{VERSION}-1.*.rpm")
    shown = subprocess.run(["rpm", "-qp", "--qf", "[%{FILEMODES:perms} %{FILENAMES}\n]", rpm], capture_output=True,
                           text=True, check=True).stdout
    assert kept(line.split()[1] for line in shown.splitlines() if not line.startswith("d")) == debian
    assert subprocess.run(["rpm", "-K", "--nosignature", rpm], stdout=subprocess.DEVNULL).returncode == 0


def test_the_rpm_asks_for_what_its_symbols_do_not_tell():
    shown = subprocess.run(["rpm", "-qp", "--requires", file(f"enlist-{VERSION}-1.*.rpm")], capture_output=True,
                           text=True, check=True).stdout
    assert "(libcurl >= 7.87 or libcurl4 >= 7.87)" in shown
    versions = {tuple(map(int, version.split("."))) for version in re.findall(r"GLIBC_([\d.]+)", shown)}
    assert max(versions) == (2, 34) and "GLIBC_ABI_DT_RELR" not in shown


def test_the_checksums_are_those_of_all_files():
    said = dict(reversed(line.split("  ")) for line in (RELEASE / "SHA256SUMS").read_text().splitlines())
    assert said == {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
                    for path in RELEASE.iterdir() if not path.name.startswith("SHA256SUMS")}


def test_the_bill_of_materials_names_what_is_linked():
    document = json.loads(file("*.spdx.json").read_text())
    names = {package["SPDXID"]: package for package in document["packages"]}
    linked = {kind: {names[relation["relatedSpdxElement"]]["name"] for relation in document["relationships"]
                     if relation["relationshipType"] == kind} for kind in ["STATIC_LINK", "DYNAMIC_LINK"]}
    assert linked["STATIC_LINK"] >= {"swift-argument-parser", "swift-subprocess", "swift-system", "flyingfox"}
    assert linked["DYNAMIC_LINK"] >= {"libcurl.so.4", "libcrypto.so.3", "libexpat.so.1", "libffi.so.8"}
    marks = [each["SPDXID"] for each in document["packages"] + document["files"]]
    assert all(re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", mark) for mark in marks) and len(set(marks)) == len(marks)
    assert all(package["versionInfo"] for package in document["packages"] if package["name"] in linked["STATIC_LINK"])


def test_the_extension_has_what_it_names():
    with zipfile.ZipFile(file("*.vsix")) as archive:
        assert archive.testzip() is None
        package = json.loads(archive.read("extension/package.json"))
        assert package["version"] == VERSION
        made = package["contributes"]
        paths = [each["url"] for each in made["yamlValidation"]] + [each["path"] for each in made["snippets"]]
        for path in paths:
            json.loads(archive.read("extension/" + path.removeprefix("./")))
