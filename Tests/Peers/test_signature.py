"""botocore's signer makes the signatures that the Swift tests hold libcurl to.

Recompute the file after a change of its inputs:  python Tests/Peers/test_signature.py
"""

import json
import pathlib

from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from botocore_signer import SigV4AuthAt

VECTORS = pathlib.Path(__file__).parent.parent / "AWSTests" / "SignatureVectors.json"


def authorization(vector):
    request = AWSRequest(
        method="POST",
        url=vector["url"],
        data=vector["body"].encode(),
        headers={**vector["headers"], "X-Amz-Date": vector["date"]},
    )
    credentials = Credentials(vector["accessKeyID"], vector["secretAccessKey"], vector["token"])
    SigV4AuthAt(credentials, vector["service"], vector["region"]).add_auth(request)
    return request.headers["Authorization"]


def test_botocore_makes_the_signatures_of_the_vectors():
    vectors = json.loads(VECTORS.read_text())
    assert vectors
    for vector in vectors:
        assert vector["authorization"] == authorization(vector), vector["name"]


if __name__ == "__main__":
    vectors = json.loads(VECTORS.read_text())
    for vector in vectors:
        vector["authorization"] = authorization(vector)
    VECTORS.write_text(json.dumps(vectors, indent=2) + "\n")
