"""What `enlist user-data` refuses to print, and what it says of what it printed before."""

import base64
import json
import subprocess
from pathlib import Path

import pytest
import yaml

from cloud import BUILD, INPUTS
from test_user_data import QUICK, printed, user_data

FORMATS = ["shell", "cloud-config", "mime", "base64"]


def written(folder, text, name="web.yaml"):
    file = folder / name
    file.write_text(text)
    return file


def refused(ended, *said, status=65):
    assert (ended.returncode, ended.stdout) == (status, ""), ended
    for words in said:
        assert words in ended.stderr, ended.stderr


# What an instance could not plan

WRONG = {
    "a kind": ("steps: [ohai-hnt]", "3:9: error: there is no kind of step called `ohai-hnt`", "did you mean `ohai-hint`?"),
    "a parameter": ("steps:\n  - write-file: {path: /a, contnt: x}", "no parameter `contnt`", "did you mean `content`?"),
    "a value": ("steps:\n  - derive-hostname: {apply: perhaps}", "the parameter `apply` of `derive-hostname` should be true or false"),
    "a fact": ("steps:\n  - write-file: {path: /a, content: \"${hostnam}\"}", "`hostnam`"),
    "an order": ("steps: [choose-hostname, look-up-stack]", "which only the later step `look-up-stack` gives"),
    "a policy": ("steps:\n  - {ohai-hint: {}, retry: {attempts: 0}}", "4:"),
    "a plugin that is not there": ("plugins: [/opt/none.so]\nsteps: [greet]", "/opt/none.so"),
}


@pytest.mark.parametrize("text, said", [(row[0], row[1:]) for row in WRONG.values()], ids=WRONG)
def test_what_validate_refuses_is_not_printed(tmp_path, text, said):
    file = written(tmp_path, f"enlist: 1\nname: web\n{text}\n")
    ended = printed(*INPUTS, "--pipeline", file)
    refused(ended, *said)
    validated = subprocess.run([BUILD / "enlist", "validate", file], capture_output=True, text=True, timeout=30)
    assert validated.returncode == 65
    # The same words, and how to print it all the same where it can be read.
    first = validated.stderr.splitlines()[0]
    assert first == ended.stderr.splitlines()[0]
    if "retry" not in text:
        assert "with `--no-check` nothing is planned" in ended.stderr
        assert text.splitlines()[-1].strip() in user_data(*INPUTS, "--no-check", "--pipeline", file)


def test_overlays_are_made_of_what_is_brought(tmp_path):
    changes = written(tmp_path, "enlist: 1\nchanges:\n  - remove: ohai-hnt\n", "10-web.yaml")
    refused(printed("--pipeline", QUICK, "--overlay", changes), "10-web.yaml:3:13", "`ohai-hnt`")
    other = written(tmp_path, "enlist: 1\nextends: systems-manager\nchanges: []\n", "20-web.yaml")
    refused(printed("--pipeline", QUICK, "--overlay", other), "20-web.yaml:2")


def test_overlays_act_in_the_order_of_their_names(tmp_path):
    """As in /etc/enlist/pipeline.d: the command line's order is not theirs."""
    insert = written(
        tmp_path, "enlist: 1\nchanges:\n  - insert: {write-file: {path: /a, content: x}, id: a}\n    at: last\n",
        "10-a.yaml")
    change = written(tmp_path, "enlist: 1\nchanges:\n  - set: a\n    with: {content: y}\n", "20-b.yaml")
    user_data(*INPUTS, "--overlay", change, "--overlay", insert)
    insert.rename(tmp_path / "30-a.yaml")
    refused(printed(*INPUTS, "--overlay", change, "--overlay", tmp_path / "30-a.yaml"), "20-b.yaml:3", "`a`")


@pytest.mark.parametrize("words, said", [
    (["--", "--skip", "ohai-hnt"], "`ohai-hnt`"), (["--", "--pipeline", "opswork"], "opswork"),
    (["--set", "instance.id=x", "--", "--until", "nowhere"], "`nowhere`"),
])
def test_the_options_of_the_run_are_planned_with_it(words, said):
    refused(printed(*INPUTS, *words), said)


def test_what_the_run_is_told_counts(tmp_path):
    """A fact that only `--set` gives, in either place; and a pipeline by its place on the instance."""
    file = written(tmp_path, "enlist: 1\nname: web\nsteps:\n  - write-file: {path: /a, content: \"${note}\"}\n")
    refused(printed("--pipeline", file), "`note`")
    user_data("--pipeline", file, "--set", "note=x")
    user_data("--pipeline", file, "--", "--set", "note=x")
    user_data("--pipeline", file, "--set", "note=x", "--", "--pipeline", "/etc/enlist/pipeline.yaml")


def test_files_beside_the_file_do_not_come_along(tmp_path):
    written(tmp_path, "enlist: 1\nname: base\nsteps: [ohai-hint]\n", "base.yaml")
    for text, said in [("plugins: [lib.so]\nsteps: [ohai-hint]\nname: x", "2:11: error: an instance would look for "
                        "the plugin `lib.so` in /etc/enlist/"),
                       ("plugins:\n  - file: ./lib.so\nsteps: [ohai-hint]\nname: x", "`./lib.so`"),
                       ("extends: base.yaml\nchanges: []", "the pipeline `base.yaml` in /etc/enlist/")]:
        for more in ([], ["--no-check"]):
            refused(printed("--pipeline", written(tmp_path, f"enlist: 1\n{text}\n"), *more), said)
    overlay = written(tmp_path, "enlist: 1\nplugins: [lib.so]\n", "10-x.yaml")
    refused(printed("--overlay", overlay), "in /etc/enlist/pipeline.d/")


# Template engines

MARKED = "enlist: 1\nname: web\nsteps:\n  - write-file: {path: /etc/motd, content: \"${note} %{x} {{ y }} {# z #}\"}\n"


def test_a_text_that_a_template_engine_would_change_comes_with_a_hint(tmp_path):
    assert printed(*INPUTS, "--detach", "--binary-url", "https://a/b", "--binary-sha256", "0" * 64).stderr == ""
    file = written(tmp_path, MARKED)
    ended = printed("--pipeline", file, "--set", "note=x")
    line = next(number for number, text in enumerate(ended.stdout.splitlines(), 1) if "%{x}" in text)
    assert ended.stderr.startswith(f"note: the text has `${{` (line {line}), which Terraform's templatefile and")
    for mark in ("%{", "{{", "{#"):
        assert f"`{mark}` (line {line})" in ended.stderr
    assert printed("--pipeline", file, "--set", "note=x", "--format", "base64").stderr == ""


def test_base64_is_what_ec2s_api_takes(tmp_path):
    [line] = user_data(*INPUTS, "--format", "base64").splitlines()
    assert base64.b64decode(line, validate=True).decode() == user_data(*INPUTS)


# What has become of it

def checked(file):
    return subprocess.run([BUILD / "enlist", "user-data", "--check", file], capture_output=True, text=True, timeout=30)


def whole(file):
    ended = checked(file)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, f"{file}: as `enlist user-data` printed it\n", "")


@pytest.mark.parametrize("form", FORMATS)
def test_what_was_printed_is_known_again(tmp_path, form):
    pipeline = written(tmp_path, MARKED)
    text = user_data(*INPUTS, "--pipeline", pipeline, "--set", "note=é\u2028\u0085", "--format", form)
    for content in (text, text.rstrip("\n"), text + "\n\n"):
        whole(written(tmp_path, content, "user-data"))
    if form != "base64":
        # As `describe-launch-template-versions` shows it.
        whole(written(tmp_path, base64.encodebytes(text.encode()).decode(), "user-data"))


def templated(text):
    """What templatefile makes of it with variables of these names."""
    return text.replace("${note}", "x").replace("%{x}", "")


@pytest.mark.parametrize("form", ["shell", "cloud-config", "mime"])
def test_a_template_engine_is_found_out(tmp_path, form):
    pipeline = written(tmp_path, MARKED)
    text = user_data(*INPUTS, "--pipeline", pipeline, "--set", "note=x", "--format", form)
    ended = checked(written(tmp_path, templated(text), "user-data"))
    refused(ended, "a template engine has been at", "it has 2 of the places that template engines replace, and had 4",
            "--format base64")


def test_other_changes_are_told_apart(tmp_path):
    text = user_data(*INPUTS)
    refused(checked(written(tmp_path, text.replace("umask 022", "umask 000"), "user-data")),
            "has been changed since `enlist user-data` printed it\n")
    refused(checked(written(tmp_path, text.replace("umask 022\n", ""), "user-data")), "lines, and had")
    file = written(tmp_path, text.replace("\n", "\r\n"), "user-data")
    file.write_bytes(text.replace("\n", "\r\n").encode())
    ended = checked(file)
    assert ended.returncode == 0 and "line ends, which are those of Windows" in ended.stdout, ended


def test_jinja_is_foreseen(tmp_path):
    plain, marked = user_data(*INPUTS), user_data("--pipeline", written(tmp_path, MARKED), "--set", "note=x")
    whole(written(tmp_path, "## template: jinja\n" + plain, "user-data"))
    refused(checked(written(tmp_path, "## template: jinja\n" + marked, "user-data")), "jinja render", "at boot")


def test_it_is_found_among_others(tmp_path):
    """In a message that somebody else's program made of it, and in cloud-config that it was written into again."""
    script = user_data(*INPUTS, "--set", "note=é")
    message = (
        "MIME-Version: 1.0\nContent-Type: multipart/mixed;\n boundary=MIMEBOUNDARY\n\npreamble\n"
        "--MIMEBOUNDARY\nContent-Type: text/cloud-config\n\n#cloud-config\npackages: [nginx]\n\n"
        "--MIMEBOUNDARY\nContent-Transfer-Encoding: base64\nContent-Type: text/x-shellscript\n\n"
        f"{base64.encodebytes(script.encode()).decode()}\n--MIMEBOUNDARY--\n")
    whole(written(tmp_path, message, "user-data"))
    config = yaml.safe_load(user_data(*INPUTS, "--format", "cloud-config"))
    config["packages"] = ["nginx"]
    config["write_files"].insert(0, {"path": "/etc/motd", "content": "x"})
    whole(written(tmp_path, "#cloud-config\n" + json.dumps(config, indent=1), "user-data"))


@pytest.mark.parametrize("text, said", [
    ("#!/bin/sh\necho\n", "has no script of `enlist user-data`"), ("", "has no script"),
    ("#cloud-config\nruncmd: [x]\n", "has no script"), ("#cloud-config\na: [\n", "user-data:3:1: error"),
    ("# As printed: lines=x marks=-1 sha256=\n", "has no script"),
    ("# As printed: lines=99999999999999999999 marks=0 sha256=0\n", "has no script"),
    ("Content-Type: multipart/mixed\n\n--\n", "has no script"),
    ("Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\n--\n", "has no script"),
    ("## template: jinja\n" * 9, "has no script"), (base64.b64encode(b"\xff" * 9).decode(), "has no script"),
])
def test_what_is_none_of_it_is_said(tmp_path, text, said):
    refused(checked(written(tmp_path, text, "user-data")), said)


def test_a_check_goes_with_nothing_else(tmp_path):
    refused(printed("--check", tmp_path / "none"), "no such file")
    for words in (INPUTS, ["--pipeline", QUICK], ["--detach"], ["--set", "a=b"], ["--", "--json"]):
        refused(printed("--check", "x", *words), "excludes all other options", status=64)
