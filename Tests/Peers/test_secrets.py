"""No secret is in what enlist prints, in arguments, environments and files; but in the preconfig."""

import contextlib
import json
import os
import pty
import re
import select
import stat
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import boto3
import pytest

from cloud import BUILD, INPUTS, local_cloud, temporary_folders
from installer import archive, entry, installer, shop

STACK = {"name": "v3 prod web", "layers": [{"shortname": "shop"}]}


class Secrets:
    """What must not be seen, by names, and all that has been looked at so far."""

    def __init__(self, **values):
        self.values = {}
        self.add(**values)

    def add(self, **values):
        # A text of several lines is as secret in each of them.
        self.values.update({
            f"{name} {number}" if number else name: line
            for name, value in values.items()
            for number, line in enumerate(value.splitlines()) if len(line) >= 8})

    def assert_none_in(self, place, text):
        """Looks for each secret, and for either end of it, as it is and in usual disguises."""
        if isinstance(text, bytes):
            text = text.decode(errors="replace")
        for name, value in self.values.items():
            for part in {value, value[:20], value[-20:]}:
                for form in {part, quote(part, safe=""), part.replace("/", "\\/")}:
                    assert form not in text, \
                        f"{name} is in {place}: {text[max(0, text.find(form) - 300):][:600]}"

    def assert_none_below(self, *folders, but=()):
        for path in files(*folders):
            if path not in but:
                with contextlib.suppress(FileNotFoundError):
                    self.assert_none_in(path, path.read_bytes())


def files(*folders):
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in names:
                path = Path(place, name)
                # Some are gone as soon as they were listed.
                with contextlib.suppress(FileNotFoundError):
                    if stat.S_ISREG(path.lstat().st_mode):
                        yield path


class Processes(threading.Thread):
    """Reads arguments and environments of a process' descendants, again and again."""

    def __init__(self, leader):
        super().__init__(daemon=True)
        self.leader = leader
        self.seen = set()
        self.is_over = threading.Event()

    def run(self):
        while not self.is_over.wait(0.002):
            parents = {}
            for folder in Path("/proc").iterdir():
                if folder.name.isdecimal():
                    with contextlib.suppress(OSError, ValueError):
                        fields = (folder / "stat").read_text().rpartition(")")[2].split()
                        parents[int(folder.name)] = int(fields[1])
            family = {self.leader}
            while grown := {child for child, parent in parents.items() if parent in family} - family:
                family |= grown
            # What enlist itself was given is its caller's; a child that has not begun its own program
            # yet still looks like enlist.
            for member in family - {self.leader}:
                with contextlib.suppress(OSError):
                    arguments = Path(f"/proc/{member}/cmdline").read_bytes()
                    if arguments != Path(f"/proc/{self.leader}/cmdline").read_bytes():
                        self.seen.add(("arguments", arguments))
                        environment = Path(f"/proc/{member}/environ").read_bytes()
                        self.seen.add(("environment", environment))

    def programs(self):
        return {text.split(b"\0")[0].decode() for kind, text in self.seen if kind == "arguments"}


class Watch:
    """Runs enlist on the first instance of a cloud, and watches for secrets meanwhile and after."""

    def __init__(self, cloud, folder, secrets):
        self.cloud = cloud
        self.secrets = secrets
        self.root = cloud.root()
        self.places = [folder / name for name in ["tmp", "home"]]
        for place in self.places:
            place.mkdir()
        self.programs = set()
        self.preconfigs = set()

    def run(self, *arguments, terminal=False, **environment):
        """The status, and everything that was printed."""
        environment = self.cloud.environment(
            TMPDIR=str(self.places[0]), HOME=str(self.places[1]), TERM="xterm", LC_ALL="C.UTF-8",
            **environment)
        screen, output = pty.openpty() if terminal else os.pipe()
        process = subprocess.Popen(
            [BUILD / "enlist", *arguments], env=environment, stdin=subprocess.DEVNULL,
            stdout=output, stderr=output)
        os.close(output)
        processes = Processes(process.pid)
        processes.start()
        text = b""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if select.select([screen], [], [], 0.01)[0]:
                block = b""
                # A terminal whose last writer is gone says so by an error, a pipe by an end.
                with contextlib.suppress(OSError):
                    block = os.read(screen, 1 << 16)
                if not block:
                    break
                text += block
            self.look_at_files()
        os.close(screen)
        status = process.wait(timeout=10)
        processes.is_over.set()
        processes.join()
        self.programs |= processes.programs()

        self.secrets.assert_none_in("the output", text)
        for kind, content in processes.seen:
            self.secrets.assert_none_in(f"the {kind} of a process", content)
        self.secrets.assert_none_below(self.root, *self.places)
        return status, text.decode()

    def look_at_files(self):
        """While enlist runs: the agent's own preconfig may hold the key of the IAM user."""
        for path in files(self.root, *self.places):
            with contextlib.suppress(FileNotFoundError):
                if path.name == "preconfig":
                    assert stat.S_IMODE(path.stat().st_mode) == 0o600
                    assert any(stat.S_IMODE(parent.stat().st_mode) == 0o700
                               for parent in path.parents[:3]), path
                    content = path.read_text()
                    self.preconfigs.add(content)
                    if secret := re.search(r'^:secret_access_key: "(.*)"$', content, re.M):
                        self.secrets.add(user_secret=secret.group(1))
                elif "/var/lib/enlist/enlist-" in str(path) and path.name in ("request", "reply"):
                    # What the local cloud's own installer sends and gets. Its folder has another
                    # name while it is removed.
                    assert stat.S_IMODE(path.stat().st_mode) == 0o600
                else:
                    self.secrets.assert_none_in(path, path.read_bytes())


def identity(cloud):
    return {"identity_signature": cloud.metadata("dynamic/instance-identity/signature")}


def key(cloud):
    role = cloud.role()
    return {"role_secret": role["aws_secret_access_key"], "role_token": role["aws_session_token"]}


def temporary(cloud):
    """A key with a session token, as AWS' tools print it."""
    sts = boto3.client("sts", "us-east-1", endpoint_url=cloud.endpoint, **cloud.administrator_key)
    return sts.assume_role(
        RoleArn="arn:aws:iam::123456789012:role/person", RoleSessionName="person")["Credentials"]


@contextlib.contextmanager
def watching(folder, script=None, **scenario):
    """A cloud, perhaps with an installer of the test's own, and the role's secrets watched for."""
    with shop() as installers:
        if script is not None:
            installers.archive = installer(script)
            scenario["installer-url"] = installers.url
        with local_cloud(folder, {"stacks": [STACK], "instances": [{}], **scenario}) as cloud:
            yield Watch(cloud, folder, Secrets(**key(cloud), **identity(cloud)))


def pipeline(folder, credentials="instance-profile"):
    """Joining without what has no secrets, failing at once where it fails."""
    file = folder / "pipeline.yaml"
    file.write_text("enlist: 1\nname: proof\nsteps:\n" + "".join(
        f"  - {step}\n    retry: none\n" for step in [
            "look-up-stack: {}", "choose-hostname: {}", "tag-instance: {}",
            f"register-instance: {{credentials: {credentials}}}",
            "wait-until-registered: {every: 100ms}", "assign-layer: {}"]))
    return ["--pipeline", str(file)]


MODES = {"plain": [], "json": ["--json"], "quiet": ["--quiet"], "terminal": []}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("credentials", ["instance-profile", "iam-user"])
def test_joining_shows_no_secret(tmp_path, credentials, mode):
    slow = {"registration-script": 0.5}
    with watching(tmp_path, timings=slow) as watch:
        status, _ = watch.run(
            "run", *INPUTS, *pipeline(tmp_path, credentials), *MODES[mode],
            terminal=mode == "terminal")
        assert status == 0
        assert "user_secret" in watch.secrets.values or credentials == "instance-profile"
        # The watch has seen the installer at work, and that its file is gone.
        assert "/bin/sh" in watch.programs
        preconfig, = watch.preconfigs
        assert ("secret_access_key" in preconfig) == (credentials == "iam-user")
        assert temporary_folders(watch.root) == []


# Shows all that an installer may know, as one does that was left in debugging mode.
TALKATIVE = """#!/bin/sh
set -x
cat preconfig; env
secret=$(sed -n 's/^:secret_access_key: //p' preconfig)
set +x
echo "all in one line: $(cat preconfig | tr '\\n' ' ')" >&2
printf 'cut in'; printf ' pieces: %.10s' "$secret"; sleep 0.1; printf '%s\\n' "${{secret#??????????}}"
head -c 16300 /dev/zero | tr '\\0' x; echo "$secret at the end of a line that is too long"
t=$(curl -sS -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' $AWS_EC2_METADATA_SERVICE_ENDPOINT/latest/api/token)
curl -sS -H "X-aws-ec2-metadata-token: $t" $AWS_EC2_METADATA_SERVICE_ENDPOINT/latest/meta-data/iam/security-credentials/enlist
signature=$(curl -sS -H "X-aws-ec2-metadata-token: $t" $AWS_EC2_METADATA_SERVICE_ENDPOINT/latest/dynamic/instance-identity/signature)
echo "$signature"
exit {status}
"""


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("credentials", ["instance-profile", "iam-user"])
def test_an_installer_that_prints_what_it_knows_is_not_repeated(tmp_path, credentials, mode):
    with watching(tmp_path, TALKATIVE.format(status=1)) as watch:
        status, text = watch.run(
            "run", *INPUTS, *pipeline(tmp_path, credentials), *MODES[mode],
            terminal=mode == "terminal")
        assert status == 1
        assert "***" in text
        assert temporary_folders(watch.root) == []


@pytest.mark.parametrize("mode", ["plain", "json", "terminal"])
def test_requests_in_a_debugger_show_no_secret(tmp_path, mode):
    commands = tmp_path / "commands"
    commands.write_text("break after assign-layer\ncontinue\nrequest 1000\nfacts\nlog 1000\ncontinue\n")
    with watching(tmp_path) as watch:
        status, text = watch.run(
            "debug", *INPUTS, *pipeline(tmp_path, "iam-user"), "--commands", str(commands),
            *MODES[mode], terminal=mode == "terminal")
        assert status == 0
        for service, operation in CALLS:
            if operation != "RegisterInstance":  # The installer's own.
                assert f"{service} {operation} at" in text
        assert "> Action=CreateAccessKey" in text
        assert "<SecretAccessKey>***</SecretAccessKey>" in text
        assert '"SecretAccessKey": "***"' in text and '"Token": "***"' in text
        # Nothing of it is kept, or told to anybody else.
        for journal in watch.root.rglob("journal*.ndjson"):
            assert "CreateAccessKeyResponse" not in journal.read_text()
            assert '"duration"' in journal.read_text()


# What a service may answer: AWS' own words for a wrong signature quote the headers, so the token.
ECHO = ("The request signature we calculated does not match. The Canonical String should have been "
        "'POST\\n/\\n\\nx-amz-security-token:{role_token}\\n' {role_secret} {identity_signature}")
CALLS = [("opsworks", "DescribeStacks"), ("opsworks", "DescribeLayers"),
         ("opsworks", "GetHostnameSuggestion"), ("ec2", "CreateTags"),
         ("opsworks", "DescribeStackProvisioningParameters"), ("iam", "CreateGroup"),
         ("iam", "CreateAccessKey"), ("opsworks", "RegisterInstance"),
         ("opsworks", "DescribeInstances"), ("opsworks", "AssignInstance")]


CODES = ["ValidationException", "AccessDenied", "ThrottlingException", "SomethingNew"]


@pytest.mark.parametrize("service, operation, code", [
    *[(*call, "SignatureDoesNotMatch") for call in CALLS],
    *[("opsworks", "DescribeLayers", code) for code in CODES]])
def test_a_service_that_echoes_secrets_is_not_repeated(tmp_path, service, operation, code):
    with watching(tmp_path) as watch:
        secrets = {name: value for name, value in watch.secrets.values.items()
                   if name in ("role_secret", "role_token", "identity_signature")}
        watch.cloud.set_faults({
            "service": service, "operation": operation, "error": code,
            "message": ECHO.format(**secrets)})
        status, text = watch.run(
            "run", *INPUTS, *pipeline(tmp_path, "iam-user"), "--json")
        assert status in (1, 77)
        assert "***" in text


# Where credentials come from

def joins_or_fails(watch, folder, fails, **environment):
    """A run, also with a service that quotes the secrets: first the terminal's text, then events."""
    if fails:
        # The role's own key is not asked for here, so nobody could know it.
        message = " ".join(value for name, value in watch.secrets.values.items()
                           if not name.startswith("role_"))
        watch.cloud.set_faults({
            "service": "*", "operation": "DescribeLayers", "error": "SignatureDoesNotMatch",
            "message": message})
    for arguments, terminal in [([], True), (["--json"], False)]:
        status, text = watch.run(
            "run", *INPUTS, *pipeline(folder, "iam-user"), *arguments, terminal=terminal,
            **environment)
        assert (status == 0) != fails, text
        assert ("***" in text) == fails


def variables(credentials):
    return {"AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
            "AWS_SESSION_TOKEN": credentials["SessionToken"]}


def secret(credentials):
    return {"secret": credentials["SecretAccessKey"], "token": credentials["SessionToken"]}


def as_json(credentials, **more):
    return json.dumps({**credentials, **more}, default=lambda time: time.isoformat())


both = pytest.mark.parametrize("fails", [False, True], ids=["joining", "failing"])


@both
def test_keys_from_the_environment(tmp_path, fails):
    with watching(tmp_path) as watch:
        credentials = temporary(watch.cloud)
        watch.secrets.add(**secret(credentials))
        joins_or_fails(watch, tmp_path, fails, **variables(credentials))


@both
def test_keys_from_a_file(tmp_path, fails):
    with watching(tmp_path) as watch:
        credentials = temporary(watch.cloud)
        watch.secrets.add(**secret(credentials))
        file = tmp_path / "credentials"
        file.write_text("[default]\n" + "".join(
            f"{name.lower()} = {value}\n" for name, value in variables(credentials).items()))
        joins_or_fails(watch, tmp_path, fails, AWS_SHARED_CREDENTIALS_FILE=str(file))


@both
def test_keys_from_a_process(tmp_path, fails):
    with watching(tmp_path) as watch:
        credentials = temporary(watch.cloud)
        watch.secrets.add(**secret(credentials))
        (tmp_path / "printed").write_text(as_json(credentials, Version=1))
        config = tmp_path / "config"
        config.write_text(f"[default]\ncredential_process = cat {tmp_path}/printed\n")
        joins_or_fails(watch, tmp_path, fails, AWS_CONFIG_FILE=str(config))


@both
def test_keys_of_a_role_that_is_assumed(tmp_path, fails):
    with watching(tmp_path) as watch:
        watch.secrets.add(administrator=watch.cloud.administrator["secret-access-key"])
        config = tmp_path / "config"
        config.write_text(
            "[default]\nsource_profile = a\nrole_arn = arn:aws:iam::123456789012:role/x\n"
            "[profile a]\n" + "".join(
                f"{name} = {value}\n" for name, value in watch.cloud.administrator_key.items()))
        joins_or_fails(watch, tmp_path, fails, AWS_CONFIG_FILE=str(config))


TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJlbmxpc3QifQ.c2lnbmF0dXJl"


def test_a_web_identity_that_sts_quotes(tmp_path):
    with watching(tmp_path) as watch:
        watch.secrets.add(web_identity=TOKEN)
        (tmp_path / "token").write_text(TOKEN)
        watch.cloud.set_faults({
            "service": "sts", "error": "InvalidIdentityToken", "message": f"Bad token: {TOKEN}"})
        status, text = watch.run(
            "run", *INPUTS, *pipeline(tmp_path), "--json",
            AWS_WEB_IDENTITY_TOKEN_FILE=str(tmp_path / "token"),
            AWS_ROLE_ARN="arn:aws:iam::123456789012:role/x")
        assert status == 77 and "Bad token: ***" in text


class Container(BaseHTTPRequestHandler):
    """Hands out credentials to whom has the token, and quotes the token of whoever has not."""

    def do_GET(self):
        token = self.headers["Authorization"]
        is_known = token == self.server.token
        body = (self.server.credentials if is_known else f'{{"code": "{token}"}}').encode()
        self.send_response(200 if is_known else 403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@contextlib.contextmanager
def container(credentials, token):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Container)
    server.credentials, server.token = credentials, token
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/credentials"
    finally:
        server.shutdown()
        server.server_close()


@both
@pytest.mark.parametrize("in_a_file", [False, True])
def test_keys_of_a_container(tmp_path, in_a_file, fails):
    with watching(tmp_path) as watch:
        credentials = temporary(watch.cloud)
        watch.secrets.add(**secret(credentials), container_token=TOKEN)
        printed = as_json({
            "AccessKeyId": credentials["AccessKeyId"],
            "SecretAccessKey": credentials["SecretAccessKey"],
            "Token": credentials["SessionToken"], "Expiration": credentials["Expiration"]})
        (tmp_path / "token").write_text(TOKEN)
        name = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
        given = {f"{name}_FILE": str(tmp_path / "token")} if in_a_file else {name: TOKEN}
        with container(printed, TOKEN) as url:
            joins_or_fails(
                watch, tmp_path, fails, AWS_CONTAINER_CREDENTIALS_FULL_URI=url, **given)


def test_a_container_that_refuses_its_token(tmp_path):
    with watching(tmp_path) as watch, container("", "another") as url:
        watch.secrets.add(container_token=TOKEN)
        status, text = watch.run(
            "run", *INPUTS, *pipeline(tmp_path), "--json",
            AWS_CONTAINER_CREDENTIALS_FULL_URI=url, AWS_CONTAINER_AUTHORIZATION_TOKEN=TOKEN)
        assert status == 1 and "HTTP 403" in text


HALF = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize("script", [
    f"echo {HALF}; exit 1", f"echo {HALF} >&2; exit 1", f"echo '{{\"SecretAccessKey\": \"{HALF}'",
    f"echo '{{\"Version\": \"{HALF}\"}}'", f"echo '{{\"Version\": 1, \"{HALF}\": 1}}'",
    f"echo '{{\"Version\": 1, \"AccessKeyId\": {{\"{HALF}\": 1}}}}'", f"printf {HALF}; kill -9 $$",
    "yes $(cat $0) | head -c 100000"],
    # Without ids pytest would show the scripts, secret and all, in its own environment.
    ids=["fails", "fails in words", "half", "no version", "extra", "wrong type", "dies", "endless"])
def test_a_process_that_prints_something_else(tmp_path, script):
    with watching(tmp_path) as watch:
        watch.secrets.add(printed=HALF)
        (tmp_path / "program").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "program").chmod(0o755)
        config = tmp_path / "config"
        config.write_text(f"[default]\ncredential_process = {tmp_path}/program\n")
        status, text = watch.run(
            "run", *INPUTS, *pipeline(tmp_path), AWS_CONFIG_FILE=str(config))
        assert status == 1 and "credential_process of profile" in text


@pytest.mark.parametrize("lines", [
    [f"aws_secret_access_key {HALF}"], [f"aws_secret_access_key = {HALF}"], [HALF], [f"[{HALF}"],
    ["[default]", f"= {HALF}"], ["[default]", f"aws_secret_access_key = {HALF}"],
    ["[default]", f"aws_session_token = {HALF}", "aws_access_key_id = AKIA"]])
def test_a_file_of_credentials_that_is_no_good(tmp_path, lines):
    with watching(tmp_path) as watch:
        watch.secrets.add(written=HALF)
        file = tmp_path / "credentials"
        file.write_text("\n".join(lines))
        status, text = watch.run(
            "run", *INPUTS, *pipeline(tmp_path), AWS_SHARED_CREDENTIALS_FILE=str(file))
        assert status == 1 and ("credentials:" in text or "profile" in text), text


@pytest.mark.parametrize("name, value", [
    ("AWS_ENDPOINT_URL", f"http://joe:{HALF}@127.0.0.1/"),
    ("AWS_ENDPOINT_URL_OPSWORKS", f"http://127.0.0.1/?key={HALF}"),
    ("AWS_EC2_METADATA_SERVICE_ENDPOINT", f"http://joe:{HALF}@127.0.0.1/"),
    ("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"http://joe:{HALF}@127.0.0.1/"),
    ("AWS_SECRET_ACCESS_KEY", HALF), ("AWS_SESSION_TOKEN", f"{HALF}\x01"),
    ("http_proxy", f"http://joe:{HALF}@127.0.0.1:1/"),
    ("http_proxy", f"socks99://joe:{HALF}@127.0.0.1:1/")])
def test_a_variable_that_is_no_good(tmp_path, name, value):
    with watching(tmp_path) as watch:
        watch.secrets.add(variable=HALF)
        more = {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": HALF} \
            if name == "AWS_SESSION_TOKEN" else {}
        status, text = watch.run(
            "run", *INPUTS, *pipeline(tmp_path), "--json", **{name: value}, **more)
        assert status != 0, text


@pytest.mark.parametrize("command", ["plan", "run"])
def test_an_identity_that_is_given_by_hand(tmp_path, command):
    with watching(tmp_path) as watch:
        watch.secrets.add(given=HALF)
        for arguments in [[], ["--json"]]:
            status, text = watch.run(
                command, *INPUTS, *pipeline(tmp_path), "--until", "tag-instance", *arguments,
                "--set", f"instance.identity={{document: '{{}}', signature: {HALF}}}")
            assert status == 0, text
            status, text = watch.run(
                command, *INPUTS, *pipeline(tmp_path), *arguments,
                "--set", f"instance.identity={{document: '{{}}', signature: [{HALF}]}}")
            assert status == 64, text


@pytest.mark.parametrize("command", ["plan", "run"])
@pytest.mark.parametrize("step, words", [
    ('tag-instance: {tags: {Name: "my ${instance.identity}"}}', "secret fact"),
    ('look-up-stack: {layer: "x ${instance.identity:-y}"}', "secret fact"),
    ('ohai-hint: {path: "/${instance.identity}"}', "secret fact"),
    ('tag-instance: {tags: {Name: "${instance.identity}"}}', "secret fact"),
    ('look-up-stack: {stack-name: "${instance.identity}"}', "secret fact")])
def test_an_identity_that_a_pipeline_names(tmp_path, command, step, words):
    with watching(tmp_path) as watch:
        file = tmp_path / "own.yaml"
        file.write_text(f"enlist: 1\nname: own\nsteps:\n  - {step}\n    retry: none\n")
        for arguments in [[], ["--json"]]:
            ended, text = watch.run(
                command, *INPUTS, "--pipeline", str(file), *arguments, "--set",
                "stack.name=v3 prod web", "--set", "hostname=shop1", "--set", "layer.name=shop")
            assert ended == 65 and words in text, text
