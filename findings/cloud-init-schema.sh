#!/usr/bin/env bash
# Surprise: cloud-init's schema refuses three things that the text beside it tells users to write.
# 1. fs_setup's `partition: 1`: the description says "the desired partition number" and the type says
#    string or integer, but a oneOf beside it admits only auto, any and none: no number in any spelling.
# 2. mounts' `[ swap, null ]`, which the module's description gives as the way to remove an entry.
# 3. mount_default_fields as the description writes it, "[none, none, ...]", is valid, but those are two
#    strings for YAML: the null they stand for would be `null`, which for once the schema does admit.
# For whom: who gates user-data on `cloud-init schema`, or makes types and editors' help of the schema.
# Versions: cloud-init 22.4.2-1+deb12u4 (Debian 12), PyYAML 6.0.2, jsonschema 4.23.0.
# Guess: the examples of a module's description are valid by the module's schema; an "integer" in a type
# means that some integer is valid.
# Seen: "1 is not valid under any of the given schemas" and "None is not of type 'string'".
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
chmod 755 "$work"
cd "$work"
apt=(apt-get -qq -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
"${apt[@]}" update
"${apt[@]}" download cloud-init=22.4.2-1+deb12u4
dpkg -x cloud-init_*.deb "$work/root"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check PyYAML==6.0.2 jsonschema==4.23.0 \
    Jinja2==3.1.6 configobj==5.0.8 six==1.17.0 oauthlib==3.2.2 jsonpatch==1.33 requests==2.32.3

env -i PATH="$PATH" HOME="$work" PYTHONPATH="$work/root/usr/lib/python3/dist-packages" \
    "$work/venv/bin/python" - <<'PY'
import sys

import yaml
from cloudinit import version
from cloudinit.config import cc_mounts
from cloudinit.config.schema import SchemaValidationError, get_schema, validate_cloudconfig_schema

print("cloud-init", version.version_string())
schema = get_schema()
partition = schema["$defs"]["cc_disk_setup"]["properties"]["fs_setup"]["items"]["properties"]["partition"]
described = {
    "partition": "desired partition number" in partition["description"] and "integer" in partition["type"],
    "mounts": "``[ swap, null ]``" in cc_mounts.MODULE_DESCRIPTION,
    "defaults": "mount_default_fields: [none, none," in cc_mounts.MODULE_DESCRIPTION,
}
print("described so:", described)

NO, NULL = "is not valid under any of the given schemas", "None is not of type 'string'"
FIELDS = '"auto", "defaults,nofail", "0", "2"]'
same = all(described.values())
for text, complaint in [
        ("fs_setup: [{filesystem: ext4, device: /dev/sdb, partition: auto}]", ""),
        ("fs_setup: [{filesystem: ext4, device: /dev/sdb, partition: 1}]", "1 " + NO),
        ("fs_setup: [{filesystem: ext4, device: /dev/sdb, partition: '1'}]", "'1' " + NO),
        ("mounts: [[ swap ]]", ""), ("mounts: [[ swap, null ]]", NULL),
        ("mount_default_fields: [none, none, " + FIELDS, ""),
        ("mount_default_fields: [null, null, " + FIELDS, "")]:
    try:
        validate_cloudconfig_schema(yaml.safe_load(text), schema, strict=True)
        seen = ""
    except SchemaValidationError as error:
        seen = str(error)
    print(f"{text}: {seen or 'valid'}")
    same = same and (seen.endswith(complaint) if complaint else not seen)
none = yaml.safe_load("mount_default_fields: [none, none, " + FIELDS)["mount_default_fields"][:2]
print("the described defaults begin with", none)
if not same or none != ["none", "none"]:
    sys.exit("changed: the schema and the description do not differ as described")
print("held: the schema refuses a partition's number and [ swap, null ], which its own text asks for")
PY
