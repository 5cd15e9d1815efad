#!/usr/bin/env bash
# Surprise: opentelemetry-proto-json, the pure Python codec for OTLP/JSON, loses bytes silently: of a
# bytesValue in URL-safe base64 it drops each "-" and "_" and decodes what is left; unpadded it raises.
# Installed alone it cannot even be imported: it needs typing_extensions and does not declare it.
# For whom: receivers of OTLP/JSON that move from protobuf to this package; senders that use URL-safe
# base64, as many JSON libraries do for bytes.
# Versions: opentelemetry-proto-json 0.66b2 against opentelemetry-proto 1.45.2 with protobuf 7.36.2.
# Guess: as protobuf's JSON mapping says, "either standard or URL-safe base64 encoding with/without
# paddings are accepted", so both packages read the same; a codec without declared needs has none.
# Seen: "-_-_" is fb ff bf with protobuf and empty here; "aGk-" is 68 69 3e there, an error here;
# "AAAA-_-_" is 00 00 00 fb ff bf there and 00 00 00 here; ModuleNotFoundError at the first import.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
pip=("$work/venv/bin/pip" install --quiet --disable-pip-version-check)
python=(env -i PATH="$PATH" HOME="$work" "$work/venv/bin/python")

"${pip[@]}" opentelemetry-proto-json==0.66b2
alone=$("${python[@]}" -c 'import opentelemetry.proto_json.common.v1.common' 2>&1 | tail -n 1 || true)
printf 'imported alone: %s\n' "$alone"
[[ $alone == "ModuleNotFoundError: No module named 'typing_extensions'" ]] || {
    echo "changed: the package can be imported as it is installed" >&2
    exit 1
}

"${pip[@]}" typing_extensions==4.16.0 opentelemetry-proto==1.45.2 protobuf==7.36.2
"${python[@]}" - <<'PY'
import json
import sys
from importlib.metadata import version

from google.protobuf import json_format
from opentelemetry.proto.common.v1.common_pb2 import AnyValue as ByProtobuf
from opentelemetry.proto_json.common.v1.common import AnyValue as ByCodec

for package in ("opentelemetry-proto-json", "opentelemetry-proto", "protobuf"):
    print(package, version(package))


def read(parse):
    try:
        return parse().hex()
    except ValueError as error:
        return type(error).__name__


same = True
for text, by_protobuf, by_codec in [
        ("++//++//", "fbefff" "fbefff", "fbefff" "fbefff"), ("-_-_", "fbffbf", ""), ("AAAA-_-_", "000000fbffbf", "000000"),
        ("aGk-", "68693e", "ValueError"), ("aGk=", "6869", "6869"), ("aGk", "6869", "ValueError")]:
    document = json.dumps({"bytesValue": text})
    seen = (read(lambda: json_format.Parse(document, ByProtobuf()).bytes_value),
            read(lambda: ByCodec.from_json(document).bytes_value))
    print(f"{text!r}: protobuf reads {seen[0]!r}, the codec {seen[1]!r}")
    same = same and seen == (by_protobuf, by_codec)
if not same:
    sys.exit("changed: the two do not read as described")
print("held: URL-safe base64 loses its bytes, unpadded base64 fails, and an import needs more than is declared")
PY
