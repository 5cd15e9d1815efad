"""Throw-away roots of real package managers, repositories for them, and `install-dependencies` there."""

import json
import os
import shutil
import subprocess

from cloud import BUILD, Finished

ENVIRONMENT = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"}


def run(*command, **keywords):
    return subprocess.run(command, check=True, capture_output=True, text=True, **keywords).stdout


class Root:
    """A root with a package database, and a repository `repo` that is its only one."""

    manager = None

    def __init__(self, folder):
        self.folder, self.root, self.repo = folder, folder / "root", folder / "repo"
        self.repo.mkdir()
        self.root.mkdir()

    def put(self, name, text):
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def install(self, *packages, command="run", more=("--fresh",), **environment):
        """What becomes of `enlist run` with a step that installs packages."""
        step = {"install-dependencies": {"packages": list(packages), "manager": self.manager},
                "retry": [{"on": "transient", "attempts": 1}]}
        file = self.put("pipeline.yaml", json.dumps({"enlist": 1, "name": "packages", "steps": [step]}))
        ended = subprocess.run(
            [BUILD / "enlist", command, *([file] if command == "validate" else
                                          ["--pipeline", file, *more])],
            env={**os.environ, **ENVIRONMENT, "ENLIST_ROOT": str(self.root), **environment},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        return Finished(ended.returncode, ended.stdout, ended.stderr)


class Apt(Root):
    manager = "apt"

    def __init__(self, folder):
        super().__init__(folder)
        self.put("root/var/lib/dpkg/status", "")
        for name in ["apt.conf.d", "preferences.d"]:
            (self.root / "etc/apt" / name).mkdir(parents=True)
        self.sources(self.repo)

    def sources(self, *repositories, trusted=True):
        option = "[trusted=yes] " if trusted else ""
        # `copy:`, as apt goes around its lists with `file:`.
        self.put("root/etc/apt/sources.list",
                 "".join(f"deb {option}copy:{repo} ./\n" for repo in repositories))

    def package(self, name, version, *control, repo=None, postinst=None):
        """Makes a package, with a program in place of the script after its installation."""
        place = self.folder / "made" / f"{name}-{version}"
        self.put(place / "DEBIAN/control",
                 f"Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: t <t@example.com>\n"
                 + "".join(f"{line}\n" for line in control) + "Description: a package for tests\n")
        self.put(place / f"usr/share/{name}/file", version)
        if postinst:
            # There is no shell in the root.
            source = self.put("postinst.c", postinst)
            run("gcc", "-static", "-o", place / "DEBIAN/postinst", source)
        (place / "DEBIAN").chmod(0o755)
        file = (repo or self.repo) / f"{name}_{version}.deb"
        run("dpkg-deb", "--build", "--root-owner-group", place, file)
        return file

    def publish(self, repo=None):
        repo = repo or self.repo
        (repo / "Packages").write_text(run("apt-ftparchive", "packages", ".", cwd=repo))

    def dpkg(self, *arguments, check=True):
        return subprocess.run(
            ["dpkg", f"--root={self.root}", "--log=/dev/null", "--force-script-chrootless", *arguments],
            check=check, capture_output=True)

    def installed(self):
        shown = run("dpkg-query", f"--admindir={self.root}/var/lib/dpkg", "--show",
                    "--showformat=${Package} ${Version} ${db:Status-Status}\n") \
            if (self.root / "var/lib/dpkg/status").stat().st_size else ""
        return {line.rpartition(" ")[0] for line in shown.splitlines() if line.endswith(" installed")}


class RPM(Root):
    def __init__(self, folder):
        super().__init__(folder)
        run("rpm", "--root", self.root, "--initdb")
        text = f"[t]\nname=t\nenabled=1\nautorefresh=1\nbaseurl=file://{self.repo}\ngpgcheck=0\n"
        for place in ["yum.repos.d", "zypp/repos.d"]:
            self.put(f"root/etc/{place}/t.repo", text)

    def package(self, name, version, *spec, post=None, epoch=None):
        file = self.put(f"{name}-{version}.spec", "\n".join([
            f"Name: {name}", f"Version: {version}", "Release: 1", "Summary: t", "License: t",
            "BuildArch: noarch", *([f"Epoch: {epoch}"] if epoch else []), *spec, "%description", "t",
            *(["%post -p <lua>", post] if post else []), "%files", ""]))
        run("rpmbuild", "-bb", "--quiet", "--define", f"_topdir {self.folder}/build",
            "--define", f"_rpmdir {self.repo}", file)

    def publish(self):
        run("createrepo_c", "--quiet", self.repo)

    def installed(self):
        return set(run("rpm", "--root", self.root, "-qa", "--queryformat",
                       "%{NAME} %{VERSION}\n").splitlines())


class DNF(RPM):
    manager = "dnf"


class Zypper(RPM):
    manager = "zypper"


ARE_THERE = all(map(shutil.which, ["apt-ftparchive", "dnf", "zypper", "rpmbuild", "createrepo_c"]))
