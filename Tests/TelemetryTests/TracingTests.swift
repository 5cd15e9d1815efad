import HTTP
import JSON
import Pipeline
import Testing

@testable import Telemetry

struct TracingTests {
    /// The spans of the only request, as lines: `name < parent: begin-end ms, status, events`.
    private func spans(_ collector: CollectorDouble) throws -> [String] {
        let body = try JSONParser.parse(try #require(collector.requests.last).body)
        guard case .array(let resources)? = body["resourceSpans"],
            case .array(let scopes)? = resources[0]["scopeSpans"],
            case .array(let spans)? = scopes[0]["spans"]
        else { return [] }
        var names: [String: String] = [:]
        for span in spans { names[span["spanId"]?.string ?? ""] = span["name"]?.string }
        func time(_ value: JSONValue?) -> Int {
            (Int(value?.string ?? "") ?? 0) / 1_000_000 - 1_777_636_800_000
        }
        return spans.map { span in
            var line = span["name"]?.string ?? ""
            if let parent = span["parentSpanId"]?.string { line += " < \(names[parent] ?? parent)" }
            line += ": \(time(span["startTimeUnixNano"]))-\(time(span["endTimeUnixNano"]))"
            if let status = span["status"] { line += ", \(status["message"]?.string ?? "")" }
            if case .array(let events)? = span["events"] {
                for event in events {
                    line += ", \(event["name"]?.string ?? "")@\(time(event["timeUnixNano"]))"
                }
            }
            return line
        }
    }

    @Test func `a run, its step, attempts and requests are spans`() async throws {
        let collector = CollectorDouble(.reply(200))
        #expect(await CollectorDouble.run(of: collector) == [])
        #expect(
            try spans(collector) == [
                "enlist: 0-3150",
                "ssm.GetParameter < look attempt 1: 70-120, ServiceUnavailable",
                "look attempt 1 < look: 20-130, no answer",
                "look attempt 2 < look: 2130-3140, waiting@2140",
                "look < enlist: 20-3140, retrying@130",
            ])
        let request = try #require(collector.requests.first)
        #expect(request.url.text == "http://127.0.0.1:4318/v1/traces")
        #expect(request.headers["Content-Type"] == "application/json")
    }

    @Test func `a run in somebody's trace is a child of what began it`() async throws {
        let collector = CollectorDouble(.reply(200))
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        _ = await CollectorDouble.run(["TRACEPARENT": parent], of: collector)
        #expect(try spans(collector).first == "enlist < b7ad6b7169203331: 0-3150")
        let text = String(decoding: collector.requests[0].body, as: UTF8.self)
        #expect(text.contains(#""traceId":"0af7651916cd43dd8448eb211c80319c""#))
    }

    @Test(
        "a collector that is busy is asked again within the second",
        arguments: [429, 502, 503, 504])
    func retried(status: Int) async {
        let collector = CollectorDouble(.reply(status), .reply(200))
        #expect(await CollectorDouble.run(of: collector) == [])
        #expect(collector.requests.count == 2)
    }

    @Test(
        "what no collector takes is lost, and said",
        arguments: [
            (CollectorDouble(.reply(400)), 1, "status 400"),
            (CollectorDouble(.reply(401)), 1, "status 401"),
            (CollectorDouble(.reply(503, headers: ["Retry-After": "5"])), 1, "status 503"),
            (CollectorDouble(.reply(503)), 4, "status 503"),
            (CollectorDouble(.error(.couldNotConnect("refused"))), 4, "refused"),
        ])
    func lost(collector: CollectorDouble, count: Int, words: String) async {
        let told = await CollectorDouble.run(of: collector)
        #expect(collector.requests.count == count)
        #expect(told.count == 1)
        #expect(told[0].hasPrefix("the run's 5 spans were not sent"))
        #expect(told[0].contains(words))
    }

    @Test(
        "spans that the collector rejected are said",
        arguments: [
            (#"{"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}}"#, "2 spans"),
            (#"{"partialSuccess":{"rejectedSpans":2}}"#, "2 spans"),
            (#"{"partialSuccess":{"errorMessage":"beware"},"more":1}"#, "beware"),
        ])
    func rejected(body: String, words: String) async {
        let told = await CollectorDouble.run(of: CollectorDouble(.reply(200, body: body)))
        #expect(told.count == 1 && told[0].contains(words))
    }

    @Test("nothing is rejected", arguments: ["", "{}", #"{"partialSuccess":{}}"#, "not JSON"])
    func taken(body: String) async {
        #expect(await CollectorDouble.run(of: CollectorDouble(.reply(202, body: body))) == [])
    }

    @Test func `a run without end is cut off at some thousand spans`() async throws {
        let request = Event.Body.activity(
            "request", ["service": "ssm", "operation": "Get", "duration": .number(0)])
        let bodies =
            CollectorDouble.run.prefix(3) + Array(repeating: (30, "look", 1, request), count: 3000)
        let collector = CollectorDouble(.reply(200))
        let told = await CollectorDouble.run(of: collector, Array(bodies))
        #expect(told.count == 1 && told[0].contains("lacks 952 spans"))
        #expect(try spans(collector).count == 2048 + 3)
    }

    @Test func `an attempt with many events keeps the first`() async throws {
        let wait = Event.Body.waiting(.seconds(1), reason: "not yet")
        let bodies =
            CollectorDouble.run.prefix(3) + Array(repeating: (30, "look", 1, wait), count: 130)
        let collector = CollectorDouble(.reply(200))
        _ = await CollectorDouble.run(of: collector, Array(bodies))
        let text = String(decoding: collector.requests[0].body, as: UTF8.self)
        #expect(text.contains(#""droppedEventsCount":2"#))
    }

    @Test func `what cannot be spoken is one warning`() async {
        let collector = CollectorDouble(.reply(200))
        let told = await CollectorDouble.run(["OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"], of: collector)
        #expect(told.count == 1 && collector.requests.isEmpty)
    }
}
