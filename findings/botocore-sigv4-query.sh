#!/usr/bin/env bash
# Surprise: botocore has two signers for Signature Version 4, and for a URL whose query holds a colon, a
# slash, a comma or a star as it is they make different signatures. Which of the two is at work depends on
# whether awscrt is installed: `AUTH_TYPE_MAPS["v4"]` is then the one that is made of it.
# For whom: who signs requests of their own with botocore.auth (OpenSearch, API Gateway, a metric store):
# `?q=user:kim` or `?from=…T00:00:00Z` is signed in one image and refused by the service in another.
# Versions: botocore 1.44.8, awscrt 0.38.1.
# Guess: both bring the query into the canonical form before they sign, as the specification asks (each name
# and value URI-encoded), so one URL has one signature, and so has its encoded spelling.
# Seen: SigV4Auth takes the query as it stands and only sorts it: `path=a/b`, `path=a%2Fb` and `path=a%2fb`
# are three signatures. CrtSigV4Auth makes one of them, the one that SigV4Auth has for `a%2Fb`. All these
# characters may stand in a query (RFC 3986), and http clients send them as they are. A path is alike.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check botocore==1.44.8 awscrt==0.38.1

env -i PATH="$PATH" HOME="$work" "$work/venv/bin/python" - <<'PY'
import datetime
import sys
from unittest import mock

import awscrt
import botocore
import botocore.auth
import botocore.crt.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

print("botocore", botocore.__version__, "awscrt", awscrt.__version__)
NOW = datetime.datetime(2026, 1, 2, 3, 4, 5)


def signature(module, signer, path):
    request = AWSRequest(method="GET", url="https://search.us-east-1.es.amazonaws.com" + path)
    with mock.patch.object(module, "get_current_datetime", lambda *_, **__: NOW):
        signer(Credentials("AKID", "SECRET"), "es", "us-east-1").add_auth(request)
    return request.headers["Authorization"].rpartition("Signature=")[2]


def python(path):
    return signature(botocore.auth, botocore.auth.SigV4Auth, path)


def crt(path):
    return signature(botocore.crt.auth, botocore.crt.auth.CrtSigV4Auth, path)


# The same resource, as it stands and encoded.
SPELLINGS = [("/_search?q=user:kim", "/_search?q=user%3Akim"), ("/_search?q=*", "/_search?q=%2A"),
             ("/x?path=a/b", "/x?path=a%2Fb"), ("/x?path=a%2fb", "/x?path=a%2Fb"),
             ("/x?fields=a,b", "/x?fields=a%2Cb"),
             ("/x?from=2026-01-01T00:00:00Z", "/x?from=2026-01-01T00%3A00%3A00Z")]
same = botocore.auth.AUTH_TYPE_MAPS["v4"] is botocore.crt.auth.CrtSigV4Auth
print("with awscrt installed, v4 is", botocore.auth.AUTH_TYPE_MAPS["v4"].__name__)
for plain, encoded in SPELLINGS:
    seen = python(plain), python(encoded), crt(plain), crt(encoded)
    print(f"{plain}: SigV4Auth {seen[0][:8]}, encoded {seen[1][:8]}; "
          f"CrtSigV4Auth {seen[2][:8]}, encoded {seen[3][:8]}")
    same = same and seen[0] != seen[1] and seen[1] == seen[2] == seen[3]
for path in "/x?a=1&b=2", "/x?b=2&a=1", "/x?a=b%20c", "/x?pretty", "/logs-*/_search", "/a:b/c,d":
    agreed = python(path) == crt(path)
    print(f"{path}: {'the same signature' if agreed else 'two signatures'}")
    same = same and agreed
if not same:
    sys.exit("changed: the two signers do not differ as described")
print("held: only one of botocore's two signers encodes the query, and awscrt decides which is used")
PY
