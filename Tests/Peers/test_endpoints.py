"""Where botocore looks for each service that enlist calls: the newest one, as it knows the newest partitions.

The Swift tests hold enlist to the file. Recompute it after an update:  python Tests/Peers/test_endpoints.py
"""

import json
import re
import subprocess
import sys
from pathlib import Path

VECTORS = Path(__file__).parent.parent / "AWSTests" / "EndpointVectors.json"
TODAY = Path(sys.prefix) / "today"
SERVICES = ["autoscaling", "cloudformation", "ec2", "iam", "s3", "ssm", "sts"]
VARIANTS = [(False, False), (True, False), (False, True), (True, True)]

# Run with the newest botocore, which cannot be imported beside the one of the tests.
SCRIPT = """
import itertools, json, sys
from urllib.parse import urlsplit
import botocore.endpoint_provider, botocore.exceptions, botocore.loaders

services, variants = json.loads(sys.argv[1])
loader = botocore.loaders.create_loader()
partitions = loader.load_data("partitions")
rows = []
for service in services:
    rules = botocore.endpoint_provider.EndpointProvider(
        loader.load_service_model(service, "endpoint-rule-set-1"), partitions)
    # What the clients set by default, and for S3 a bucket in the path.
    more = {
        "sts": {"UseGlobalEndpoint": False},
        "s3": {"UseGlobalEndpoint": False, "Accelerate": False, "ForcePathStyle": True, "Bucket": "b"},
    }.get(service, {})
    for partition in partitions["partitions"]:
        for region in partition["regions"]:
            # No instance is in one of these.
            if region.endswith("-global"):
                continue
            hosts, signing = [], region
            for fips, dual_stack in variants:
                try:
                    found = rules.resolve_endpoint(
                        Region=region, UseFIPS=fips, UseDualStack=dual_stack, **more)
                except botocore.exceptions.EndpointProviderError:
                    hosts.append(None)
                    continue
                hosts.append(urlsplit(found.url).hostname)
                schemes = found.properties.get("authSchemes") or [{}]
                signing = schemes[0].get("signingRegion", region)
            rows.append({"service": service, "region": region, "partition": partition["id"],
                         "signingRegion": signing, "hosts": hosts})
print(json.dumps(rows))
"""


def rows(services, path):
    """What the botocore in `path` says; None for the one of the tests."""
    environment = {"PYTHONPATH": str(path)} if path else {}
    output = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps([services, VARIANTS])], env=environment,
        check=True, capture_output=True, text=True).stdout
    return json.loads(output)


def everything():
    # The newest knows OpsWorks no more.
    living = [row for row in rows(["opsworks"], None) if row["partition"] in ("aws", "aws-cn")]
    return rows(SERVICES, TODAY) + living


CODES = """
import json
from botocore.retries.standard import ThrottledRetryableChecker, TransientRetryableChecker
print(json.dumps([ThrottledRetryableChecker._THROTTLED_ERROR_CODES,
                  TransientRetryableChecker._TRANSIENT_ERROR_CODES]))
"""
CLASSIFICATION = Path(__file__).parents[2] / "Sources/AWS/Client/AWSError+Classification.swift"


def codes(name):
    """Those of a list in enlist's source."""
    text = CLASSIFICATION.read_text().split(f"static let {name}: Set = [")[1].split("]")[0]
    return set(re.findall(r'"(\w+)"', text))


def test_what_botocore_tries_again_enlist_tries_again():
    throttling, transient = json.loads(subprocess.run(
        [sys.executable, "-c", CODES], env={"PYTHONPATH": str(TODAY)}, check=True,
        capture_output=True, text=True).stdout)
    assert set(throttling) <= codes("throttling")
    assert set(transient) <= codes("transient") | codes("throttling")


def test_the_vectors_are_what_botocore_says():
    assert json.loads(VECTORS.read_text()) == everything()


if __name__ == "__main__":
    VECTORS.write_text("[\n" + ",\n".join(json.dumps(row) for row in everything()) + "\n]\n")
