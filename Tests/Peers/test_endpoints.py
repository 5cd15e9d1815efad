"""Where botocore looks for each service that enlist calls: the newest one, as it knows the newest partitions.

The Swift tests hold enlist to the file. Recompute it after an update:  python Tests/Peers/test_endpoints.py
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cloud import INPUTS, local_cloud

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


def names(cloud):
    """What metadata was asked about partitions."""
    return [entry["path"].rsplit("/", 1)[1] for entry in cloud.requests() if "/services/" in entry["path"]]


STEPS = "enlist: 1\nname: p\nsteps: [{look-up-parameters: {path: /enlist/v3/prod/web/shop}, retry: none}]\n"


def looks_up(cloud, tmp_path, **environment):
    (tmp_path / "p.yaml").write_text(STEPS)
    return cloud.enlist("run", *INPUTS, "--pipeline", str(tmp_path / "p.yaml"), "--on-failure", "nothing", **environment)


@pytest.mark.parametrize("region, asked", [("xx-new-1", ["domain", "partition"]), ("eusc-de-east-1", []), ("mx-central-9", [])])
def test_metadata_is_heard_in_a_region_that_no_table_has(tmp_path, region, asked):
    new = {"partition": "aws-new", "domain": "localhost"} if asked else {}
    scenario = {"region": region, **new, "instances": [{"role": {"deny": ["ssm:GetParametersByPath"]}}]}
    with local_cloud(tmp_path, scenario) as cloud:
        denied = looks_up(cloud, tmp_path)
        assert denied.status == 77 and sorted(names(cloud)) == asked, denied
        partition = "aws-new" if asked else "aws-eusc" if region.startswith("eusc") else "aws"
        assert f'"arn:{partition}:ssm:{region}:123456789012:parameter/enlist/v3/prod/web/shop' in denied.errors
        if asked:
            # A host below localhost is this machine's, for everybody; nothing listens there.
            away = looks_up(cloud, tmp_path, AWS_ENDPOINT_URL=None)
            assert away.status == 69 and f"https://ssm.{region}.localhost" in away.errors, away
            # Where a variable names the endpoint, that one is used.
            assert looks_up(cloud, tmp_path, AWS_ENDPOINT_URL=None, AWS_ENDPOINT_URL_SSM=cloud.endpoint).status == 77


def test_metadata_without_a_partition_leaves_the_table(tmp_path):
    scenario = {"region": "xx-new-1", "partition": "no such/name", "instances": [{"role": {"deny": ["ssm:*"]}}]}
    with local_cloud(tmp_path, scenario) as cloud:
        denied = looks_up(cloud, tmp_path)
        assert denied.status == 77 and '"arn:aws:ssm:xx-new-1:' in denied.errors, denied
        cloud.set_faults({"service": "metadata", "operation": "/latest/meta-data/services/*", "status": 404})
        denied = looks_up(cloud, tmp_path)
        assert denied.status == 77 and '"arn:aws:ssm:xx-new-1:' in denied.errors, denied


if __name__ == "__main__":
    VECTORS.write_text("[\n" + ",\n".join(json.dumps(row) for row in everything()) + "\n]\n")
