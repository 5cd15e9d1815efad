import Testing

@testable import Telemetry

struct TraceContextTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"
    private static let span = "b7ad6b7169203331"

    @Test(
        "what is not a traceparent begins no trace",
        arguments: [
            "", "00", "00-\(trace)-\(span)", "ff-\(trace)-\(span)-01", "00-\(trace)-\(span)-01-x",
            "00-\(trace)-\(span)-1", "00-\(trace)-\(span)-zz", "00-\(trace)1-\(span)-01",
            "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01",
            "00-\(trace.uppercased())-\(span)-01", "0x-\(trace)-\(span)-01",
        ])
    func malformed(text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }

    @Test(
        "the last flag says whether the trace is recorded",
        arguments: [("00", false), ("01", true), ("02", false), ("03", true), ("ff", true)])
    func sampled(flags: String, isSampled: Bool) throws {
        let context = try #require(
            TraceContext(traceparent: "00-\(Self.trace)-\(Self.span)-\(flags)"))
        #expect(context.isSampled == isSampled)
        #expect(context.traceID == Self.trace)
        #expect(context.spanID == Self.span)
    }

    @Test func `a later version may say more`() {
        let context = TraceContext(traceparent: "cc-\(Self.trace)-\(Self.span)-01-what-comes")
        #expect(context?.text == "00-\(Self.trace)-\(Self.span)-01")
    }

    @Test func `a new span stands in the trace of its parent, or in one of its own`() throws {
        let parent = try #require(
            TraceContext(traceparent: "00-\(Self.trace)-\(Self.span)-01", state: "a=b"))
        let below = TraceContext(below: parent)
        #expect(below.traceID == Self.trace)
        #expect(below.spanID != Self.span)
        #expect(below.state == "a=b")
        let alone = TraceContext(below: nil)
        #expect(TraceContext(traceparent: alone.text) == alone)
        #expect(alone.traceID != TraceContext(below: nil).traceID)
    }
}
