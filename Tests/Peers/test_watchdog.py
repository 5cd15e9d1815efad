"""A step that does not end when it is told to ends enlist, with its status, and what it has started."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from cloud import BUILD

SOURCE = """
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* Blocks, in enlist's own process, whatever it is told; and so does what it has started. */
void stay(const char *file)
{
    pid_t child = fork();
    if (child == 0) {
        signal(SIGTERM, SIG_IGN);
        for (;;) pause();
    }
    FILE *opened = fopen(file, "w");
    fprintf(opened, "%d", child);
    fclose(opened);
    for (;;) pause();
}
"""
PATIENCE = 30


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    (folder / "stay.c").write_text(SOURCE)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", folder / "libstay.so", folder / "stay.c"],
                   check=True)
    return folder / "libstay.so"


def start(folder, library, limit):
    step = {"native": {"library": str(library), "symbol": "stay", "signature": "str -> void",
                       "arguments": [str(folder / "child")], "isolation": "in-process"},
            "retry": "none", **limit}
    file = folder / "pipeline.yaml"
    file.write_text(json.dumps({"enlist": 1, "name": "test", "steps": [step]}))
    return subprocess.Popen(
        [BUILD / "enlist", "run", "--pipeline", file, "--state-dir", folder / "state", "--json",
         "--set", "instance.id=i-1"],
        env={"PATH": os.environ["PATH"], "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(path):
    deadline = time.monotonic() + 30
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return int(path.read_text())


def is_running(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


# Side by side, as each of them only waits.
LIMITS = {"timeout": ({"timeout": "1s"}, 1), "deadline": ({"deadline": "1s"}, 3), "signal": ({}, 4)}


@pytest.mark.waits(30)
def test_a_step_that_does_not_end_ends_enlist(tmp_path, library):
    runs = []
    for name, (limit, status) in LIMITS.items():
        folder = tmp_path / name
        folder.mkdir()
        runs.append((start(folder, library, limit), folder, status))
    children = [wait_for(folder / "child") for _, folder, _ in runs]
    began = time.monotonic()
    runs[-1][0].send_signal(signal.SIGTERM)
    for (process, _, status), child in zip(runs, children):
        output, errors = process.communicate(timeout=120)
        assert process.returncode == status, errors
        assert time.monotonic() - began > PATIENCE - 2
        warning, = (event["message"] for line in output.splitlines()
                    if (event := json.loads(line))["type"] == "warning")
        assert f"was told to end {PATIENCE}s ago and has not" in warning
        # Whoever inherits it may not have waited for it yet.
        deadline = time.monotonic() + 5
        while is_running(child):
            assert time.monotonic() < deadline
            time.sleep(0.01)
