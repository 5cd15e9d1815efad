"""What cloud-init's own code takes of each format, without a boot: for `make test-system`."""

import base64
import json
import subprocess
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ENLIST = HERE.parents[2] / ".build-static/release/enlist"
INPUTS = ["--product", "shop", "--environment", "prod", "--platform", "web", "--major", "3"]
# ASCII, Latin-1, what is beyond it, what YAML takes for the end of a line, what ends a part, what is no character of XML.
ODD = ["plain", "prêt", "shop — ready", "\U0001F600", "a\u2028b", "a\u0085c", "--==enlist==--", "it's '\u0301"]


def printed(*words):
    ended = subprocess.run([ENLIST, "user-data", *INPUTS, *words], capture_output=True, check=True,
                           env={"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"})
    return ended.stdout


@pytest.fixture
def taken(any_root):
    """What cloud-init takes of a text."""
    def taken(text):
        program = (HERE / "handlers.py").read_text()
        ended = subprocess.run(["chroot", any_root, "python3", "-c", program], input=text,
                               capture_output=True, check=True, timeout=60)
        return json.loads(ended.stdout)
    return taken


def pipeline(folder, odd):
    file = folder / "pipeline.yaml"
    content = json.dumps(odd, ensure_ascii=False)
    # In a comment the line ends of YAML would end it.
    comment = "" if {"\u2028", "\u0085"} & set(odd) else f"# {odd}\n"
    file.write_text(
        f"enlist: 1\nname: web\n{comment}steps:\n  - write-file: {{path: /etc/motd, content: {content}}}\n")
    return ["--pipeline", str(file)]


@pytest.mark.parametrize("odd", ODD, ids=ascii)
@pytest.mark.parametrize("form", ["shell", "cloud-config", "mime"])
def test_every_format_brings_the_same_bytes(taken, tmp_path, form, odd):
    words = pipeline(tmp_path, odd)
    script = printed(*words)
    found = taken(printed(*words, "--format", form))
    if form == "cloud-config":
        file, = found["config"]["write_files"]
        content = file["content"]
        got = base64.b64decode(content) if file.get("encoding") == "b64" else content.encode()
        assert found["config"]["runcmd"] == [[file["path"]]] and found["scripts"] == {}
    else:
        (name, content), = found["scripts"].items()
        got = base64.b64decode(content)
        assert name == ("part-001" if form == "shell" else "enlist.sh")
    assert got.rstrip(b"\n") == script.rstrip(b"\n")


THEIRS = "#cloud-config\nwrite_files:\n  - {path: /theirs, content: x}\nruncmd:\n  - [theirs]\n"
MERGING = "merge_how: list(append)+dict(no_replace,recurse_list)+str()\n"


def together(*parts):
    message = MIMEMultipart()
    for text in parts:
        subtype = "cloud-config" if text.startswith("#cloud-config") else "x-shellscript"
        message.attach(MIMEText(text, subtype))
    return message.as_bytes()


def ours(form):
    return printed("--format", form).decode()


PLACE = "/usr/local/sbin/enlist-user-data"


def lists(found):
    return [file["path"] for file in found["config"]["write_files"]], [words[0] for words in found["config"]["runcmd"]]


def test_after_another_part_of_cloud_config_both_are_there(taken):
    assert lists(taken(together(THEIRS, ours("cloud-config")))) == (["/theirs", PLACE], ["theirs", PLACE])


def test_a_later_part_without_merge_how_takes_the_place_of_ours(taken):
    """As docs/user-data.md says; with it both are there."""
    assert lists(taken(together(ours("cloud-config"), THEIRS))) == (["/theirs"], ["theirs"])
    assert lists(taken(together(ours("cloud-config"), THEIRS + MERGING))) == ([PLACE, "/theirs"], [PLACE, "theirs"])


def test_a_part_that_is_a_script_is_left_alone(taken):
    for parts in ([THEIRS, ours("shell")], [ours("shell"), THEIRS]):
        found = taken(together(*parts))
        assert lists(found) == (["/theirs"], ["theirs"]) and len(found["scripts"]) == 1


def test_a_schema_check_has_no_complaint(any_root):
    (any_root / "tmp/config").write_bytes(printed("--format", "cloud-config"))
    checked = subprocess.run(["chroot", any_root, "cloud-init", "schema", "--config-file", "/tmp/config"],
                             capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0 and "alid" in checked.stdout, checked


RENDER = """
import sys
from cloudinit.handlers.jinja_template import render_jinja_payload
print(render_jinja_payload(sys.stdin.read(), "part", {"v1": {"region": "eu-west-1"}}), end="")
"""


def rendered(root, text):
    return subprocess.run(["chroot", root, "python3", "-c", RENDER], input="## template: jinja\n" + text,
                          capture_output=True, text=True, timeout=60)


def test_what_jinja_does_to_a_script_is_as_documented(any_root, tmp_path):
    ended = rendered(any_root, "#!/bin/sh\n${a} {{ v1.region }} {{ nosuch }}{# gone #}\n")
    assert ended.stdout == "#!/bin/sh\n${a} eu-west-1 CI_MISSING_JINJA_VAR/nosuch\n"
    failed = rendered(any_root, "#!/bin/sh\n${#x}\n")
    assert failed.returncode != 0 and "Missing end of comment tag" in failed.stderr
    # Our own lines survive it.
    script = printed().decode()
    assert rendered(any_root, script).stdout.rstrip("\n") == script.rstrip("\n")
