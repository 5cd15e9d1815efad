"""The general kinds, run by enlist itself: `run`, `write-file`, `wait-for`, `fetch`."""

import contextlib
import hashlib
import http.server
import json
import os
import resource
import signal
import socket
import struct
import subprocess
import threading
import time

import pytest

from cloud import BUILD, contents, wait_until


@contextlib.contextmanager
def serving(answer):
    """An HTTP server on loopback; `answer(handler)` writes each reply."""
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            answer(self)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


class Machine:
    """A sandbox folder as the machine, and enlist on it; nothing but loopback can be reached."""

    def __init__(self, folder):
        self.root = folder / "root"
        self.root.mkdir()
        self.pipeline = folder / "pipeline.yaml"

    def start(self, steps, *arguments, preexec=None, **environment):
        self.pipeline.write_text(json.dumps({"enlist": 1, "name": "test", "steps": steps}))
        return subprocess.Popen(
            [BUILD / "enlist", "run", "--pipeline", self.pipeline, *arguments],
            env={"PATH": os.environ["PATH"], "ENLIST_ROOT": str(self.root),
                 "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1", **environment},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=preexec)

    def run(self, steps, *arguments, **keywords):
        """Runs steps to their end; gives the exit status, the events, and standard error."""
        process = self.start(steps, "--json", *arguments, **keywords)
        output, errors = process.communicate(timeout=60)
        return process.returncode, [json.loads(line) for line in output.split("\n") if line], errors

    def text(self, path):
        return (self.root / path).read_text()


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def of(events, *types):
    return [event for event in events if event["type"] in types]


def once(kind, parameters, **more):
    """A step that is tried once."""
    return {kind: parameters, "retry": "none", **more}


def test_steps_of_a_product_hand_facts_to_each_other(machine):
    steps = [
        {"run": {"script": "echo disk.size=10 >> $ENLIST_GIVES; echo measured",
                 "gives": {"disk.size": "integer"}, "below-root": "run"}, "id": "measure"},
        {"write-file": {"path": "/etc/app/disk.conf", "content": "size = ${disk.size}\n",
                        "make-folders": True, "mode": "0640"}, "id": "configure"},
        {"wait-for": {"file": "/etc/app/disk.conf"}, "id": "wait"},
        {"run": {"command": ["cp", "etc/app/disk.conf", "copy ${disk.size}"],
                 "creates": "/copy 10", "below-root": "run"}, "id": "copy"},
    ]
    status, events, errors = machine.run(steps)
    assert status == 0, errors
    assert machine.text("copy 10") == "size = 10\n"
    assert [event["step"] for event in of(events, "step-succeeded")] == [
        "measure", "configure", "wait", "copy"]
    # The second run finds the work done, where it can.
    status, events, errors = machine.run(steps)
    assert status == 0, errors
    assert [event["step"] for event in of(events, "already-done")] == ["configure", "copy"]


def test_the_plan_says_what_each_will_do(machine):
    machine.pipeline.write_text(json.dumps({"enlist": 1, "name": "test", "steps": [
        {"run": {"command": ["mount", "/srv"], "user": "app"}},
        {"write-file": {"path": "/etc/x", "content": "s3cr3t"}},
        {"fetch": {"url": "https://a.example/f?sig=s3cr3t", "to": "/f", "unverified": True}},
        {"wait-for": {"tcp": "127.0.0.1:80"}}]}))
    plan = subprocess.run(
        [BUILD / "enlist", "plan", "--pipeline", machine.pipeline], capture_output=True, text=True,
        env={"ENLIST_ROOT": str(machine.root),
             "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"})
    assert [line for line in plan.stdout.splitlines() if line[:1].isdigit()] == [
        "1. run: runs `mount /srv` as app",
        "2. write-file: writes /etc/x, mode 0644",
        "3. fetch: fetches https://a.example/f?… to /f, whatever it is, mode 0644",
        "4. wait-for: waits for 127.0.0.1:80"], plan
    assert "s3cr3t" not in plan.stdout + plan.stderr


def test_a_fact_that_only_a_later_command_gives_is_refused_before_anything_runs(machine):
    status, events, errors = machine.run([
        {"write-file": {"path": "/f", "content": "${disk.size}"}},
        {"run": {"script": "true", "gives": ["disk.size"], "below-root": "run"}}])
    assert status == 65
    assert "which only the later step `run` gives" in errors
    assert contents(machine.root) == []


def test_a_reboot_ends_the_run_as_one_to_be_done_again(machine):
    steps = [{"run": {"script": "touch one; test -e rebooted || exit 194",
                      "exit-statuses": {"reboot": [194]}, "below-root": "run"}, "id": "kernel"},
             {"write-file": {"path": "/done", "content": ""}}]
    status, events, errors = machine.run(steps, "--revert-on-failure")
    assert status == 4
    assert "`kernel` cannot go on before the machine has been rebooted" in errors
    assert of(events, "run-finished")[0]["outcome"] == "reboot-needed"
    assert not (machine.root / "done").exists()
    (machine.root / "rebooted").touch()
    assert machine.run(steps)[0] == 0


def test_binary_and_endless_output_is_made_harmless_and_bounded(machine):
    status, events, errors = machine.run([once("run", {
        "script": "head -c 100000 /dev/urandom; yes line | head -n 1000000; printf 'last\\033[2J\\n'; exit 9",
        "below-root": "run"})])
    assert status == 1
    assert len(of(events, "output")) <= 10_000
    assert sum(len(event["line"]) for event in of(events, "output")) <= 2 << 20
    assert len(of(events, "warning")) == 1
    assert "last" in errors and "\x1b" not in errors


@pytest.mark.parametrize("end", ["timeout", "signal"])
def test_a_command_is_ended_with_all_that_it_has_started(machine, end):
    steps = [once("run", {
        "script": "trap '' TERM; (trap '' TERM; sleep 1000) & echo $! > child; sleep 1000",
        "below-root": "run"}, timeout="500ms" if end == "timeout" else "5m")]
    process = machine.start(steps)
    if end == "signal":
        wait_until(lambda: (machine.root / "child").exists()
                   and machine.text("child").strip(), "the child")
        process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == (1 if end == "timeout" else 4)
    child = int(machine.text("child"))
    wait_until(lambda: gone(child), "the child's end")


def gone(process):
    try:
        with open(f"/proc/{process}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] in "ZX"
    except FileNotFoundError:
        return True


@pytest.mark.parametrize("step, message", [
    (once("run", {"command": ["id"], "user": "nobody-here", "below-root": "run"}),
     "there is no user `nobody-here`"),
    (once("run", {"command": ["id"]}), "a command would change the machine itself"),
    (once("run", {"command": ["/no/such"], "below-root": "run"}),
     "the program `/no/such` is not there"),
    (once("run", {"command": ["id"], "cwd": "/nowhere", "below-root": "run"}),
     "could not open `/nowhere`"),
    (once("write-file", {"path": "/loop/f", "content": "x"}), "Too many levels of symbolic links"),
    (once("write-file", {"path": "/no/folder/f", "content": "x"}),
     "the folder of `/no/folder/f` is not there"),
    (once("write-file", {"path": "/" + "n" * 300, "content": "x"}), "File name too long"),
    (once("write-file", {"path": "/f", "content": "x", "owner": "nobody-here"}),
     "there is no user `nobody-here`"),
])
def test_what_cannot_be_done_is_said(machine, step, message):
    os.symlink("loop", machine.root / "loop")
    status, events, errors = machine.run([step])
    assert status == 1
    assert message in errors
    assert contents(machine.root) == ["loop"]


def test_no_link_leads_out(machine, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    os.symlink(outside, machine.root / "out")
    status, events, errors = machine.run([
        once("write-file", {"path": "/out/f", "content": "x", "make-folders": True})])
    assert status in (0, 1)
    assert not list(outside.iterdir())


def test_a_port_and_an_answer_are_waited_for(machine):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        place = "127.0.0.1:%d" % listener.getsockname()[1]
        process = machine.start(
            [{"wait-for": {"tcp": place, "every": "100ms"}, "deadline": "30s"}], "--json")
        assert any('"waiting"' in line for line in iter(process.stdout.readline, "")
                   if '"waiting"' in line)
        listener.listen()
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors


def test_a_wait_in_vain_ends_with_what_was_seen_last(machine):
    def answer(handler):
        handler.send_response(503)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    with serving(answer) as url:
        status, events, errors = machine.run([
            {"wait-for": {"http": url + "/up?key=s3cr3t", "every": "100ms"}, "deadline": "1s"}])
    assert status == 3
    assert "/up answers with status 503" in errors
    assert "s3cr3t" not in errors + json.dumps(events)


CONTENT = os.urandom(300_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def fetching(url, **more):
    return {"fetch": {"url": url + "/f?X-Amz-Signature=s3cr3t", "to": "/f", "sha256": SHA256, **more},
            "retry": {"delay": "10ms", "attempts": 12}}


def test_a_download_that_keeps_breaking_off_is_gone_on_with(machine):
    starts = []

    def answer(handler):
        start = int(handler.headers.get("Range", "bytes=0-")[6:-1])
        starts.append(start)
        handler.send_response(206 if start else 200)
        handler.send_header("Content-Length", str(len(CONTENT) - start))
        handler.send_header("ETag", '"one"')
        if start:
            assert handler.headers["If-Range"] == '"one"'
            handler.send_header(
                "Content-Range", f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")
        handler.end_headers()
        handler.wfile.write(CONTENT[start:start + 90_000])
        handler.close_connection = True

    with serving(answer) as url:
        status, events, errors = machine.run([fetching(url)])
    assert status == 0, errors
    assert (machine.root / "f").read_bytes() == CONTENT
    assert starts[0] == 0 and starts == sorted(set(starts)) and len(starts) >= 4
    assert contents(machine.root) == ["f"]
    assert "s3cr3t" not in errors + json.dumps(events)


def test_a_download_that_was_killed_is_gone_on_with_by_the_next_run(machine):
    starts, may_end = [], threading.Event()

    def answer(handler):
        start = int(handler.headers.get("Range", "bytes=0-")[6:-1])
        starts.append(start)
        handler.send_response(206 if start else 200)
        handler.send_header("Content-Length", str(len(CONTENT) - start))
        if start:
            handler.send_header("Content-Range", f"bytes {start}-/{len(CONTENT)}")
        handler.end_headers()
        handler.wfile.write(CONTENT[start:start + 100_000])
        handler.wfile.flush()
        if not start:
            may_end.wait(30)
            handler.close_connection = True
        else:
            handler.wfile.write(CONTENT[start + 100_000:])

    part = machine.root / ".f.enlist-part"
    with serving(answer) as url:
        process = machine.start([fetching(url)])
        wait_until(lambda: part.exists() and part.stat().st_size == 100_000, "a part")
        process.kill()
        process.communicate()
        may_end.set()
        status, events, errors = machine.run([fetching(url)])
    assert status == 0, errors
    assert starts == [0, 100_000]
    assert (machine.root / "f").read_bytes() == CONTENT


def serve_content(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(CONTENT)))
    handler.end_headers()
    with contextlib.suppress(ConnectionError):
        handler.wfile.write(CONTENT)


def test_another_file_is_refused_and_removed(machine):
    with serving(serve_content) as url:
        status, events, errors = machine.run([fetching(url, sha256="0" * 64)])
    assert status == 1
    assert "is not the file that was wanted" in errors
    assert contents(machine.root) == []


def test_an_endless_body_is_bounded(machine):
    def answer(handler):
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        with contextlib.suppress(ConnectionError):
            while True:
                handler.wfile.write(b"x" * 65536)

    with serving(answer) as url:
        status, events, errors = machine.run([fetching(url, **{"max-size": "1MiB"})])
    assert status == 1
    assert "the reply is larger than 1048576 bytes" in errors
    assert contents(machine.root) == []


def test_no_room_for_a_file(machine):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    with serving(serve_content) as url:
        status, events, errors = machine.run([fetching(url)], preexec=limit)
    assert status == 1
    assert "File too large" in errors
    assert contents(machine.root) == []
    status, events, errors = machine.run(
        [once("write-file", {"path": "/f", "content": "x" * 60_000})], preexec=limit)
    assert status == 1
    assert "could not write `/f`: File too large" in errors
    assert contents(machine.root) == []


def test_a_full_disk(machine):
    (machine.root / "small").mkdir()
    inside = ["unshare", "--mount", "sh", "-c",
              'mount -t tmpfs -o size=64k tmpfs "$0" && shift 0 && exec "$@"',
              str(machine.root / "small")]
    if subprocess.run([*inside, "true"], capture_output=True).returncode:
        pytest.skip("no file system of a test's own can be mounted here")
    with serving(serve_content) as url:
        machine.pipeline.write_text(json.dumps({"enlist": 1, "name": "test", "steps": [
            fetching(url, to="/small/f")]}))
        run = subprocess.run(
            [*inside, "sh", "-c", '"$0" run --pipeline "$1"; status=$?; ls -A "$2"; exit $status',
             BUILD / "enlist", machine.pipeline, machine.root / "small"],
            env={"PATH": os.environ["PATH"], "ENLIST_ROOT": str(machine.root),
                 "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"},
            capture_output=True, text=True, timeout=60)
    assert run.returncode == 1, run
    assert "No space left on device" in run.stderr
    assert ".enlist" not in run.stdout.splitlines()[-1]


def test_a_product_joins_with_steps_of_its_own(cloud, tmp_path):
    pipeline = tmp_path / "shop.yaml"
    pipeline.write_text(json.dumps({"enlist": 1, "name": "shop", "steps": [
        "ohai-hint", "look-up-stack", "choose-hostname",
        {"write-file": {"path": "/etc/shop.conf", "make-folders": True,
                        "content": "${hostname} in ${stack.name}\n"}},
        {"run": {"script": "echo shop.workers=$(wc -l < etc/shop.conf) > $ENLIST_GIVES",
                 "gives": {"shop.workers": "integer"}, "below-root": "run"}},
        {"tag-instance": {"tags": {"workers": "${shop.workers}"}}},
        "register-instance", "wait-until-registered", "assign-layer",
        {"wait-for": {"http": cloud.endpoint + "/_localcloud/state", "status": 200}}]}))
    joined = cloud.run("--pipeline", pipeline)
    assert joined.status == 0, joined
    member = cloud.member()
    assert member["layers"] == ["shop"] and member["tags"] == {"workers": "1"}
    assert (cloud.root() / "etc/shop.conf").read_text() == (
        f"{member['hostname']} in v3 prod web\n")


def test_what_was_written_is_undone_when_a_later_step_fails(machine):
    (machine.root / "old").write_text("before")
    status, events, errors = machine.run([
        {"write-file": {"path": "/old", "content": "after"}, "id": "one"},
        {"write-file": {"path": "/new", "content": "after"}, "id": "two"},
        {"run": {"script": "touch made", "revert": ["rm", "made"], "below-root": "run"}, "id": "three"},
        once("run", {"command": ["false"], "below-root": "run"}, id="four")],
        "--revert-on-failure")
    assert status == 1
    assert [event["step"] for event in of(events, "revert-succeeded")] == ["three", "two", "one"]
    assert machine.text("old") == "before"
    assert contents(machine.root) == ["old"]


def test_what_undoes_a_step_knows_what_the_step_gave(machine):
    def maker(name):
        return {"run": {"script": f'echo vol.id={name} >>"$ENLIST_GIVES"', "gives": ["vol.id"], "below-root": "run",
                        "revert": ["sh", "-c", 'echo "$0 $ENLIST_FACT_VOL_ID" >>"$ENLIST_ROOT/undone"', "${vol.id}"]},
                "id": name}
    half = {"run": {"script": "exit 1", "gives": ["other.id"], "below-root": "run",
                    "revert": ["touch", "${other.id}"]}, "id": "half"}
    status, events, _ = machine.run([maker("one"), maker("two"), half], "--revert-on-failure")
    assert status == 1
    # Each its own, although the second has given the same fact again.
    assert (machine.root / "undone").read_text() == "two two\none one\n"
    failed = [event for event in events if event["type"] == "revert-failed"]
    assert [(event["step"], event["message"]) for event in failed] == [
        ("half", "`revert` names `${other.id}`, and the step had not given it when it ended")]


@pytest.mark.parametrize("folder_mode, keeps_owner", [(0o755, True), (0o777, False)])
@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_file_that_is_replaced_keeps_what_nobody_asked_to_change(machine, folder_mode, keeps_owner):
    folder = machine.root / "srv"
    folder.mkdir()
    folder.chmod(folder_mode)
    file = folder / "file"
    file.write_text("old")
    os.chown(file, 12, 34)
    try:
        os.setxattr(file, "user.note", b"kept")
    except OSError:
        pytest.skip("the file system has no extended attributes")
    status, _, errors = machine.run([{"write-file": {"path": "/srv/file", "content": "new", "mode": "0640"}}])
    assert status == 0, errors
    found = file.stat()
    assert (file.read_text(), found.st_mode & 0o777) == ("new", 0o640)
    # In a folder where anybody makes files, somebody else would get to read what is written.
    assert (found.st_uid, found.st_gid) == ((12, 34) if keeps_owner else (os.geteuid(), os.getegid()))
    assert os.listxattr(file) == (["user.note"] if keeps_owner else [])


def access_list(*entries):
    """An access list as the kernel has it (linux/posix_acl_xattr.h): tag, permissions, id."""
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


NOBODY = 0xFFFFFFFF
OWNER, USER, GROUP, MASK, OTHER = 0x01, 0x02, 0x04, 0x10, 0x20


@pytest.mark.parametrize("mode, mask", [("0640", 4), ("0600", 0)])
def test_a_file_that_is_replaced_keeps_its_access_list_and_label(machine, mode, mask):
    def listed(mask):
        return access_list((OWNER, 6, NOBODY), (USER, 6, 65534), (GROUP, 4, NOBODY), (MASK, mask, NOBODY),
                           (OTHER, 0, NOBODY))
    (machine.root / "srv").mkdir()
    file = machine.root / "srv/file"
    file.write_text("old")
    attributes = {"system.posix_acl_access": listed(4)}
    if os.geteuid() == 0:
        attributes["security.selinux"] = b"system_u:object_r:httpd_config_t:s0\0"
    for name, value in list(attributes.items()):
        try:
            os.setxattr(file, name, value)
        except OSError:
            del attributes[name]
    if not attributes:
        pytest.skip("the file system has neither access lists nor labels")
    step = {"write-file": {"path": "/srv/file", "content": "new", "mode": mode}}
    status, _, errors = machine.run([step])
    assert status == 0 and file.read_text() == "new", errors
    if "system.posix_acl_access" in attributes:
        # As chmod(1) does it: the mode's group class is the mask.
        attributes["system.posix_acl_access"] = listed(mask)
    assert {name: os.getxattr(file, name) for name in os.listxattr(file)} == attributes
    assert file.stat().st_mode & 0o777 == int(mode, 8)


@pytest.mark.parametrize("exists", [True, False], ids=["replaced", "new"])
def test_a_folders_default_list_is_for_new_files_only(machine, exists):
    folder = machine.root / "srv"
    folder.mkdir()
    file = folder / "file"
    if exists:
        file.write_text("old")
    try:
        os.setxattr(folder, "system.posix_acl_default", access_list(
            (OWNER, 7, NOBODY), (USER, 7, 65534), (GROUP, 5, NOBODY), (MASK, 7, NOBODY), (OTHER, 0, NOBODY)))
    except OSError:
        pytest.skip("the file system has no access lists")
    status, _, errors = machine.run([{"write-file": {"path": "/srv/file", "content": "new", "mode": "0640"}}])
    assert status == 0 and file.read_text() == "new", errors
    assert ("system.posix_acl_access" in os.listxattr(file)) == (not exists)
    assert file.stat().st_mode & 0o777 == 0o640


def test_what_a_program_sees_is_utf_8_and_finds_snaps(machine):
    status, events, errors = machine.run([{"run": {
        "command": ["sh", "-c", "locale charmap; echo $LC_ALL $PATH"], "below-root": "run"}}])
    assert status == 0, errors
    lines = [event["line"] for event in events if event["type"] == "output"]
    has_utf_8 = subprocess.run(["locale", "charmap"], env={**os.environ, "LC_ALL": "C.UTF-8"},
                               capture_output=True, text=True).stdout.strip() == "UTF-8"
    if has_utf_8:
        assert lines[0] == "UTF-8" and lines[1].startswith("C.UTF-8 "), lines
    assert lines[1].endswith(":/snap/bin") == os.path.isdir("/snap/bin"), lines
