"""A plugin that several files name."""

import hashlib
import json
import os
import shutil
import subprocess

import pytest

from cloud import BUILD, INPUTS

ENVIRONMENT = {"PATH": os.environ["PATH"], "AWS_EC2_METADATA_DISABLED": "true"}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shared")
    subprocess.run([BUILD / "enlist", "plugins", "new", "welcome", "--language", "c"], cwd=folder, check=True,
                   env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    subprocess.run(["make", "-s", "-C", folder / "welcome"], check=True, env=ENVIRONMENT)
    return folder / "welcome/libwelcome.so"


def run(folder, base, *overlays):
    """A run of a pipeline and of overlays, each of which names a plugin and uses its steps."""
    root = folder / "root"
    (root / "etc/enlist/pipeline.d").mkdir(parents=True)

    def step(name):
        return {"welcome": {"path": f"/{name}", "below-root": "run"}, "id": name}

    (folder / "pipeline.yaml").write_text(json.dumps(
        {"enlist": 1, "name": "shared", "plugins": [base], "steps": [step("base")]}))
    for number, overlay in enumerate(overlays):
        (root / f"etc/enlist/pipeline.d/{number}.yaml").write_text(json.dumps(
            {"enlist": 1, "plugins": [overlay],
             "changes": [{"insert": step(f"overlay-{number}"), "at": "last"}]}))
    return subprocess.run(
        [BUILD / "enlist", "run", *INPUTS, "--pipeline", "pipeline.yaml"], cwd=folder, text=True,
        capture_output=True, env={**ENVIRONMENT, "ENLIST_ROOT": str(root)})


def test_one_file_by_whatever_path_is_one_plugin(tmp_path, library):
    shutil.copy(library, tmp_path / "libwelcome.so")
    (tmp_path / "link.so").symlink_to(tmp_path / "libwelcome.so")
    shutil.copy(library, tmp_path / "copy.so")
    result = run(
        tmp_path, "./libwelcome.so", {"file": f"{tmp_path}/./link.so", "memory": "512MiB"},
        {"file": f"{tmp_path}/copy.so", "sha256": hashlib.sha256(library.read_bytes()).hexdigest()})
    assert result.returncode == 0, result
    for name in ["base", "overlay-0", "overlay-1"]:
        assert (tmp_path / "root" / name).exists()


def test_the_stricter_word_holds(tmp_path, library):
    shutil.copy(library, tmp_path / "libwelcome.so")
    result = run(tmp_path, "./libwelcome.so", {"file": f"{tmp_path}/libwelcome.so", "sha256": "0" * 64})
    assert result.returncode == 5 and "SHA-256" in result.stderr, result


def test_two_checksums_name_both_places(tmp_path, library):
    shutil.copy(library, tmp_path / "libwelcome.so")
    result = run(tmp_path, {"file": "./libwelcome.so", "sha256": "1" * 64},
                 {"file": f"{tmp_path}/libwelcome.so", "sha256": "2" * 64})
    assert result.returncode == 5, result
    assert "1" * 64 in result.stderr and "2" * 64 in result.stderr
    assert "pipeline.d/0.yaml:1:" in result.stderr and "pipeline.yaml:1:" in result.stderr


def test_other_plugins_with_steps_of_one_kind_are_refused_as_before(tmp_path, library):
    shutil.copy(library, tmp_path / "libwelcome.so")
    other = tmp_path / "other.so"
    other.write_bytes(library.read_bytes() + b"\0")
    result = run(tmp_path, "./libwelcome.so", str(other))
    assert result.returncode == 5 and "two plugins have steps of the kind" in result.stderr, result
