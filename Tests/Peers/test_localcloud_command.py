"""How the command `localcloud` ends when it is used wrongly."""

import json
import resource
import socket
import subprocess

import pytest

from cloud import BUILD


def localcloud(*arguments, **keywords):
    return subprocess.run(
        [BUILD / "localcloud", *map(str, arguments)], stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=60, **keywords)


def scenario(folder, content):
    path = folder / "scenario.json"
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize("arguments, status, message, remedy", [
    (["exec", "--", "/nonexistent"], 127,
     "cannot run `/nonexistent`: No such file or directory", "check its name and the PATH"),
    (["exec", "--", "/etc/passwd"], 126,
     "cannot run `/etc/passwd`: Permission denied", "check its name and the PATH"),
    (["check", "--scenario", "/nonexistent"], 65,
     "/nonexistent: cannot be read: No such file or directory",
     "name a file that this user can read"),
    (["serve", "--ready-file", "/nonexistent/ready"], 73,
     "/nonexistent/ready: cannot be written: No such file or directory",
     "name a file in a folder that this user can write"),
    (["exec", "--root", "/etc/passwd", "--", "true"], 73,
     "/etc/passwd: cannot be made: File exists", "name another folder by --root"),
])
def test_an_error_says_what_happened_and_what_to_do(arguments, status, message, remedy):
    ended = localcloud(*arguments)
    assert (ended.returncode, ended.stdout) == (status, "")
    assert ended.stderr == f"error: {message}\n    remedy: {remedy}\n"


def test_a_port_that_is_taken_is_an_error_of_that_sort(tmp_path):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        ended = localcloud("exec", "--port", port, "--", "true")
    assert ended.returncode == 69
    assert ended.stderr == (
        f"error: cannot listen on 127.0.0.1:{port}: Address already in use\n"
        "    remedy: use another --port, or 0 for any that is free\n")


def test_more_machines_than_files_may_be_open_is_an_error_of_that_sort(tmp_path):
    ended = localcloud(
        "exec", "--scenario", scenario(tmp_path, {"instances": [{"count": 200}]}), "--", "true",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)))
    assert ended.returncode == 69
    assert ended.stderr == (
        "error: cannot listen on 127.0.0.1: Too many open files\n"
        "    remedy: let the scenario have fewer instances, or allow more open files (ulimit -n)\n")


def test_a_scenario_without_instances_is_one_too(tmp_path):
    ended = localcloud("exec", "--scenario", scenario(tmp_path, {"instances": []}), "--", "true")
    assert ended.returncode == 65
    assert ended.stderr == (
        "error: the scenario has no instances to run the command on\n"
        "    remedy: add one to its `instances`\n")


def test_usage_is_refused_with_the_way_to_help():
    ended = localcloud("exec", "--port", "many", "--", "true")
    assert ended.returncode == 64
    assert ended.stderr.startswith("Error: The value 'many' is invalid for '--port <port>'\n")
    assert ended.stderr.endswith("  See 'localcloud exec --help' for more information.\n")
