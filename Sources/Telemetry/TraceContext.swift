import Bytes

/// A span's place in its trace, as it goes from process to process.
///
/// Source: W3C Trace Context, level 1; in environment variables `TRACEPARENT` and `TRACESTATE`.
package struct TraceContext: Sendable, Equatable {
    /// 32 hexadecimal digits, not all zero.
    let traceID: String
    /// 16 hexadecimal digits, not all zero.
    let spanID: String
    let isSampled: Bool
    /// What other tracing systems say of the trace; empty for nothing.
    let state: String

    init(traceID: String, spanID: String, isSampled: Bool, state: String = "") {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
        self.state = state
    }

    /// Reads `00-<trace id>-<span id>-<flags>`; nil for anything else.
    ///
    /// A later version may have more fields at its end, which are ignored; `ff` is no version.
    init?(traceparent text: String, state: String = "") {
        let fields = text.parts(at: "-")
        guard fields.count >= 4,
            Self.isHex(fields[0], digits: 2), fields[0] != "ff",
            fields[0] != "00" || fields.count == 4,
            Self.isHex(fields[1], digits: 32), !Self.isZero(fields[1]),
            Self.isHex(fields[2], digits: 16), !Self.isZero(fields[2]),
            Self.isHex(fields[3], digits: 2), let flags = UInt8(fields[3], radix: 16)
        else { return nil }
        self.init(
            traceID: fields[1], spanID: fields[2], isSampled: flags & 1 == 1, state: state)
    }

    /// The text of `traceparent`.
    var text: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    /// The place of a new span below another one; nil for the first of a new trace.
    init(below parent: TraceContext?) {
        self =
            parent?.at(span: Self.randomID(bytes: 8))
            ?? TraceContext(
                traceID: Self.randomID(bytes: 16), spanID: Self.randomID(bytes: 8), isSampled: true)
    }

    /// The same trace at another span.
    func at(span: String) -> TraceContext {
        TraceContext(traceID: traceID, spanID: span, isSampled: isSampled, state: state)
    }

    /// An id of so many random bytes, not all zero.
    static func randomID(bytes: Int) -> String {
        var random = SystemRandomNumberGenerator()
        while true {
            let id = (0..<bytes).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            if id.contains(where: { $0 != 0 }) { return hex(id) }
        }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Only lower case is allowed.
    private static func isHex(_ text: String, digits: Int) -> Bool {
        text.utf8.count == digits
            && text.utf8.allSatisfy {
                $0.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    private static func isZero(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 == UInt8(ascii: "0") }
    }
}
