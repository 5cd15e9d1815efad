import HTTP
import Testing

@testable import Telemetry

struct OTLPSettingsTests {
    private static let base = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"]
    private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0"

    private func settings(_ more: [String: String]) throws -> OTLPSettings? {
        try OTLPSettings(Self.base.merging(more) { $1 })
    }

    @Test(
        "the path of the signal is added to the endpoint of all, and to no other",
        arguments: [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:1", "http://a:1/v1/traces"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:1/", "http://a:1/v1/traces"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:1/b", "http://a:1/b/v1/traces"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://a:1/b", "http://a:1/b"),
        ])
    func url(name: String, endpoint: String, url: String) throws {
        #expect(try OTLPSettings([name: endpoint])?.url.text == url)
    }

    @Test(
        "without a collector, or where they are switched off, there are no traces",
        arguments: [
            ["OTEL_EXPORTER_OTLP_ENDPOINT": ""], ["OTEL_SDK_DISABLED": "TRUE"],
            ["OTEL_TRACES_EXPORTER": "none"], ["OTEL_TRACES_SAMPLER": "always_off"],
            ["TRACEPARENT": parent + "0"],
        ] as [[String: String]])
    func off(more: [String: String]) throws {
        #expect(try settings(more) == nil)
    }

    @Test func `what began the trace decides, unless all are wanted`() throws {
        #expect(try settings(["TRACEPARENT": Self.parent + "1"])?.parent?.isSampled == true)
        let all = ["TRACEPARENT": Self.parent + "0", "OTEL_TRACES_SAMPLER": "always_on"]
        #expect(try settings(all) != nil)
    }

    @Test(
        "what enlist does not speak is said",
        arguments: [
            (["OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"], "set it to http/json"),
            (["OTEL_EXPORTER_OTLP_ENDPOINT": "collector"], "is not a URL"),
        ])
    func unusable(more: [String: String], words: String) throws {
        let error = #expect(throws: OTLPSettings.Unusable.self) { try settings(more) }
        #expect(error?.problem.contains(words) == true)
    }

    @Test func `headers are percent-encoded, and those of traces win`() throws {
        let settings = try settings([
            "OTEL_EXPORTER_OTLP_HEADERS": "a=1",
            "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "authorization=Basic%20eA%3D%3D, x=y=z ,,",
        ])
        #expect(
            settings?.headers.fields.map { "\($0.name): \($0.value)" } == [
                "Content-Type: application/json", "authorization: Basic eA==", "x: y=z",
            ])
        #expect(settings?.problems == [])
    }

    @Test(
        "a run waits for a second at most",
        arguments: [
            ("10000", 1000), ("250", 250), ("0", 1000), ("-1", 1000), ("soon", 1000), ("", 1000),
        ])
    func timeout(text: String, milliseconds: Int) throws {
        let settings = try settings(["OTEL_EXPORTER_OTLP_TIMEOUT": text])
        #expect(settings?.timeout == .milliseconds(milliseconds))
        #expect(settings?.problems.isEmpty == !["-1", "soon"].contains(text))
    }

    @Test(
        "what cannot be heeded is said, and does not keep the trace back",
        arguments: [
            ["TRACEPARENT": "x"], ["OTEL_EXPORTER_OTLP_HEADERS": "a"],
            ["OTEL_RESOURCE_ATTRIBUTES": "a=%zz"],
            ["OTEL_EXPORTER_OTLP_CLIENT_KEY": "/key"],
        ] as [[String: String]])
    func problems(more: [String: String]) throws {
        #expect(try settings(more)?.problems.count == 1)
    }

    @Test func `the service can have another name`() throws {
        let settings = try settings([
            "OTEL_SERVICE_NAME": "boot", "OTEL_RESOURCE_ATTRIBUTES": "service.name=x,team=a%2Cb",
        ])
        #expect(
            settings?.resource.map { "\($0.name)=\($0.value)" } == [
                "service.name=x", "team=a,b", "service.name=boot",
            ])
    }
}
