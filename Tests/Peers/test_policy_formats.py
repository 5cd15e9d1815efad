"""`enlist iam-policy --format`: the same policy in a template of CloudFormation's and in a file of Terraform's."""

import json
import re
import subprocess
import sys
from pathlib import Path

import hcl2
import pytest
import yaml

from test_iam_policy import ACCOUNT, REGION, policy, printed
from test_templates import Loader, filled

MARKED = """\
enlist: 1
name: web
on-failure: {report: "s3://logs/a", then: abandon}
steps:
  - look-up-stack
  - choose-hostname
  - tag-instance: {tags: {"a$${b}%{c}": x, "null": x, "é\\"": x}}
  - finish-launch
"""
ASKED = {"systems-manager": ["--pipeline", "systems-manager"], "opsworks": ["--pipeline", "opsworks"],
         "a group": ["--pipeline", "systems-manager", "--group", "web-prod"], "reaping": ["--reaping"],
         "words of templates": ["--pipeline", "marked.yaml"]}


@pytest.fixture(params=ASKED.values(), ids=ASKED)
def asked(request, tmp_path):
    (tmp_path / "marked.yaml").write_text(MARKED)
    return [word.replace("marked.yaml", str(tmp_path / "marked.yaml")) for word in request.param]


def text(*words):
    ended = printed(*words)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_cloudformation_has_the_same_policy(asked, tmp_path):
    file = tmp_path / "policy.yaml"
    file.write_text(text(*asked, "--format", "cloudformation"))
    resource, = yaml.load(file.read_text(), Loader)["Resources"].values()
    document = filled(resource["Properties"]["PolicyDocument"])
    document = json.loads(json.dumps(document).replace("${!", "${"))
    assert document == policy(*asked, "--account", ACCOUNT, *([] if "--reaping" in asked else ["--region", REGION]))
    linted = subprocess.run(
        [Path(sys.executable).parent / "cfn-lint", "--include-checks", "I", "--", file],
        capture_output=True, text=True, timeout=120)
    assert (linted.returncode, linted.stdout) == (0, "")


SOURCES = {"aws_caller_identity": ("account_id", ACCOUNT), "aws_region": ("name", REGION), "aws_partition": ("partition", "aws")}


def test_terraform_has_the_same_policy(asked):
    printed_file = text(*asked, "--format", "terraform")
    parsed = hcl2.loads(printed_file)
    # Each source is there that is used, and no other.
    declared = set(re.findall(r'^data "(\w+)" "enlist" \{\}$', printed_file, re.M))
    assert declared == set(re.findall(r"\$\{data\.(\w+)\.enlist\.", printed_file))
    assert "aws_iam_policy" in json.dumps(parsed["resource"])
    heredoc = re.search(r"<<-JSON\n(.*?)\n  JSON\n", printed_file, re.S)[1]
    assert not re.search(r"(?<!\$)\$\{(?!data\.)|(?<!%)%\{", heredoc)

    def value(found):
        attribute, content = SOURCES[found[1]]
        assert found[2] == attribute
        return content

    rendered = re.sub(r"(?<!\$)\$\{data\.(\w+)\.enlist\.(\w+)\}", value, heredoc)
    document = json.loads(rendered.replace("$${", "${").replace("%%{", "%{"))
    assert document == policy(*asked, "--account", ACCOUNT, *([] if "--reaping" in asked else ["--region", REGION]))


@pytest.mark.parametrize("form", ["cloudformation", "terraform"])
def test_what_is_said_is_no_variable(form):
    said = text("--pipeline", "systems-manager", "--account", ACCOUNT, "--region", REGION, "--format", form)
    assert "${" not in said and f":{REGION}:{ACCOUNT}:" in said
    assert "${" in text("--pipeline", "systems-manager", "--account", ACCOUNT, "--format", form)
