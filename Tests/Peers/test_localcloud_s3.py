"""S3 in the local cloud, by boto3: reports are put there and read again."""

import json
import subprocess
import urllib.error
import urllib.request

import boto3
import botocore.config
import botocore.exceptions
import pytest

from cloud import BUILD, INPUTS, local_cloud

SCENARIO = {"region": "eu-west-1", "buckets": [{"name": "reports"}, {"name": "far", "region": "us-east-1"}],
            "instances": [{}]}


def client(cloud, key=None, region="eu-west-1", **more):
    return boto3.client("s3", region_name=region, endpoint_url=cloud.endpoint,
                        **(key or cloud.administrator_key),
                        config=botocore.config.Config(retries={"max_attempts": 0}, **more))


def code(call, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        call(**arguments)
    return refused.value.response["Error"]["Code"], refused.value.response["ResponseMetadata"]["HTTPStatusCode"]


def test_what_is_put_is_there_as_it_was(tmp_path):
    with local_cloud(tmp_path, SCENARIO) as cloud:
        s3 = client(cloud)
        body = bytes(range(256)) * 300
        put = s3.put_object(Bucket="reports", Key="a/b c+d.bin", Body=body, ContentType="image/x")
        got = s3.get_object(Bucket="reports", Key="a/b c+d.bin")
        assert got["Body"].read() == body and got["ContentType"] == "image/x" and got["ETag"] == put["ETag"]
        head = s3.head_object(Bucket="reports", Key="a/b c+d.bin")
        assert head["ContentLength"] == len(body)
        s3.put_object(Bucket="reports", Key="a/b c+d.bin", Body=b"other")
        s3.put_object(Bucket="reports", Key="top", Body=b"")
        assert s3.get_object(Bucket="reports", Key="a/b c+d.bin")["Body"].read() == b"other"
        listed = s3.list_objects_v2(Bucket="reports")
        assert [(entry["Key"], entry["Size"]) for entry in listed["Contents"]] == [("a/b c+d.bin", 5), ("top", 0)]
        folders = s3.list_objects_v2(Bucket="reports", Delimiter="/")
        assert [entry["Prefix"] for entry in folders["CommonPrefixes"]] == ["a/"]
        assert [entry["Key"] for entry in folders["Contents"]] == ["top"]
        assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["reports", "far"]
        assert cloud.state()["buckets"][0] == {"name": "reports", "region": "eu-west-1", "objects": [
            {"key": "a/b c+d.bin", "size": 5, "type": "binary/octet-stream", "encryption": "AES256"},
            {"key": "top", "size": 0, "type": "binary/octet-stream", "encryption": "AES256"}]}
        with urllib.request.urlopen(f"{cloud.endpoint}/_localcloud/objects/reports/a/b%20c+d.bin") as seen:
            assert seen.read() == b"other"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{cloud.endpoint}/_localcloud/objects/reports/none")


def test_refusals_are_those_of_s3(tmp_path):
    with local_cloud(tmp_path, SCENARIO) as cloud:
        s3 = client(cloud)
        assert code(s3.put_object, Bucket="none", Key="k", Body=b"") == ("NoSuchBucket", 404)
        assert code(s3.get_object, Bucket="reports", Key="k") == ("NoSuchKey", 404)
        assert code(s3.head_object, Bucket="reports", Key="k") == ("404", 404)
        assert code(s3.delete_object, Bucket="reports", Key="k") == ("MethodNotAllowed", 405)
        role = client(cloud, cloud.role())
        role.put_object(Bucket="reports", Key="k", Body=b"x")
        assert code(role.get_object, Bucket="reports", Key="k") == ("AccessDenied", 403)
        wrong = client(cloud, dict(cloud.administrator_key, aws_secret_access_key="x"))
        assert code(wrong.put_object, Bucket="reports", Key="k", Body=b"") == ("SignatureDoesNotMatch", 403)
        nobody = client(cloud, dict(cloud.administrator_key, aws_access_key_id="AKIANOBODY"))
        assert code(nobody.put_object, Bucket="reports", Key="k", Body=b"") == ("InvalidAccessKeyId", 403)
        cloud.set_faults({"service": "s3", "operation": "PutObject", "error": "throttled"})
        assert code(s3.put_object, Bucket="reports", Key="k", Body=b"") == ("SlowDown", 503)
        with pytest.raises(urllib.error.HTTPError) as unsigned:
            urllib.request.urlopen(urllib.request.Request(
                f"{cloud.endpoint}/reports/k", headers={"Authorization": "AWS4-HMAC-SHA256 Credential=a/b/c/s3/aws4_request, "
                                                        "SignedHeaders=host, Signature=0"}))
        assert unsigned.value.code == 400 and b"<Code>AuthorizationHeaderMalformed<" in unsigned.value.read()


def test_a_bucket_of_another_region_says_which(tmp_path):
    with local_cloud(tmp_path, SCENARIO) as cloud:
        far = client(cloud)
        # boto3 goes by the region of the refusal, as enlist does.
        far.put_object(Bucket="far", Key="k", Body=b"x")
        assert [entry["status"] for entry in cloud.requests() if entry["operation"] == "PutObject"] == [400, 200]


def report(folder, cloud, bucket="reports"):
    file = folder / "pipeline.yaml"
    file.write_text(f"enlist: 1\nextends: opsworks\non-failure: {{report: 's3://{bucket}/enlist'}}\n")
    return cloud.enlist("run", "--pipeline", file, "--product", "nobody", *INPUTS[2:])


@pytest.mark.parametrize("bucket", ["reports", "far"])
def test_the_report_of_a_run_that_failed_is_rehearsed(tmp_path, bucket):
    scenario = dict(SCENARIO, stacks=[{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}])
    with local_cloud(tmp_path, scenario) as cloud:
        ended = report(tmp_path, cloud, bucket)
        key = f"enlist/{cloud.instances[0]['id']}.html"
        assert ended.status == 1 and f"the report is at s3://{bucket}/{key}" in ended.output, ended
        with urllib.request.urlopen(f"{cloud.endpoint}/_localcloud/objects/{bucket}/{key}") as page:
            assert page.headers["Content-Type"] == "text/html; charset=utf-8"
            assert page.read().decode().startswith("<!doctype html>")


def test_exec_says_what_is_in_the_buckets_and_writes_it_out(tmp_path):
    (tmp_path / "p.yaml").write_text(
        "enlist: 1\nname: p\non-failure: {report: 's3://reports/enlist'}\nsteps: [run: {command: ['sh', '-c', 'exit 1'], below-root: run, env: {ID: '${instance.id}'}}]\n")
    ended = subprocess.run(
        [BUILD / "localcloud", "exec", "--objects-out", tmp_path / "out", "--",
         BUILD / "enlist", "run", "--pipeline", tmp_path / "p.yaml"], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1, ended.stderr
    report, = (tmp_path / "out/reports/enlist").iterdir()
    assert f"  S3\n    s3://reports/enlist/{report.name}  {report.stat().st_size} bytes\n" in ended.stderr
    assert report.read_text().startswith("<!doctype html>")


def test_a_scenario_with_a_mistake_says_where(tmp_path):
    (tmp_path / "s.json").write_text(json.dumps({"buckets": [{"nam": "x"}]}))
    ended = subprocess.run([BUILD / "localcloud", "exec", "--scenario", tmp_path / "s.json", "--", "true"],
                           capture_output=True, text=True, timeout=60)
    assert ended.returncode == 65 and "buckets[0].nam" in ended.stderr, ended.stderr


def test_encryption_and_owner_are_held_against_the_bucket(tmp_path):
    cloudy = dict(SCENARIO, buckets=[{"name": "theirs", "owner": "210987654321"}, {"name": "safe", "kms-key": "alias/k"}])
    with local_cloud(tmp_path, cloudy) as cloud:
        s3 = client(cloud)
        theirs = dict(Bucket="theirs", Key="k", Body=b"")
        assert code(s3.put_object, **theirs, ExpectedBucketOwner="123456789012") == ("AccessDenied", 403)
        assert code(s3.get_object, Bucket="theirs", Key="k", ExpectedBucketOwner="123456789012") == ("AccessDenied", 403)
        s3.put_object(**theirs, ExpectedBucketOwner="210987654321")
        assert s3.head_object(Bucket="theirs", Key="k")["ServerSideEncryption"] == "AES256"
        safe = dict(Bucket="safe", Key="k", Body=b"")
        assert code(s3.put_object, **safe) == ("AccessDenied", 403)
        assert code(s3.put_object, **safe, SSEKMSKeyId="alias/k") == ("InvalidArgument", 400)
        assert code(s3.put_object, **safe, ServerSideEncryption="AES256", SSEKMSKeyId="alias/k") == ("InvalidArgument", 400)
        assert code(s3.put_object, **safe, ServerSideEncryption="rot13") == ("InvalidEncryptionAlgorithmError", 400)
        put = s3.put_object(**safe, ServerSideEncryption="aws:kms", SSEKMSKeyId="alias/k", BucketKeyEnabled=True)
        assert (put["ServerSideEncryption"], put["SSEKMSKeyId"], put["BucketKeyEnabled"]) == ("aws:kms", "alias/k", True)
        assert cloud.state()["buckets"][1]["objects"][0]["encryption"] == "aws:kms"
    cloudy["instances"] = [{"role": {"deny": ["kms:GenerateDataKey"]}}]
    (tmp_path / "denied").mkdir()
    with local_cloud(tmp_path / "denied", cloudy) as cloud:
        role = client(cloud, cloud.role())
        with pytest.raises(botocore.exceptions.ClientError, match="kms:GenerateDataKey.*:123456789012:alias/k") as refused:
            role.put_object(**safe, ServerSideEncryption="aws:kms", SSEKMSKeyId="alias/k")
        assert refused.value.response["Error"]["Code"] == "AccessDenied"
