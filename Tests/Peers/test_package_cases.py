"""What `install-dependencies` does where the machine is not as it should be, with the real managers."""

import json

import pytest

from package_roots import ARE_THERE, DNF, Apt, Zypper, run

pytestmark = pytest.mark.skipif(not ARE_THERE, reason="make setup installs apt-ftparchive, dnf, zypper")
FAILING = "int main(void) { return 1; }\n"


def done(ended, *words):
    assert ended.status == 0, ended
    for word in words:
        assert word in ended.errors + ended.output, ended


def refused(ended, *words):
    assert ended.status == 1, ended
    for word in words:
        assert word in ended.errors, ended


@pytest.fixture
def apt(tmp_path):
    return Apt(tmp_path)


@pytest.mark.parametrize("name", ["python3.1", "libc++"])
def test_apt_takes_no_name_for_a_pattern(apt, name):
    for package in ["python3.11", "libpython3.11-dev", "python3x1", "libccc", "acb"]:
        apt.package(package, "1")
    apt.publish()
    for _ in range(2):
        refused(apt.install(name), f"no package repository has `{name}`")
        assert apt.installed() == set()
    apt.package(name, "1")
    apt.publish()
    done(apt.install(name))
    assert apt.installed() == {f"{name} 1"}
    done(apt.install(name), "installed already")


def test_a_name_that_an_installed_package_provides_is_there(apt):
    apt.package("libssl3t64", "3.0", "Provides: libssl3 (= 3.0), libssl-any")
    for name in ["mta-a", "mta-b"]:
        apt.package(name, "1", "Provides: mail-transport-agent")
    apt.publish()
    done(apt.install("libssl3"))
    done(apt.install("libssl3", "libssl-any"), "installed already")
    assert apt.installed() == {"libssl3t64 3.0"}
    refused(apt.install("mail-transport-agent"), "`mta-a`, `mta-b` provide it")
    done(apt.install("mta-b"))
    done(apt.install("mail-transport-agent"), "installed already")
    assert apt.installed() == {"libssl3t64 3.0", "mta-b 1"}


def test_apt_finds_the_version_that_a_package_provides(apt):
    apt.package("prov", "1:2", "Provides: virt (= 3.0), bare")
    apt.publish()
    done(apt.install("virt=3.0"))
    done(apt.install("virt=3.0", "bare"), "installed already")
    refused(apt.install("virt=3.1"))
    assert apt.installed() == {"prov 1:2"}


def test_apt_removes_nothing_to_make_room(apt):
    apt.package("foo", "1")
    apt.package("confl", "1", "Conflicts: foo")
    apt.publish()
    done(apt.install("foo"))
    refused(apt.install("confl"), "conflicts with another", "apt-get --yes install NAME", "foo")
    assert apt.installed() == {"foo 1"}


def test_apt_pins_versions_and_architectures(apt):
    for version in ["1.0", "2.0~rc1+b2"]:
        apt.package("libfoo", version)
    apt.publish()
    refused(apt.install("libfoo=3.0"), "no package repository has `libfoo=3.0`")
    done(apt.install("libfoo=1.0"))
    done(apt.install("libfoo=1.0", "libfoo"), "installed already")
    assert apt.installed() == {"libfoo 1.0"}
    done(apt.install("libfoo=2.0~rc1+b2"))
    refused(apt.install("libfoo=1.0"), "a newer version than the one that is wanted is installed")
    assert apt.installed() == {"libfoo 2.0~rc1+b2"}


@pytest.mark.parametrize("manager", [DNF, Zypper])
def test_rpm_pins_versions_and_architectures(tmp_path, manager):
    root = manager(tmp_path)
    for version in ["1.24.0", "1.26.0"]:
        root.package("nginx", version)
    root.package("with-epoch", "2.0", epoch=3)
    root.publish()
    pinned = ["nginx-1.24.0", "nginx.noarch", "nginx-1.24.0-1", "nginx-1.24.0-1.noarch"]
    done(root.install(pinned[0]))
    done(root.install(*pinned), "installed already")
    assert root.installed() == {"nginx 1.24.0"}
    done(root.install("with-epoch-3:2.0-1"))
    done(root.install("with-epoch-3:2.0-1", "with-epoch-2.0"), "installed already")
    refused(root.install("nginx-1.25.0"), "no package repository has `nginx-1.25.0`")
    if manager is Zypper:
        done(root.install("nginx=1.26.0"))
        done(root.install("nginx=1.26.0"), "installed already")
        assert "nginx 1.26.0" in root.installed()


@pytest.mark.parametrize("manager, name, words", [
    ("apt", "nginx-1:2.3-4", "no package of apt's"), ("apt", "nginx/stable", "no package's name"),
    ("dnf", "nginx=1.24.0", "no package of dnf's"), ("dnf", "nginx:1.24", "a group or a module"),
    ("dnf", "@development", "a group or a module"), ("zypper", "nginx>=1", "no package's name"),
    ("zypper", "pattern:x", "a group or a module"), ("yum", "nginx=1", "no package of dnf's and yum's"),
    ("apk", "nginx:x", "a group or a module")])
def test_forms_that_a_manager_does_not_have_are_refused_by_validate(tmp_path, manager, name, words):
    root = Apt(tmp_path)
    root.manager = manager
    validated = root.install("jq", name, command="validate")
    assert validated.status == 65, validated
    assert words in validated.errors and name in validated.errors, validated


def test_old_lists_are_fetched_anew(apt):
    apt.package("libfoo", "1.0", "Depends: libbar (= 1.0)")
    apt.package("libbar", "1.0")
    apt.publish()
    refused(apt.install("no-such"))
    for file in apt.repo.glob("*.deb"):
        file.unlink()
    apt.package("libfoo", "1.1", "Depends: libbar (= 1.1)")
    apt.dpkg("--install", apt.package("libbar", "1.1"))
    apt.publish()
    done(apt.install("libfoo"))
    assert apt.installed() == {"libfoo 1.1", "libbar 1.1"}


def test_what_cannot_be_had_is_said_first(apt):
    apt.package("libfoo", "1.0", "Depends: libnone (>= 2)")
    apt.publish()
    ended = apt.install("libfoo")
    refused(ended, "what a package depends on cannot be installed", "libnone")


def test_a_neighbour_that_is_not_signed_does_no_harm(apt):
    apt.package("libfoo", "1.0")
    apt.publish()
    bad = apt.folder / "bad"
    bad.mkdir()
    apt.package("other", "1.0", repo=bad)
    apt.publish(bad)
    release = apt.folder / "Release"
    release.write_text(run("apt-ftparchive", "release", ".", cwd=bad))
    release.rename(bad / "Release")
    apt.put("root/etc/apt/sources.list",
            f"deb [trusted=yes] copy:{apt.repo} ./\ndeb copy:{bad} ./\n")
    done(apt.install("libfoo"), "libfoo is installed, but `apt-get` ", "is not signed")
    done(apt.install("libfoo"), "installed already")
    refused(apt.install("no-such"), "no package repository that `apt-get` trusts has `no-such`")


def test_a_neighbour_that_is_half_configured_does_no_harm(apt):
    apt.package("libfoo", "1.0")
    apt.publish()
    other = apt.folder / "other"
    other.mkdir()
    broken = apt.package("vendor-agent", "1.0", repo=other, postinst=FAILING)
    apt.dpkg("--install", broken, check=False)
    apt.put("root/etc/apt/apt.conf.d/t", 'DPkg::Options { "--force-script-chrootless"; };\n')
    done(apt.install("libfoo"), "libfoo is installed, but `apt-get` ", "vendor-agent")
    done(apt.install("libfoo"), "installed already")
    refused(apt.install("vendor-agent"))


@pytest.mark.parametrize("left", ["unpack", "triggers"])
def test_what_is_unpacked_is_completed(apt, left):
    dependency = apt.package("libbar", "1.0")
    wanted = apt.package("libfoo", "1.0", "Depends: libbar")
    stranger = apt.package("stranger", "1.0")
    apt.dpkg("--unpack", dependency, wanted, stranger)
    for file in apt.repo.glob("*.deb"):
        file.unlink()
    apt.publish()
    if left == "triggers":
        apt.dpkg("--configure", "libbar", "libfoo")
        status = apt.root / "var/lib/dpkg/status"
        text = status.read_text().replace(
            "Package: libfoo\nStatus: install ok installed",
            "Package: libfoo\nStatus: install ok triggers-awaited\nTriggers-Awaited: libbar")
        text = text.replace(
            "Package: libbar\nStatus: install ok installed",
            "Package: libbar\nStatus: install ok triggers-pending\nTriggers-Pending: /x")
        status.write_text(text)
    done(apt.install("libfoo"), "libfoo")
    assert apt.installed() == {"libfoo 1.0", "libbar 1.0"}
    done(apt.install("libfoo"), "installed already")


@pytest.mark.parametrize("manager", [DNF, Zypper])
def test_a_package_whose_script_fails_is_there(tmp_path, manager):
    root = manager(tmp_path)
    root.package("libfoo", "1.0", post="error('not today')")
    root.publish()
    done(root.install("libfoo"), "libfoo is installed, but `")
    assert root.installed() == {"libfoo 1.0"}
    done(root.install("libfoo"), "installed already")


@pytest.mark.parametrize("manager", [Apt, DNF, Zypper])
def test_a_download_that_came_damaged_is_tried_again(tmp_path, manager):
    root = manager(tmp_path)
    root.package("libfoo", "1.0")
    root.publish()
    file, = [*root.repo.rglob("libfoo*.rpm"), *root.repo.glob("libfoo*.deb")]
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    ended = root.install("libfoo", more=["--fresh", "--json"])
    failed = [event for event in map(json.loads, ended.output.splitlines()) if event["type"] == "attempt-failed"]
    assert [event["class"] for event in failed] == ["transient"], ended
    file.write_bytes(content)
    done(root.install("libfoo"))
    assert root.installed() == {"libfoo 1.0"}


@pytest.mark.parametrize("manager", [Apt, DNF, Zypper])
def test_passwords_in_what_a_manager_prints_are_hidden(tmp_path, manager):
    root = manager(tmp_path)
    address = "http://joe:s3cr3t-w0rd@127.0.0.1:9/repo"
    for file in root.root.glob("etc/**/*.*"):
        if file.is_file():
            file.write_text(file.read_text().replace(f"file://{root.repo}", address)
                            .replace(f"copy:{root.repo}", address))
    ended = root.install("libfoo", http_proxy="http://ann:pr%40xy-w0rd@127.0.0.1:9")
    assert ended.status != 0
    for secret in ["s3cr3t-w0rd", "pr%40xy-w0rd", "pr@xy-w0rd"]:
        assert secret not in ended.output + ended.errors, ended
    assert "127.0.0.1" in ended.errors, ended
