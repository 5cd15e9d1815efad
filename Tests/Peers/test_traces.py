"""Runs as traces: what a collector receives, read by OpenTelemetry's own definition of it; and as metrics."""

import base64
import contextlib
import http.server
import json
import re
import threading
import time

import pytest
from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from cloud import local_cloud

SCENARIO = {"stacks": [{"name": "v3 prod web", "layers": [{"shortname": "shop"}]}], "instances": [{}]}
TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.fixture
def cloud(tmp_path):
    with local_cloud(tmp_path, SCENARIO) as cloud:
        yield cloud


class Collector:
    """Answers each request with the next of some replies, the last one forever, and keeps what it was sent."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.received = []

    def traces(self):
        return [read(body) for _, _, body in self.received]

    def spans(self):
        """Of the only trace, by name."""
        [trace] = self.traces()
        [resource] = trace.resource_spans
        [scope] = resource.scope_spans
        return {span.name: span for span in scope.spans}


def read(body):
    """A request, by the definition's own reader; OTLP has ids in hexadecimal where protobuf's JSON has base64."""
    def hexadecimal(match):
        return f'"{match[1]}":"{base64.b64encode(bytes.fromhex(match[2])).decode()}"'

    text = re.sub(r'"(traceId|spanId|parentSpanId)":"([0-9a-f]+)"', hexadecimal, body.decode())
    return json_format.Parse(text, ExportTraceServiceRequest())


@contextlib.contextmanager
def collector(*replies, delay=0):
    """A collector on loopback; each reply is a status, headers and a body."""
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collector.received.append((self.path, dict(self.headers), body))
            time.sleep(delay)
            status, headers, reply = replies[min(len(collector.received), len(replies)) - 1]
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(reply))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collector = Collector(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield collector
        server.shutdown()


WELL = (200, {"Content-Type": "application/json"}, b"{}")


def attributes(thing):
    return {entry.key: getattr(entry.value, entry.value.WhichOneof("value")) for entry in thing.attributes}


def test_a_run_is_a_trace(cloud):
    with collector(WELL) as place:
        run = cloud.run("--json", OTEL_EXPORTER_OTLP_ENDPOINT=place.endpoint,
                        OTEL_EXPORTER_OTLP_HEADERS="x-team=a%20b", OTEL_RESOURCE_ATTRIBUTES="deployment=blue",
                        TRACEPARENT=f"00-{TRACE}-{SPAN}-01", TRACESTATE="vendor=1")
    assert run.status == 0, run
    [(path, headers, _)] = place.received
    assert (path, headers["x-team"], headers["Content-Type"]) == ("/v1/traces", "a b", "application/json")
    spans = place.spans()
    root = spans["enlist"]
    assert {span.trace_id.hex() for span in spans.values()} == {TRACE}
    assert root.parent_span_id.hex() == SPAN and root.trace_state == "vendor=1"
    ids = [span.span_id for span in spans.values()]
    assert len(set(ids)) == len(ids) and all(len(id) == 8 for id in ids)

    events = run.events()
    steps = [event["step"] for event in events if event["type"] == "step-succeeded"]
    assert steps
    for step in steps:
        assert spans[step].parent_span_id == root.span_id
        assert spans[f"{step} attempt 1"].parent_span_id == spans[step].span_id
        assert root.start_time_unix_nano <= spans[step].start_time_unix_nano
        assert spans[step].end_time_unix_nano <= root.end_time_unix_nano
    # Each request is in the attempt that has sent it, and within its time.
    sent = spans["opsworks.DescribeStacks"]
    attempt = spans["look-up-stack attempt 1"]
    assert sent.parent_span_id == attempt.span_id and sent.kind == Span.SPAN_KIND_CLIENT
    assert attempt.start_time_unix_nano <= sent.start_time_unix_nano < sent.end_time_unix_nano
    assert attributes(sent)["http.response.status_code"] == 200
    # The times are those of the events.
    succeeded = next(event for event in events if event["type"] == "run-finished")
    end = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(root.end_time_unix_nano // 10**9))
    assert succeeded["time"].startswith(end)
    assert root.status.code == Status.STATUS_CODE_UNSET
    assert any(event.name == "waiting" for event in spans["wait-until-registered attempt 1"].events)

    [resource] = place.traces()[0].resource_spans
    told = attributes(resource.resource)
    assert told["service.name"] == "enlist" and told["deployment"] == "blue"
    assert told["service.instance.id"] == told["host.id"] == cloud.instances[0]["id"]
    assert (told["cloud.region"], told["enlist.product"]) == ("us-east-1", "shop")


def test_a_run_that_failed_and_the_one_that_resumes_it(cloud):
    cloud.set_faults({"service": "opsworks", "operation": "DescribeLayers", "error": "access-denied"})
    with collector(WELL) as place:
        assert cloud.run(OTEL_EXPORTER_OTLP_ENDPOINT=place.endpoint).status == 77
        spans = place.spans()
        failed = spans["enlist"]
        assert failed.status.code == Status.STATUS_CODE_ERROR and "DescribeLayers" in failed.status.message
        assert attributes(failed)["enlist.outcome"] == "failed" and attributes(failed)["enlist.failed_step"] == "look-up-stack"
        assert attributes(spans["look-up-stack attempt 1"])["error.type"] == "refused"
        assert attributes(spans["opsworks.DescribeLayers"])["error.type"] == "AccessDeniedException"
        # The journal says where the trace is.
        identified = next(event for event in map(json.loads, cloud.enlist("log", "--json").output.splitlines())
                          if event["type"] == "run-identified")
        assert identified["traceparent"] == f"00-{failed.trace_id.hex()}-{failed.span_id.hex()}-01"

        cloud.clear_faults()
        place.received.clear()
        assert cloud.run(OTEL_EXPORTER_OTLP_ENDPOINT=place.endpoint).status == 0
        resumed = place.spans()["enlist"]
    assert resumed.trace_id != failed.trace_id
    assert [(link.trace_id, link.span_id) for link in resumed.links] == [(failed.trace_id, failed.span_id)]


def test_scripts_know_their_place_in_the_trace(cloud, tmp_path):
    pipeline = tmp_path / "pipeline.yaml"
    pipeline.write_text("enlist: 1\nname: told\nsteps:\n"
                        "  - run: {script: 'echo \"parent=$TRACEPARENT\" >>\"$ENLIST_GIVES\"', gives: [parent], below-root: run}\n")
    with collector(WELL) as place:
        run = cloud.enlist("run", "--json", "--pipeline", str(pipeline), OTEL_EXPORTER_OTLP_ENDPOINT=place.endpoint)
    assert run.status == 0, run
    [gave] = [event["gave"]["parent"] for event in run.events("attempt-succeeded")]
    attempt = place.spans()["run attempt 1"]
    assert gave == f"00-{attempt.trace_id.hex()}-{attempt.span_id.hex()}-01"


@pytest.mark.parametrize("replies, delay, words", [
    ([(503, {}, b"")], 0, "status 503"), ([(400, {}, b"no")], 0, "status 400"), ([WELL], 5, "within"),
    ([(503, {"Retry-After": "30"}, b"")], 0, "status 503"),
    ([(200, {}, b'{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}')], 0, "rejected 3 spans of the run: too old"),
    (None, 0, "not sent to the collector")], ids=["busy", "bad request", "silent", "later", "rejected", "dead"])
def test_a_collector_that_is_not_well_costs_a_second_and_a_warning(cloud, replies, delay, words):
    with collector(*(replies or [WELL]), delay=delay) as place:
        endpoint = place.endpoint if replies else "http://127.0.0.1:1"
        run = cloud.run("--json", OTEL_EXPORTER_OTLP_ENDPOINT=endpoint, OTEL_EXPORTER_OTLP_TIMEOUT="60000")
    assert run.status == 0, run
    [warning] = run.events("warning")
    assert words in warning["message"]
    [end] = run.events("run-finished")
    seconds = [float(event["time"][17:-1]) for event in (end, warning)]
    assert (seconds[1] - seconds[0]) % 60 < 1.5


def test_a_collector_that_is_busy_for_a_moment_is_asked_again(cloud):
    with collector((429, {}, b""), WELL) as place:
        run = cloud.run("--json", OTEL_EXPORTER_OTLP_ENDPOINT=place.endpoint)
    assert run.status == 0 and not run.events("warning"), run
    assert len(place.received) == 2


def test_nothing_is_secret_in_a_trace(cloud, tmp_path):
    pipeline = tmp_path / "pipeline.yaml"
    pipeline.write_text("enlist: 1\nname: told\nsteps:\n"
                        "  - run: {script: 'echo \"$KEY\" >&2; exit 3', env: {KEY: hunter22}, below-root: run}\n")
    with collector(WELL) as place:
        cloud.enlist("run", "--pipeline", str(pipeline), OTEL_EXPORTER_OTLP_ENDPOINT=place.endpoint)
    assert place.received and b"hunter22" not in place.received[0][2]


def test_metrics_are_a_line_or_a_file(cloud):
    run = cloud.run(ENLIST_METRICS="emf")
    assert run.status == 0, run
    [line] = [json.loads(line) for line in run.output.splitlines() if line.startswith("{")]
    [directive] = line["_aws"]["CloudWatchMetrics"]
    names = {metric["Name"] for metric in directive["Metrics"]} | {name for names in directive["Dimensions"] for name in names}
    assert names <= line.keys() and directive["Namespace"] == "enlist"
    assert (line["Failed"], line["Pipeline"], line["Product"]) == (0, "opsworks", "shop") and line["Requests"] > 5
    assert abs(line["_aws"]["Timestamp"] / 1000 - time.time()) < 60

    cloud.run("--fresh", "--skip", "tag-instance", ENLIST_METRICS="/metrics/enlist.prom")
    assert not list(cloud.root().glob("metrics/*")), "the folder is not made"
    (cloud.root() / "metrics").mkdir()
    assert cloud.enlist("run", "--only", "ohai-hint", ENLIST_METRICS="/metrics/enlist.prom").status == 0
    text = (cloud.root() / "metrics/enlist.prom").read_text()
    assert 'enlist_run_failed{pipeline="opsworks"} 0\n' in text


@pytest.mark.parametrize("value", ["EMF", "/metrics/enlist.txt"])
def test_metrics_that_cannot_be_understood_are_a_warning(cloud, value):
    run = cloud.enlist("run", "--only", "ohai-hint", ENLIST_METRICS=value)
    assert run.status == 0 and f"ENLIST_METRICS is `{value}`" in run.errors
