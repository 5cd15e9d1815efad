"""What enlist holds, keys among it, is in no core file and is not to be read by the user's other programs; what it
starts is not concerned by that."""

import contextlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from cloud import BUILD, IS_SANITIZED, wait_until
from test_plugins import compile_plugin

NOBODY = 65534
pytestmark = pytest.mark.skipif(IS_SANITIZED, reason="AddressSanitizer lets no limit stand")


def allow_core_files():
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


@pytest.fixture
def place(tmp_path):
    """A folder with a program in it that any user can reach and write to."""
    folder = Path(subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True)
                  .stdout.strip())
    folder.chmod(0o755)
    shutil.copy(BUILD / "enlist", folder / "enlist")
    yield folder
    shutil.rmtree(folder)


def as_user(user):
    return [] if user is None else [
        "setpriv", "--reuid", str(user), "--regid", str(user), "--clear-groups"]


def prepare(place, user, *steps, **keys):
    (place / "p.yaml").write_text(json.dumps(
        {"enlist": 1, "name": "p", "steps": list(steps), **keys}))
    (place / "work").mkdir(exist_ok=True)
    if user is not None:
        os.chown(place / "work", user, user)
    return [*as_user(user), place / "enlist", "run", "--pipeline", place / "p.yaml", "--state-dir",
            place / "work/state", "--set", "instance.id=i-1", "--set", "hostname=web1", "--json"]


# A crash is told by its signal; looking for its place takes a minute.
ENVIRONMENT = {"PATH": os.environ["PATH"], "SWIFT_BACKTRACE": "enable=no",
               "AWS_SECRET_ACCESS_KEY": "the-secret", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"}


@contextlib.contextmanager
def running(place, user, *steps):
    process = subprocess.Popen(
        prepare(place, user, *steps), env=ENVIRONMENT, cwd=place / "work",
        preexec_fn=allow_core_files, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def child_of(process, name):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for file in Path(f"/proc/{process.pid}/task").glob("*/children"):
            for child in file.read_text().split():
                with contextlib.suppress(OSError):
                    if Path(f"/proc/{child}/comm").read_text().strip() == name:
                        return int(child)
        time.sleep(0.02)
    raise AssertionError(f"no {name} is started")


def core_limit(process):
    words = re.search(r"^Max core file size +(\S+) +(\S+)", Path(f"/proc/{process}/limits").read_text(),
                      re.M)
    return words.groups()


def users():
    return [None] if os.geteuid() else [None, NOBODY]


@pytest.mark.parametrize("user", users(), ids=str)
def test_enlist_writes_no_core_file_and_its_programs_may(place, user):
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    if hard == 0:
        pytest.skip("nobody here may write core files")
    words = "unlimited" if hard == resource.RLIM_INFINITY else str(hard)
    command = {"command": ["sleep", "60"], "cwd": f"{place}/work/theirs"}
    (place / "work/theirs").mkdir(parents=True)
    if user is not None:
        os.chown(place / "work/theirs", user, user)
    with running(place, user, {"run": command}) as process:
        child = child_of(process, "sleep")
        assert core_limit(process.pid) == ("0", words)
        # It has its limit as soon as enlist knows its number.
        wait_until(lambda: core_limit(child) == (words, words), "the program's own limit")
        if user is not None:
            # Not even a program of the same user's sees the keys.
            for name in "environ", "maps":
                seen = subprocess.run([*as_user(user), "cat", f"/proc/{process.pid}/{name}"],
                                      capture_output=True)
                assert b"the-secret" not in seen.stdout and seen.returncode != 0
        # The limit alone would be enough for a file, and not for a program that takes them.
        subprocess.run([*as_user(user), "prlimit", f"--core={words}", f"--pid={process.pid}"], check=True)
        process.send_signal(signal.SIGSEGV)
        process.wait(timeout=60)
        os.kill(child, signal.SIGSEGV)
        assert process.returncode == -signal.SIGSEGV
        if Path("/proc/sys/kernel/core_pattern").read_text()[0] in "|/":
            return  # Core files are not written where the program is.
        end = time.monotonic() + 5
        while not list((place / "work/theirs").glob("core*")):
            assert time.monotonic() < end, "the program's is not written"
            time.sleep(0.02)
        assert list((place / "work").glob("core*")) == []


@pytest.mark.parametrize("user", users(), ids=str)
@pytest.mark.parametrize("isolation", ["process", "in-process"])
def test_plugins_work_for_any_user(place, user, isolation):
    plugin = compile_plugin(place / "libgood.so", "good.c")
    words = prepare(place, user, {"count": {"text": "abc"}},
                    plugins=[{"file": str(plugin), "isolation": isolation}])
    ended = subprocess.run(words, env=ENVIRONMENT, cwd=place / "work", stdin=subprocess.DEVNULL,
                           capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    assert '"length":3' in ended.stdout


@pytest.mark.parametrize("user", users(), ids=str)
def test_what_a_plugin_leaves_is_found_by_any_user(place, user):
    plugin = compile_plugin(place / "libbad.so", "bad.c")
    words = prepare(place, user, {"leave-session": {}, "retry": "none"}, plugins=[str(plugin)])
    ended = subprocess.run(words, env=ENVIRONMENT, cwd=place / "work", stdin=subprocess.DEVNULL,
                           capture_output=True, text=True, timeout=60)
    children = re.findall(r"child (\d+)", ended.stdout)
    assert children, ended.stdout + ended.stderr
    end = time.monotonic() + 5
    while any(Path(f"/proc/{child}").exists() for child in children) and time.monotonic() < end:
        time.sleep(0.02)
    assert not any(Path(f"/proc/{child}").exists() for child in children)
