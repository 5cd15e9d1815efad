"""`on-failure: {report: …}`: the report of a run that failed, in S3."""

import contextlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
import pytest

from botocore_judge import check_parameters, check_signature
from cloud import INPUTS, local_cloud
from test_auto_scaling import scenario
from test_moto import moto, server  # noqa: F401
from test_on_failure import NOBODY, NO_LAYER, REASON, assert_abandoned, failure, says, warnings

BUCKET, FOLDER = "reports.example-1", "enlist/web_prod"
WHERE = f"s3://{BUCKET}/{FOLDER}"


def key(cloud):
    return f"{FOLDER}/{cloud.instances[0]['id']}.html"


@contextlib.contextmanager
def s3(answer):
    """A server that keeps what it is sent, and answers `answer(entry)`: status, headers, body."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self):
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            entry = {"service": "s3", "operation": "PutObject", "method": self.command,
                     "path": self.path, "headers": headers, "body": body.decode()}
            seen.append(entry)
            status, headers, body = answer(entry)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        do_HEAD = do_PUT

        def log_message(self, *_):
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_port}", seen
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


def refusing(code, message, status=403, **headers):
    body = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return lambda _: (status, headers, body)


def assert_signed(cloud, entry, *regions):
    role = cloud.role()
    check_signature(entry, {role["aws_access_key_id"]: role}, regions)


def test_the_report_is_where_the_machine_is_not(tmp_path, moto):  # noqa: F811
    store = moto.client("s3")
    store.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, f"{{then: abandon, report: '{WHERE}'}}")
        ended = cloud.enlist("run", *NOBODY, "--json", AWS_ENDPOINT_URL_S3=moto.url)
        assert ended.status == 1 and warnings(ended) == [], ended
        stored = store.get_object(Bucket=BUCKET, Key=key(cloud))
        assert stored["ContentType"] == "text/html; charset=utf-8"
        page = stored["Body"].read().decode()
        assert page.startswith("<!doctype html>") and NO_LAYER in page
        assert f"the report is at s3://{BUCKET}/{key(cloud)}" in [
            event["message"] for event in ended.events("note")]
        assert_abandoned(cloud)
        # It is the report that a person on the machine would make, but for what came after it.
        drawn = cloud.enlist("report").output
        # The policy's hashes follow the marks of the scale, and so the time that is drawn.
        begin, other = (re.sub("'sha256-[^']*'", "", text.split("<h2")[0])[:2000] for text in (drawn, page))
        assert begin == other


def test_it_is_put_before_undoing_and_again_after(tmp_path):
    with s3(lambda _: (200, {}, "")) as (url, seen), local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, f"{{revert: true, report: '{WHERE}/'}}")
        cloud.set_faults({"service": "opsworks", "operation": "AssignInstance", "error": "access-denied"})
        ended = cloud.enlist("run", *INPUTS, AWS_ENDPOINT_URL_S3=url)
        assert ended.status == 77 and cloud.member() is None, ended
        first, second = seen
        for entry in seen:
            assert entry["path"] == f"/{BUCKET}/{key(cloud)}"
            assert_signed(cloud, entry, "eu-west-1")
        assert ">undone" not in first["body"] and ">undone" in second["body"]


def test_a_bucket_of_another_region_is_found_there(tmp_path):
    def answer(entry):
        if "/eu-central-1/s3/" in entry["headers"]["authorization"]:
            return 200, {}, ""
        return refusing("PermanentRedirect", "must be addressed using the specified endpoint", 301,
                        **{"x-amz-bucket-region": "eu-central-1"})(entry)

    with s3(answer) as (url, seen), local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, f"{{report: '{WHERE}'}}")
        ended = cloud.enlist("run", *NOBODY, "--json", AWS_ENDPOINT_URL_S3=url)
        assert warnings(ended) == [], ended
        assert len(seen) == 2
        assert_signed(cloud, seen[0], "eu-west-1")
        assert_signed(cloud, seen[1], "eu-central-1")


def test_a_bucket_of_a_region_that_is_not_named_is_asked_for_it(tmp_path):
    """As a bucket of an opt-in region answers; HEAD says it in a header, whatever its status."""
    def answer(entry):
        if "/eu-south-1/s3/" in entry["headers"]["authorization"]:
            return 200, {}, ""
        if entry["method"] == "HEAD":
            return 400, {"x-amz-bucket-region": "eu-south-1"}, ""
        return refusing("IllegalLocationConstraintException", "incompatible", 400)(entry)

    with s3(answer) as (url, seen), local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, f"{{report: '{WHERE}'}}")
        ended = cloud.enlist("run", *NOBODY, "--json", AWS_ENDPOINT_URL_S3=url)
        assert warnings(ended) == [], ended
        assert [entry["method"] for entry in seen] == ["PUT", "HEAD", "PUT"]
        assert_signed(cloud, seen[1], "eu-west-1")
        assert_signed(cloud, seen[2], "eu-south-1")
        assert "x-amz-checksum-sha256" in seen[2]["headers"]


@pytest.mark.parametrize("answer, words", [
    (refusing("AccessDenied", "Access Denied"), ["the permission s3:PutObject is missing", f"{BUCKET}/{FOLDER}/*"]),
    (refusing("NoSuchBucket", "The specified bucket does not exist", 404), ["not found", "NoSuchBucket"])],
    ids=["without the right", "without the bucket"])
def test_what_cannot_be_put_is_a_warning_and_the_rest_is_done(tmp_path, answer, words):
    with s3(answer) as (url, seen), local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, f"{{then: abandon, report: '{WHERE}'}}")
        ended = cloud.enlist("run", *NOBODY, "--json", AWS_ENDPOINT_URL_S3=url)
        assert ended.status == 1 and len(seen) == 1, ended
        told, = warnings(ended)
        assert told.startswith("upload-report: ") and all(word in told for word in words), told
        assert failure(cloud) == REASON
        assert_abandoned(cloud)


def test_an_s3_that_does_not_answer_holds_nobody_up_for_longer_than_said(tmp_path):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, f"{{then: abandon, deadline: 1s, report: '{WHERE}'}}")
        ended = cloud.enlist("run", *NOBODY, "--json", AWS_ENDPOINT_URL_S3="http://127.0.0.1:1")
        told, = warnings(ended)
        assert told.startswith("upload-report: "), told
        assert_abandoned(cloud)


def test_a_run_before_its_first_step_has_no_report(tmp_path):
    with s3(lambda _: (200, {}, "")) as (url, seen), local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, f"{{then: abandon, report: '{WHERE}'}}")
        (cloud.root() / "etc/enlist/pipeline.yaml").write_text(
            "enlist: 1\nname: p\nsteps: [ohai-hnit]\n")
        assert cloud.enlist("run", *INPUTS, AWS_ENDPOINT_URL_S3=url).status == 65
        assert failure(cloud) is not None and seen == []
        assert_abandoned(cloud)


@pytest.mark.parametrize("place", ["https://bucket/x", "s3://b", "s3://Bucket", "s3://bucket//x",
                                   "s3://bucket/a b", "[s3://bucket]", "3"])
def test_what_is_no_place_in_s3_is_refused(tmp_path, place):
    file = tmp_path / "pipeline.yaml"
    file.write_text(f"enlist: 1\nname: p\non-failure:\n  report: {place}\nsteps: [ohai-hint]\n")
    with local_cloud(tmp_path, scenario()) as cloud:
        ended = cloud.enlist("validate", file)
        assert ended.status == 65
        assert "pipeline.yaml:4:11: error: `report` should be a place in S3" in ended.errors, ended
        assert "write `s3://`, the name of a bucket" in ended.errors


def test_the_policy_allows_it_and_no_more(tmp_path):
    file = tmp_path / "pipeline.yaml"
    file.write_text(
        f"enlist: 1\nname: p\non-failure: {{report: '{WHERE}'}}\nsteps: [ohai-hint]\n")
    with local_cloud(tmp_path, scenario()) as cloud:
        printed = cloud.enlist(
            "iam-policy", *INPUTS, "--pipeline", file, "--without-leaving", "--region", "eu-west-1")
        assert printed.status == 0, printed
        assert f'"Resource": "arn:aws:s3:::{BUCKET}/{FOLDER}/*"' in printed.output
        assert '"Action": "s3:PutObject"' in printed.output


def own_bucket(**more):
    return {**scenario(), "buckets": [{"name": BUCKET, **more}]}


KEY = "1234abcd-12ab-34cd-56ef-1234567890ab"
KMS = f"{{to: '{WHERE}', encryption: 'aws:kms', kms-key: {KEY}, bucket-key: true, bucket-owner: '123456789012'}}"


def test_how_it_is_encrypted_and_whose_the_bucket_is_can_be_said(tmp_path):
    with local_cloud(tmp_path, own_bucket(**{"kms-key": KEY})) as cloud:
        says(cloud, f"{{report: {KMS}}}")
        ended = cloud.enlist("run", *NOBODY, "--json")
        assert ended.status == 1 and warnings(ended) == [], ended
        stored = boto3.client("s3", region_name="eu-west-1", endpoint_url=cloud.endpoint,
                              **cloud.administrator_key).head_object(Bucket=BUCKET, Key=key(cloud))
        assert (stored["ServerSideEncryption"], stored["SSEKMSKeyId"], stored["BucketKeyEnabled"]) == ("aws:kms", KEY, True)
        [put] = [entry for entry in cloud.requests() if entry["operation"] == "PutObject"]
        assert put["headers"]["x-amz-expected-bucket-owner"] == "123456789012"
        assert_signed(cloud, put, "eu-west-1")
        signed = re.search("SignedHeaders=([^,]*)", put["headers"]["authorization"])[1].split(";")
        assert {name for name in put["headers"] if name.startswith("x-amz-")} <= set(signed)
        # Whoever reads the plan sees it.
        assert f"to {WHERE}/ (encrypted by aws:kms, with the key {KEY}, in a bucket of the account 123456789012)" in (
            cloud.enlist("plan", *INPUTS).output)
        assert json.loads(cloud.enlist("plan", *INPUTS, "--json").output)["on-failure"]["report"] == {
            "to": f"{WHERE}/", "encryption": "aws:kms", "kms-key": KEY, "bucket-key": True, "bucket-owner": "123456789012"}


def test_a_bucket_of_another_region_is_asked_for_its_owner_there_too(tmp_path):
    def answer(entry):
        if "/eu-south-1/s3/" in entry["headers"]["authorization"]:
            return 200, {}, ""
        if entry["method"] == "HEAD":
            return 400, {"x-amz-bucket-region": "eu-south-1"}, ""
        return refusing("IllegalLocationConstraintException", "incompatible", 400)(entry)

    with s3(answer) as (url, seen), local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, f"{{report: {KMS}}}")
        ended = cloud.enlist("run", *NOBODY, "--json", AWS_ENDPOINT_URL_S3=url)
        assert warnings(ended) == [], ended
        assert [entry["headers"].get("x-amz-expected-bucket-owner") for entry in seen] == ["123456789012"] * 3
        assert [entry["headers"].get("x-amz-server-side-encryption-aws-kms-key-id") for entry in seen] == [KEY, None, KEY]


def test_a_bucket_of_somebody_else_gets_no_report(tmp_path):
    with local_cloud(tmp_path, own_bucket(owner="210987654321")) as cloud:
        says(cloud, f"{{report: {{to: '{WHERE}', bucket-owner: '123456789012'}}}}")
        ended = cloud.enlist("run", *NOBODY, "--json")
        [told] = warnings(ended)
        assert ended.status == 1 and "check that the account 123456789012 owns the bucket (`bucket-owner`)" in told, told
        assert cloud.state()["buckets"][0]["objects"] == []


@pytest.mark.parametrize("bucket, role, words", [
    ({"kms-key": "alias/another"}, {}, "the permission s3:PutObject is missing"),
    ({}, {"deny": ["kms:GenerateDataKey"]}, "kms:GenerateDataKey")], ids=["another key", "without the permission"])
def test_a_key_that_cannot_be_used_is_a_warning(tmp_path, bucket, role, words):
    cloudy = own_bucket(**bucket)
    cloudy["instances"][0]["role"] = role
    with local_cloud(tmp_path, cloudy) as cloud:
        says(cloud, f"{{report: {{to: '{WHERE}', kms-key: {KEY}}}}}")
        ended = cloud.enlist("run", *NOBODY, "--json")
        [told] = warnings(ended)
        assert ended.status == 1 and words in told, told
        assert cloud.state()["buckets"][0]["objects"] == []


@pytest.mark.parametrize("named, resource, condition", [
    (KEY, f"arn:aws:kms:eu-west-1:123456789012:key/{KEY}", None),
    (f"arn:aws:kms:eu-central-1:210987654321:key/{KEY}", f"arn:aws:kms:eu-central-1:210987654321:key/{KEY}", None),
    ("alias/reports", "arn:aws:kms:eu-west-1:123456789012:key/*", "alias/reports"),
    ("arn:aws:kms:eu-west-1:210987654321:alias/a/b", "arn:aws:kms:eu-west-1:210987654321:key/*", "alias/a/b")])
def test_the_policy_allows_the_key_and_no_other(tmp_path, named, resource, condition):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, f"{{report: {{to: '{WHERE}', kms-key: '{named}'}}}}")
        policy = json.loads(cloud.enlist(
            "iam-policy", "--account", "123456789012", "--region", "eu-west-1").output)
        [statement] = [entry for entry in policy["Statement"] if "kms:GenerateDataKey" in str(entry["Action"])]
        assert statement["Resource"] in (resource, [resource])
        assert statement.get("Condition") == (
            {"ForAnyValue:StringEquals": {"kms:ResourceAliases": condition}} if condition else None)


@pytest.mark.parametrize("report, words", [
    ("{encryption: 'aws:kms'}", "`to`"), (f"{{to: '{WHERE}', encryption: kms}}", "aws:kms"),
    (f"{{to: '{WHERE}', encryption: AES256, kms-key: {KEY}}}", "are for `encryption: aws:kms`"),
    (f"{{to: '{WHERE}', encryption: AES256, bucket-key: true}}", "are for `encryption: aws:kms`"),
    (f"{{to: '{WHERE}', bucket-owner: 123456789012}}", "12 digits in quotes"),
    (f"{{to: '{WHERE}', kms-key: 'a key'}}", "should be a key of KMS"),
    (f"{{to: '{WHERE}', kms: {KEY}}}", "`kms-key`"), ("{to: there}", "a place in S3")])
def test_what_is_no_such_place_is_refused(tmp_path, report, words):
    with local_cloud(tmp_path, scenario()) as cloud:
        says(cloud, f"{{report: {report}}}")
        refused = cloud.enlist("plan", *INPUTS)
        assert refused.status == 65 and words in refused.errors, refused
