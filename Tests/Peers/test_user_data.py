"""What `enlist user-data` prints, run as an instance would run it."""

import base64
import email
import hashlib
import http.server
import shutil
import stat
import subprocess
import threading
from pathlib import Path

import pytest
import yaml

from cloud import BUILD, INPUTS, local_cloud

QUICK = Path(__file__).parent / "quick.yaml"
SHELLS = [shell for shell in ("dash", "bash", "busybox") if shutil.which(shell)]


# A desk that has a service which speaks the API of OpsWorks, and knows of no instance.
DESK = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1",
        "AWS_ENDPOINT_URL_OPSWORKS": "http://127.0.0.1:1"}


def printed(*words, **environment):
    return subprocess.run([BUILD / "enlist", "user-data", *map(str, words)], capture_output=True, text=True,
                          env=DESK | environment, timeout=30)


def user_data(*words):
    ended = printed(*words)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize("words", [
    ["--pipeline", "opsworks"], ["--overlay", "{folder}/extends.yaml"], ["--", "--pipeline", "opsworks"]], ids=str)
def test_a_service_that_aws_has_shut_down_is_refused_at_the_desk(tmp_path, words):
    (tmp_path / "extends.yaml").write_text(
        "enlist: 1\nchanges:\n  - insert: look-up-stack\n    at: first\n  - remove: look-up-associations\n"
        "  - remove: tag-instance\n  - remove: wait-until-applied\n")
    words = [word.format(folder=tmp_path) for word in words]
    words = INPUTS + words
    refused = printed(*words, AWS_ENDPOINT_URL_OPSWORKS="")
    assert refused.returncode == 65 and refused.stdout == "", refused
    for part in ["AWS shut OpsWorks Stacks down on 26 May 2024", "`--pipeline systems-manager`",
                 "AWS_ENDPOINT_URL_OPSWORKS"]:
        assert part in refused.stderr, refused.stderr
    assert printed(*words).returncode == 0
    assert printed("--no-check", *words, AWS_ENDPOINT_URL_OPSWORKS="").returncode == 0


def boot(cloud, tmp_path, script, shell="sh", **more):
    """Runs it as cloud-init would: a file of its own, and nothing on standard input."""
    file = tmp_path / "part-001"
    file.write_text(script)
    environment = cloud.environment(**more)
    environment["PATH"] = f"{BUILD}:{environment['PATH']}"
    command = [shell, "sh", file] if shell == "busybox" else [shell, file]
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=60)


@pytest.mark.parametrize("shell", SHELLS)
def test_an_instance_joins_and_the_log_and_the_console_say_so(tmp_path, shell):
    script = user_data(*INPUTS, "--pipeline", QUICK)
    with local_cloud(tmp_path) as cloud:
        ended = boot(cloud, tmp_path, script, shell)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        cloud.assert_joined()
        log = (cloud.root() / "var/log/enlist.log").read_text()
        assert ended.stdout == log and "assign-layer: done" in log
        # Again, as a person would: one member, no second one.
        again = boot(cloud, tmp_path, script, shell)
        assert again.returncode == 0, again.stdout
        cloud.assert_joined()
        for place in ("etc/enlist/inputs.yaml", "etc/enlist/pipeline.yaml"):
            assert stat.S_IMODE((cloud.root() / place).stat().st_mode) == 0o644
        assert stat.S_IMODE((cloud.root() / "var/log/enlist.log").stat().st_mode) == 0o600


def test_what_may_hold_secrets_is_for_root_alone(tmp_path):
    """A log that an older version made, and the units' variables with a proxy's password."""
    script = user_data(*INPUTS, "--pipeline", QUICK, "--proxy", "http://user:s3cr3t@127.0.0.1:1")
    with local_cloud(tmp_path) as cloud:
        log = cloud.root() / "var/log/enlist.log"
        log.parent.mkdir(parents=True)
        log.write_text("before\n")
        log.chmod(0o644)
        boot(cloud, tmp_path, script)
        assert log.read_text().startswith("before\n")
        for file in (log, cloud.root() / "etc/enlist/user-data.env"):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_its_exit_status_is_enlists(tmp_path):
    script = user_data("--product", "nobody", "--environment", "prod", "--platform", "web",
                       "--major", "3", "--pipeline", QUICK)
    with local_cloud(tmp_path) as cloud:
        ended = boot(cloud, tmp_path, script)
        assert ended.returncode == 1
        assert "has no layer" in ended.stdout or "no layer" in ended.stdout, ended.stdout


def test_options_and_overlays_get_there(tmp_path):
    overlay = tmp_path / "10-web.yaml"
    overlay.write_text("enlist: 1\nchanges:\n"
                       "  - insert: {write-file: {path: /etc/motd, content: \"it's $HOME `x` \\\\ ${hostname}\\n\"}}\n"
                       "    after: choose-hostname\n# END_OF_FILE\n")
    script = user_data(*INPUTS, "--pipeline", QUICK, "--overlay", overlay, "--", "--set",
                       "note=it's a \"note\"", "--json")
    with local_cloud(tmp_path) as cloud:
        ended = boot(cloud, tmp_path, script)
        assert ended.returncode == 0, ended.stdout
        assert ended.stdout.startswith("{")
        assert (cloud.root() / "etc/enlist/pipeline.d/10-web.yaml").read_text() == overlay.read_text()
        assert (cloud.root() / "etc/motd").read_text() == "it's $HOME `x` \\ shop1\n"


def test_inputs_can_come_from_tags(tmp_path):
    tags = {f"enlist:{name}": value for name, value in
            [("product", "shop"), ("environment", "prod"), ("platform", "web"), ("major", "3")]}
    scenario = {"stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}],
                "instances": [{"tags": tags}]}
    with local_cloud(tmp_path, scenario) as cloud:
        ended = boot(cloud, tmp_path, user_data("--pipeline", QUICK))
        assert ended.returncode == 0, ended.stdout
        assert cloud.member()["layers"] == ["shop"]


class Downloads(http.server.BaseHTTPRequestHandler):
    body = b""
    failures = 0

    def do_GET(self):
        if Downloads.failures > 0:
            Downloads.failures -= 1
            self.send_error(503)
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(Downloads.body)

    def log_message(self, *words):
        pass


@pytest.fixture
def downloads():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Downloads)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # The program is too large to be copied for each test: this stands in its place and starts it.
    Downloads.body = f'#!/bin/sh\nexec {BUILD}/enlist "$@"\n'.encode()
    Downloads.failures = 0
    yield f"http://127.0.0.1:{server.server_address[1]}/enlist"
    server.shutdown()


def fetching(url, sum=None):
    sum = sum or hashlib.sha256(Downloads.body).hexdigest()
    return user_data(*INPUTS, "--pipeline", QUICK, "--binary-url", url, "--binary-sha256", sum)


def test_the_program_is_fetched_verified_and_then_left_alone(tmp_path, downloads):
    script = fetching(downloads)
    Downloads.failures = 1
    with local_cloud(tmp_path) as cloud:
        ended = boot(cloud, tmp_path, script)
        assert ended.returncode == 0, ended.stdout
        cloud.assert_joined()
        binary = cloud.root() / "usr/local/bin/enlist"
        assert binary.read_bytes() == Downloads.body
        Downloads.failures = 1000
        assert boot(cloud, tmp_path, script).returncode == 0


def test_another_program_than_the_one_that_was_meant_never_runs(tmp_path, downloads):
    script = fetching(downloads)
    witness = tmp_path / "ran"
    Downloads.body = f"#!/bin/sh\ntouch {witness}\n".encode()
    with local_cloud(tmp_path) as cloud:
        ended = boot(cloud, tmp_path, script)
        assert ended.returncode == 65
        assert "is not the program that was meant; its SHA-256 should be" in ended.stdout
        assert not witness.exists()
        assert list((cloud.root() / "usr/local/bin").iterdir()) == []


def test_a_program_that_is_not_there(tmp_path):
    with local_cloud(tmp_path) as cloud:
        script = user_data(*INPUTS).replace("PATH=$PATH:", "PATH=/usr/bin:/bin #")
        ended = boot(cloud, tmp_path, script)
        assert ended.returncode == 69 and "put it into the image" in ended.stdout


def test_a_proxy_is_for_everything_but_metadata():
    script = user_data("--proxy", "http://proxy.internal:3128")
    values = subprocess.run(
        ["sh", "-c", script.split("say() {")[0] + 'echo "$http_proxy $https_proxy $no_proxy"'],
        env={}, capture_output=True, text=True).stdout.split()
    assert values[:2] == ["http://proxy.internal:3128"] * 2
    assert {"169.254.169.254", "fd00:ec2::254", "[fd00:ec2::254]"} <= set(values[2].split(","))


def test_the_formats_hold_the_same_script():
    script = user_data(*INPUTS)
    config = user_data(*INPUTS, "--format", "cloud-config")
    assert config.startswith("#cloud-config\n")
    parsed = yaml.safe_load(config)
    assert parsed["write_files"][0]["content"] == script
    assert parsed["write_files"][0]["permissions"] == "0755"
    assert parsed["runcmd"] == [[parsed["write_files"][0]["path"]]]
    message = email.message_from_string(user_data(*INPUTS, "--format", "mime"))
    [part] = message.get_payload()
    assert part.get_content_type() == "text/x-shellscript"
    assert part.get_payload().rstrip("\n") == script.rstrip("\n")


def test_what_is_too_long_is_refused_with_its_size(tmp_path):
    overlay = tmp_path / "big.yaml"
    overlay.write_text("enlist: 1\n" + "# a comment that is long\n" * 800)
    ended = printed("--overlay", overlay)
    assert ended.returncode == 65 and ended.stdout == ""
    assert "bytes, and EC2 takes 16384" in ended.stderr and "gzip" in ended.stderr


@pytest.mark.parametrize("words, status, said", [
    (["--product", "a b"], 65, "`product`"), (["--binary-url", "https://x/y"], 64, "go together"),
    (["--binary-url", "ftp://x", "--binary-sha256", "0" * 64], 64, "http"),
    (["--binary-url", "https://x", "--binary-sha256", "0"], 64, "64 hexadecimal digits"),
    (["--proxy", "proxy:3128"], 64, "http"), (["--overlay", "/nowhere.yaml"], 65, "no such file"),
    (["--format", "toml"], 64, "format"),
    (["--", "--revert-on-failur"], 64, "`enlist run` would not take it: Unknown option '--revert-on-failur'"),
    (["--", "--on-failure", "abandn"], 64, "'abandn' is invalid for '--on-failure"),
])
def test_mistakes_are_said(words, status, said):
    ended = printed(*words)
    assert ended.returncode == status and said in ended.stderr, ended.stderr
    assert ended.stdout == ""


def test_two_overlays_of_one_name(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.yaml").write_text("enlist: 1\nchanges: []\n")
    ended = printed("--overlay", tmp_path / "a/x.yaml", "--overlay", tmp_path / "b/x.yaml")
    assert ended.returncode == 65 and "two files would become" in ended.stderr


def test_line_ends_of_windows_become_those_of_the_instance(tmp_path):
    file = tmp_path / "pipeline.yaml"
    file.write_bytes(b"enlist: 1\r\nname: p\r\nsteps: [ohai-hint]\r\n")
    configuration = yaml.safe_load(user_data("--pipeline", file, "--format", "cloud-config"))
    [script] = configuration["write_files"]
    assert "enlist: 1\nname: p\nsteps: [ohai-hint]\n" in script["content"] and "\r" not in script["content"]


def test_the_units_get_the_proxy_and_the_options():
    script = user_data("--proxy", "http://proxy:3128", "--", "--set", "motd=a b")
    assert 'ENLIST_RUN_OPTIONS="--set \\"motd=a b\\""\nhttp_proxy="http://proxy:3128"\n' in script
    assert "user-data.env" not in user_data()


# A combining mark after a quote, lines that end as YAML, MIME or a shell see it, and what is not ASCII.
ODD = ["it's '\u0301; touch /tmp/x; '", "é", "a\u2028b\u0085c", "x\ry", "--==enlist==--", "\u200f\U0001F600"]


@pytest.mark.parametrize("odd", ODD, ids=ascii)
@pytest.mark.parametrize("form", ["cloud-config", "mime"])
def test_every_form_carries_the_same_script(tmp_path, form, odd):
    overlay = tmp_path / "10-odd.yaml"
    overlay.write_bytes(("enlist: 1\nchanges: []\n# " + odd + "\n").encode())
    words = [*INPUTS, "--pipeline", QUICK, "--proxy", "http://p:3128/'\u0301;id;'"]
    if "\r" not in odd and "\u2028" not in odd:
        words += ["--overlay", overlay]
    words += ["--", "--set", f"note={odd}"]
    script = subprocess.run([BUILD / "enlist", "user-data", *map(str, words)], capture_output=True, timeout=30,
                            env=DESK)
    assert script.returncode == 0, script.stderr
    words[0:0] = ["--format", form]
    printed = subprocess.run([BUILD / "enlist", "user-data", *map(str, words)], capture_output=True, timeout=30,
                             env=DESK)
    assert printed.returncode == 0, printed.stderr
    if form == "cloud-config":
        [file] = yaml.safe_load(printed.stdout)["write_files"]
        content = file["content"]
        got = base64.b64decode(content) if file.get("encoding") == "b64" else content.encode()
    else:
        [part] = email.message_from_bytes(printed.stdout).get_payload()
        got = part.get_payload(decode=True)
        assert printed.stdout.isascii()
    assert got.rstrip(b"\n") == script.stdout.rstrip(b"\n")


def test_no_word_breaks_out_of_the_script(tmp_path):
    """Each word is split as sh and systemd split it, and comes to enlist as it was given."""
    note = "note=x'\u0301; touch ran; '\u0301\"\u0301$(touch ran)\\\u0301`touch ran`"
    script = user_data(*INPUTS, "--pipeline", QUICK, "--proxy", "http://127.0.0.1:1/'\u0301;touch${IFS}ran;'", "--",
                       "--set", note)
    stand_in = tmp_path / "bin/enlist"
    stand_in.parent.mkdir()
    stand_in.write_text('#!/bin/sh\nfor word; do printf "%s\\0" "$word"; done\n')
    stand_in.chmod(0o755)
    (tmp_path / "root").mkdir()
    (tmp_path / "part-001").write_text(script)
    ended = subprocess.run(["sh", tmp_path / "part-001"], cwd=tmp_path, capture_output=True, text=True, timeout=30,
                           env={"PATH": f"{tmp_path}/bin:/usr/bin:/bin", "ENLIST_ROOT": str(tmp_path / "root")})
    assert ended.stdout.split("\0")[:-1] == ["run", "--set", note], ended
    assert not list(tmp_path.rglob("ran"))
