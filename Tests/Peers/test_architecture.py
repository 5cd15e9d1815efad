"""The map of the modules: docs/architecture.md against Package.swift and the folders."""

import json
import re
import subprocess

import pytest

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


# What comes with the toolchain.
TOOLCHAIN = {"Dispatch", "FoundationEssentials", "Glibc", "Swift", "SwiftOverlayShims", "Synchronization"}
# Foundation costs 45 MB, so nothing that an instance runs may have it.
DESK = {"LocalCloud", "localcloud"}
IMPORT = re.compile(r"^(?:@\w+ )?(?:package |public |internal |private |fileprivate )?import (?:\w+ )?(\w+)",
                    re.M)


def dependencies(target):
    return {(dependency.get("byName") or dependency.get("product"))[0]
            for dependency in target["dependencies"]}


def imports(target):
    folder = PACKAGE / (target.get("path") or f"Sources/{target['name']}")
    return {file: set(IMPORT.findall(file.read_text())) for file in folder.rglob("*.swift")
            if "templates" not in file.parts}


@pytest.mark.parametrize("target", [target for target in targets() if target["type"] != "system"],
                         ids=lambda target: target["name"])
def test_files_import_what_their_module_declares_and_nothing_else(target):
    declared = dependencies(target)
    used = set()
    for file, names in imports(target).items():
        assert names <= declared | TOOLCHAIN | ({"Foundation"} if target["name"] in DESK else set()), file
        used |= names
    assert declared <= used, f"{target['name']} declares what no file of it imports"


def front_page(module):
    page = "Commands/EnlistCommand" if module == "enlist" else module
    return PACKAGE / "Sources" / module / f"{page}.swift"


@pytest.mark.parametrize("module", [
    folder.name for folder in sorted((PACKAGE / "Sources").iterdir())
    if folder.name != "CScaffold"
    and any(room.is_dir() and any(room.rglob("*.swift")) for room in folder.iterdir())])
def test_front_pages_name_every_folder(module):
    page = front_page(module).read_text()
    for room in (PACKAGE / "Sources" / module).iterdir():
        if room.is_dir():
            assert f"`{room.name}/`" in page, f"{module}/{room.name}"


PROVIDERS = PACKAGE / "Sources/Steps/Providers"
# Clients and stand-ins of services are there for whoever asks them.
SERVICES = {"AWS", "LocalCloud", "LocalCloudCommand"}
TYPE = re.compile(r"^(?:package |final )*(?:struct|enum|actor|class|protocol|typealias) (\w+)", re.M)
TEXT = re.compile(r'"""\n.*?\n *"""|"(?:\\.|[^"\\\n])*"', re.S)


def code(file):
    """What is no comment of it."""
    return re.sub(r"^\s*//.*$|(?<=\s)// .*$", "", file.read_text(), flags=re.M)


def words(text, pattern=r"[\w-]+"):
    return set(re.findall(pattern, text))


@pytest.mark.parametrize("folder", [folder for folder in sorted(PROVIDERS.iterdir()) if folder.is_dir()],
                         ids=lambda folder: folder.name)
def test_only_the_folder_of_a_provider_names_what_is_its_own(folder):
    """So that removing it is removing a folder, its tests, and its name in `Provider.all`."""
    own = "\n".join(code(file) for file in sorted(folder.rglob("*.swift")))
    types = set(TYPE.findall(own))
    value, pipeline = re.search(r'static let (\w+) = Provider\(\s*name: "([^"]+)"', own).groups()
    names = {pipeline, *re.findall(r'StepKind\(\s*"([^"]+)"', own)}
    assert types and len(names) > 5

    for file in sorted((PACKAGE / "Sources").rglob("*.swift")):
        path = file.relative_to(PACKAGE / "Sources")
        if file.is_relative_to(folder) or path.parts[0] in SERVICES:
            continue
        text = code(file)
        assert not types & words(text, r"\w+"), path
        # A colon after it makes it the name of something else: of a service's action, of a tag.
        said = words("\n".join(TEXT.findall(text)), r"(?<![\w-])[\w-]+(?![\w:-])")
        assert not names & said, path
        uses = len(re.findall(rf"\bProvider\.{value}\b|[\[ ]\.{value}\b(?=[,\]])", text))
        assert uses == (path.name == "Provider.swift"), path

    tests = PACKAGE / "Tests/StepsTests" / folder.relative_to(PACKAGE / "Sources/Steps")
    for file in sorted((PACKAGE / "Tests").rglob("*Tests/**/*.swift")):
        if not file.is_relative_to(tests) and "LocalCloudTests" not in file.parts:
            assert not types & words(code(file), r"\w+"), file
