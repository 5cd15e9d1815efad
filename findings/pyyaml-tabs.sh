#!/usr/bin/env bash
# Surprise: PyYAML's two loaders do not read the same documents: a tab after a value, before a comment,
# between a key and its colon or inside a plain scalar is an error for SafeLoader, which is written in
# Python, and fine for CSafeLoader of the same package, which is libyaml.
# For whom: who writes cloud-config and checks it with a tool on libyaml (Ruby's psych, CSafeLoader):
# cloud-init reads with SafeLoader, so one tab at the end of a line makes it refuse the whole document.
# Versions: PyYAML 6.0.3, libyaml as its wheel bundles it; ruamel.yaml 0.19.1, pure.
# Guess: the C loader is a drop-in for speed; tabs are refused in indentation alone, as YAML's standard
# has it, by both.
# Seen: a ScannerError from SafeLoader for each of the documents below (trailing, before a comment,
# around the colon, in a flow sequence, within a scalar, after a block's header); CSafeLoader reads all.
# ruamel.yaml's pure loader learned the flow sequence, not the rest. All refuse a tab as indentation.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check PyYAML==6.0.3 ruamel.yaml==0.19.1

env -i PATH="$PATH" HOME="$work" "$work/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version

import ruamel.yaml
import yaml

print("PyYAML", version("PyYAML"), "libyaml", yaml._yaml.get_version_string(),
      "ruamel.yaml", version("ruamel.yaml"))
READ = {
    "hostname: web\t": {"hostname": "web"},
    "hostname: web\t# the name": {"hostname": "web"},
    "hostname\t: web": {"hostname": "web"},
    "hostname:\tweb": {"hostname": "web"},
    "runcmd: [id,\tdate]": {"runcmd": ["id", "date"]},
    "final_message: up\tnow": {"final_message": "up\tnow"},
    "motd: |\t\n  hello\n": {"motd": "hello\n"},
}
INDENTED = "users:\n\t- web\n"


def outcome(load, document):
    try:
        return load(document)
    except (yaml.YAMLError, ruamel.yaml.YAMLError) as error:
        return type(error).__name__


LOADERS = [
    lambda text: yaml.load(text, Loader=yaml.SafeLoader),
    lambda text: ruamel.yaml.YAML(typ="safe", pure=True).load(text),
    lambda text: yaml.load(text, Loader=yaml.CSafeLoader),
]
same = True
for document, value in READ.items():
    seen = [outcome(load, document) for load in LOADERS]
    print(f"{document!r}: SafeLoader {seen[0]}, ruamel {seen[1]}, CSafeLoader {seen[2]}")
    ruamel_reads = value if "[" in document else "ScannerError"
    same = same and seen == ["ScannerError", ruamel_reads, value]
refused = [outcome(load, INDENTED) for load in LOADERS]
print(f"{INDENTED!r}: {refused}")
if not same or refused != ["ScannerError"] * 3:
    sys.exit("changed: the loaders do not differ as described")
print("held: the loader in Python refuses tabs that libyaml, behind the same package, reads")
PY
