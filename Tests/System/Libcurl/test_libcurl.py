"""enlist with the libcurl of each release of Debian's, from 7.88 to today's: for `make test-system`.

The packages are unpacked below .build-debian, and the programs started by the libc that came with them.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3]
sys.path.append(str(PACKAGE / "Tests/System"))

from debian import unpacked  # noqa: E402

TESTS = PACKAGE / ".build-test/release/enlistPackageTests.xctest"
ENLIST = PACKAGE / ".build-static/release/enlist"
LOCALCLOUD = PACKAGE / ".build-static/release/localcloud"
INPUTS = ["--product", "shop", "--environment", "prod", "--platform", "web", "--major", "3"]
SUITES = {"bookworm": "libcurl4", "bookworm-backports": "libcurl4", "trixie": "libcurl4t64",
          "trixie-backports": "libcurl4t64", "sid": "libcurl4t64"}


# What these have changes at any time, so that a change of enlist is not held to it: `make test-system MOVING=1` is.
MOVING = pytest.mark.skipif(not os.environ.get("MOVING"), reason="changes at any time: MOVING=1")


@pytest.fixture(scope="module", params=[
    pytest.param(suite, marks=MOVING) if "-" in suite or suite == "sid" else suite for suite in SUITES])
def loader(request):
    """What stands before a program's name to start it with the libraries of a release."""
    root = unpacked(request.param, SUITES[request.param])
    folders = [str(folder) for below in ["usr/lib", "lib"] for folder in sorted(root.glob(f"{below}/*-linux-gnu"))]
    start, = {file.resolve() for file in root.glob("usr/lib/*-linux-gnu/ld-linux-*.so.*")} \
        or {file.resolve() for file in root.glob("lib/*-linux-gnu/ld-linux-*.so.*")}
    return [str(start), "--library-path", ":".join(folders)]


def run(*command, **keywords):
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL,
        env={**os.environ, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"}, **keywords)


@pytest.mark.parametrize("suite", ["HTTPTests", "AWSTests.SignatureTests"])
def test_the_client_and_its_signatures_are_the_same(loader, suite):
    """How failures are told apart, redirects, proxies, TLS, limits; and botocore's signatures."""
    listed = run(loader[0], *loader[1:], "--list", TESTS)
    library, = re.findall(r"libcurl\.so\.4 => (\S+)", listed.stdout)
    assert library.startswith(loader[2].split(":")[0]), library
    ended = run(*loader, TESTS, "--testing-library", "swift-testing", "--filter", rf"^{suite}")
    assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr[-4000:]
    count = int(re.search(r"Test run with (\d+) tests?", ended.stdout + ended.stderr)[1])
    assert count > 1, ended.stdout


def test_an_instance_joins(loader, tmp_path):
    ended = run(LOCALCLOUD, "exec", "--root", tmp_path, "--", *loader, ENLIST, "run", *INPUTS)
    assert ended.returncode == 0 and "joined: " in ended.stderr + ended.stdout, ended
