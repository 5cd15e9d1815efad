#!/usr/bin/env bash
# Surprise: what cloud-init's `merge_how` does to lists of two cloud-config parts is not what it is named.
#   list(replace) replaces element by element: [a, b, c] and [x] give [x, b, c];
#   list(), whose default is replace, also cuts: [a, b, c] and [w, x, y, z] give [w, x, y];
#   list(append) alone, without a dict merger, drops the later part with all its keys, and says nothing;
#   with dict(replace,recurse_list) the `recurse_list` is without effect: the list is not appended to.
# For whom: who lets an image, a launch template and a team each add to runcmd or packages. The package's
# validator calls each of the four valid; commands are missing on the instance, with no warning.
# Versions: cloud-init 22.4.2-1+deb12u4 (Debian 12), PyYAML 6.0.2.
# Guess: replace puts the later list in the place of the earlier one; naming only the merger that one
# changes keeps the defaults for other types; settings add up.
# Seen: as above. Of the forms tried only dict(recurse_list) or dict(recurse_array) with list(append)
# appends, and it must stand in the later part: in the earlier one it is not applied to the later part.
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
import os
import sys

import yaml
from cloudinit import version
from cloudinit.config.schema import get_schema, validate_cloudconfig_schema
from cloudinit.handlers import CONTENT_END, CONTENT_START
from cloudinit.handlers.cloud_config import CloudConfigPartHandler
from cloudinit.settings import PER_INSTANCE

print("cloud-init", version.version_string())
SCHEMA = get_schema()


class Paths:
    cfgs = {}

    def get_ipath(self, name=None):
        return os.path.join(os.environ["HOME"], name or "instance")


def merged(*parts):
    handler = CloudConfigPartHandler(Paths())
    handler.handle_part(None, CONTENT_START, None, None, None, {})
    for number, part in enumerate(parts):
        validate_cloudconfig_schema(part, SCHEMA, strict=True)
        text = "#cloud-config\n" + yaml.safe_dump(part)
        handler.handle_part(None, "text/cloud-config", f"part-{number}", text, PER_INSTANCE, {})
    handler.handle_part(None, CONTENT_END, None, None, None, {})
    with open(handler.cloud_fn) as file:
        return yaml.safe_load(file)["runcmd"], handler


def later(how, earlier, added):
    return merged({"runcmd": earlier}, {"merge_how": how, "runcmd": added, "timezone": "UTC"})[0]


same = True
for how, earlier, added, expected in [
        ("dict(recurse_list)+list(replace)", "abc", "x", "xbc"),
        ("dict(recurse_list)+list()", "abc", "wxyz", "wxy"),
        ("dict(replace,recurse_list)+list(append)", "a", "b", "b"),
        ("list(append)", "a", "b", "a"),
        ("dict(recurse_list)+list(append)", "a", "b", "ab"),
        ("dict(recurse_array)+list(append)", "a", "b", "ab")]:
    seen = later(how, list(earlier), list(added))
    print(f"{how}: {list(earlier)} and {list(added)} give {seen}")
    same = same and seen == list(expected)

_, handler = merged({"runcmd": ["a"]}, {"merge_how": "list(append)", "runcmd": ["b"], "timezone": "UTC"})
with open(handler.cloud_fn) as file:
    lost = "timezone" not in yaml.safe_load(file)
print("list(append) alone loses the later part's timezone:", lost)
first, _ = merged({"merge_how": "dict(recurse_list)+list(append)", "runcmd": ["a"]}, {"runcmd": ["b"]})
print("merge_how in the earlier part only:", first)
if not same or not lost or first != ["b"]:
    sys.exit("changed: the lists are not merged as described")
print("held: replace goes element by element and cuts, and two ways to ask for append do not append")
PY
