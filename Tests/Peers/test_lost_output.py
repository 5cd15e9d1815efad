"""What cannot be written: a full disk, a closed stream, a reader that has gone."""

import os
import subprocess

import pytest

from cloud import BUILD, INPUTS

COMMANDS = {
    "schema": ["schema"], "user-data": ["user-data", *INPUTS], "steps": ["steps"],
    "plan": ["plan", "--json", *INPUTS, "--set", "instance.id=i-1", "--set", "instance.region=us-east-1"],
    "iam-policy": ["iam-policy", "--account", "123456789012", "--region", "eu-west-1"],
    "graph": ["graph", "--format", "svg", *INPUTS], "report": ["report", "--output", "-"],
    "log": ["log", "--json"], "status": ["status", "--json"], "version": ["version"],
    "validate": ["validate", "PIPELINE"], "help": ["--help"], "help of a command": ["plan", "--help"],
    "completions": ["--generate-completion-script", "bash"], "bundle": ["bundle", "--no-doctor", "-o", "-"],
}


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """A machine on which there has been a run."""
    folder = tmp_path_factory.mktemp("lost")
    (folder / "root").mkdir()
    (folder / "pipeline.yaml").write_text(
        "enlist: 1\nname: j\nsteps:\n  - run: {command: [echo, hi], below-root: run}\n")
    assert enlist(folder, "run", "--pipeline", str(folder / "pipeline.yaml")).returncode == 0
    return folder


def enlist(folder, *arguments, stdout=subprocess.PIPE, **keywords):
    words = [str(folder / "pipeline.yaml") if word == "PIPELINE" else word for word in arguments]
    return subprocess.run(
        [BUILD / "enlist", *words], cwd=folder, text=True, stdout=stdout, stderr=subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "ENLIST_ROOT": str(folder / "root"),
             "ENLIST_PIPELINE": "systems-manager", "AWS_EC2_METADATA_DISABLED": "true"}, **keywords)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_product_that_is_lost_is_an_error(machine, name):
    with open("/dev/full", "w") as full:
        run = enlist(machine, *COMMANDS[name], stdout=full)
    assert run.returncode == 69, run
    assert run.stderr.endswith(
        "error: cannot write to standard output: No space left on device\n"
        "    remedy: make room there, and run the command again\n"), run
    closed = enlist(machine, *COMMANDS[name], stdout=None, preexec_fn=lambda: os.close(1))
    assert closed.returncode == 69 and "Bad file descriptor" in closed.stderr, closed


@pytest.mark.parametrize("arguments", [
    ["schema"], ["schema", "--faults"], ["check"], ["--help"], ["serve", "--help"],
    ["--generate-completion-script", "zsh"]])
def test_localcloud_says_too_that_its_output_is_lost(arguments):
    def localcloud(**keywords):
        return subprocess.run([BUILD / "localcloud", *arguments], text=True, stderr=subprocess.PIPE, **keywords)
    whole = localcloud(stdout=subprocess.PIPE)
    assert whole.returncode == 0 and whole.stdout.endswith("\n") and not whole.stdout.endswith("\n\n\n"), whole
    with open("/dev/full", "w") as full:
        lost = localcloud(stdout=full)
    assert lost.returncode == 69, lost
    assert "error: cannot write to standard output: No space left on device\n    remedy: " in lost.stderr, lost
    closed = localcloud(preexec_fn=lambda: os.close(1))
    assert closed.returncode == 69 and "Bad file descriptor" in closed.stderr, closed


@pytest.mark.parametrize("name", COMMANDS)
def test_a_reader_that_has_gone_is_none(machine, name):
    reader, writer = os.pipe()
    os.close(reader)
    run = enlist(machine, *COMMANDS[name], stdout=writer)
    os.close(writer)
    assert run.returncode == 0 and "cannot write" not in run.stderr, run


@pytest.mark.parametrize("arguments", [["--json"], []])
def test_a_run_keeps_its_own_status(machine, arguments):
    with open("/dev/full", "w") as full:
        run = enlist(machine, "run", "--fresh", "--pipeline", "PIPELINE", *arguments, stdout=full)
    assert (run.returncode, run.stderr) == (0, "")


def test_a_file_that_is_named_is_told_of_by_its_name(machine):
    run = enlist(machine, "report", "--output", "/dev/full")
    assert run.returncode == 69, run
    assert run.stderr.startswith("error: cannot write to /dev/full: No space left on device\n")
    nowhere = enlist(machine, "report", "--output", "/no/such/folder/report.html")
    assert nowhere.returncode == 65, nowhere
    assert "name a file in a folder that is there" in nowhere.stderr
