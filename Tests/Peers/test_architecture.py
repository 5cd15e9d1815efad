"""The map of the modules: docs/architecture.md against Package.swift and the folders."""

import json
import re
import subprocess

from cloud import PACKAGE

PAGE = (PACKAGE / "docs/architecture.md").read_text()


def arrows():
    """The arrows of the page's picture, as pairs."""
    picture = re.search(r"^```mermaid\n(.*?)^```", PAGE, re.M | re.S)[1]
    for line in picture.splitlines()[1:]:
        tail, heads = line.split(" --> ")
        for head in heads.split(" & "):
            yield tail.strip(), head


def targets():
    """What a build makes of Sources, and what each may import."""
    manifest = json.loads(subprocess.run(
        ["swift", "package", "dump-package"], cwd=PACKAGE, capture_output=True, text=True,
        timeout=120, check=True).stdout)
    return [target for target in manifest["targets"]
            if target["type"] != "test" and not (target.get("path") or "").startswith("Tests")]


def test_the_picture_has_the_arrows_of_the_build():
    built = {(target["name"], dependency["byName"][0])
             for target in targets() for dependency in target["dependencies"]
             if "byName" in dependency}
    assert set(arrows()) == built


def test_the_application_does_not_know_the_wire():
    known = {target["name"]: {dependency.get("byName", dependency.get("product"))[0]
                              for dependency in target["dependencies"]} for target in targets()}
    for module in ["Application", "Terminal", "Reporting", "enlist"]:
        assert not known[module] & {"AWS", "HTTP"}
    assert [name for name, others in sorted(known.items()) if "ArgumentParser" in others] == [
        "enlist", "localcloud"]


def test_front_pages_name_every_folder():
    for module in ["Application", "Reporting", "Terminal"]:
        folder = PACKAGE / "Sources" / module
        page = (folder / f"{module}.swift").read_text()
        for room in folder.iterdir():
            if room.is_dir():
                assert f"`{room.name}/`" in page, f"{module}/{room.name}"
