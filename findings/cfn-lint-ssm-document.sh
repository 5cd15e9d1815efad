#!/usr/bin/env bash
# Surprise: cfn-lint calls each AWS::SSM::Document an error (E3051) whose Content is a string, be it JSON
# or YAML, "a string or stream input is required" it says of that string; the same content as an object
# passes. The cause is where two meet: cfn-lint hands PyYAML its own subclass of str, and PyYAML's C
# loader takes nothing but a plain str, while its Python loader reads the subclass.
# For whom: who keeps SSM documents as text (a string is what CloudFormation's reference allows besides
# the object, and DocumentFormat is about); who gives PyYAML strings of another library's type.
# Versions: cfn-lint 1.58.0, PyYAML 6.0.3.
# Guess: the string is parsed and checked like the object, and a mistake in it is found: the rule has
# code for strings. A subclass of str is a str for both loaders.
# Seen: E3051 for both strings, none for the object; TypeError from CSafeLoader, {'a': 1} from SafeLoader.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check cfn-lint==1.58.0 PyYAML==6.0.3

cat > "$work/template.yaml" <<'YAML'
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  AsObject:
    Type: AWS::SSM::Document
    Properties:
      DocumentType: Command
      Content:
        schemaVersion: '2.2'
        description: says who runs
        mainSteps: [{action: 'aws:runShellScript', name: who, inputs: {runCommand: [id]}}]
  AsYAML:
    Type: AWS::SSM::Document
    Properties:
      DocumentType: Command
      DocumentFormat: YAML
      Content: |
        schemaVersion: '2.2'
        description: says who runs
        mainSteps: [{action: 'aws:runShellScript', name: who, inputs: {runCommand: [id]}}]
  AsJSON:
    Type: AWS::SSM::Document
    Properties:
      DocumentType: Command
      DocumentFormat: JSON
      Content: '{"schemaVersion": "2.2", "description": "says who runs", "mainSteps":
        [{"action": "aws:runShellScript", "name": "who", "inputs": {"runCommand": ["id"]}}]}'
YAML

env -i PATH="$PATH" HOME="$work" "$work/venv/bin/python" - "$work" <<'PY'
import json
import subprocess
import sys
from importlib.metadata import version

import yaml

work = sys.argv[1]
print("cfn-lint", version("cfn-lint"), "PyYAML", version("PyYAML"))
linted = subprocess.run([work + "/venv/bin/cfn-lint", "--format", "json", "--regions", "us-east-1",
                         "--", work + "/template.yaml"], capture_output=True, text=True)
seen = sorted((match["Location"]["Path"][1], match["Rule"]["Id"], match["Message"])
              for match in json.loads(linted.stdout))
for match in seen:
    print(*match)
print("exit status", linted.returncode)


class Text(str):
    pass


def outcome(loader):
    try:
        return yaml.load(Text("a: 1"), Loader=loader)
    except TypeError as error:
        return str(error)


loaders = outcome(yaml.SafeLoader), outcome(yaml.CSafeLoader)
print("a subclass of str: SafeLoader", loaders[0], "CSafeLoader", loaders[1])
REQUIRED = "a string or stream input is required"
message = f"Document is not valid ('Template could not be parsed: {REQUIRED}')"
if (seen != [("AsJSON", "E3051", message), ("AsYAML", "E3051", message)]
        or linted.returncode != 2 or loaders != ({"a": 1}, REQUIRED)):
    sys.exit("changed: the strings are not refused as described")
print("held: an SSM document's content as a string is an error, the same as an object is none")
PY
