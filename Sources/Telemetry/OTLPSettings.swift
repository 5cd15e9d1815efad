import Bytes
import HTTP

/// Where traces go, by the environment variables of OpenTelemetry's specification (its OTLP exporter and
/// SDK, 1.40).
struct OTLPSettings: Sendable {
    /// Where spans are sent.
    let url: HTTPURL
    let headers: HTTPHeaders
    /// The most that sending may take.
    let timeout: Duration
    /// A file of CA certificates; nil for those that all requests go by.
    let certificate: String?
    /// What the resource is called besides what a run knows; texts by name.
    let resource: [(name: String, value: String)]
    /// The run's place in a trace that somebody else began.
    let parent: TraceContext?
    /// What of the environment is not heeded, and why, as sentences without their full stops.
    let problems: [String]

    /// A run does not wait longer than this for a collector, whatever the environment says.
    static let longestTimeout = Duration.seconds(1)

    /// Why no traces are sent although a collector is named.
    struct Unusable: Error {
        let problem: String
    }

    /// Reads the environment.
    ///
    /// - Returns: nil if no traces are wanted.
    /// - Throws: `Unusable` if they are wanted and cannot be sent.
    init?(_ environment: [String: String]) throws(Unusable) {
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        func exporter(_ name: String) -> String? {
            value("OTEL_EXPORTER_OTLP_TRACES_\(name)") ?? value("OTEL_EXPORTER_OTLP_\(name)")
        }
        let own = value("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
        guard let endpoint = own ?? value("OTEL_EXPORTER_OTLP_ENDPOINT"),
            value("OTEL_SDK_DISABLED")?.isSpelledInAnyCase("true") != true,
            value("OTEL_TRACES_EXPORTER") != "none",
            value("OTEL_TRACES_SAMPLER") != "always_off"
        else { return nil }
        let parent = value("TRACEPARENT").flatMap {
            TraceContext(traceparent: $0, state: value("TRACESTATE") ?? "")
        }
        // As the default sampler: what began the trace decides.
        if let parent, !parent.isSampled, value("OTEL_TRACES_SAMPLER") != "always_on" { return nil }
        self.parent = parent

        if let form = exporter("PROTOCOL"), form != "http/json" {
            throw Unusable(
                problem: "OTEL_EXPORTER_OTLP_PROTOCOL is \(form); set it to http/json, which is "
                    + "what enlist speaks")
        }
        do {
            url = try HTTPURL(own ?? Self.joined(endpoint, "v1/traces"))
        } catch {
            throw Unusable(problem: "the collector's address \(endpoint) is not a URL: \(error)")
        }
        var problems: [String] = []
        if value("TRACEPARENT") != nil, parent == nil {
            problems.append("TRACEPARENT is not a traceparent, and the trace starts with this run")
        }
        var headers = HTTPHeaders()
        headers.add("Content-Type", "application/json")
        for (name, text) in Self.pairs(exporter("HEADERS"), "OTEL_EXPORTER_OTLP_HEADERS", &problems)
        {
            headers.add(name, text)
        }
        self.headers = headers
        let milliseconds = exporter("TIMEOUT").flatMap { Int($0) }
        if exporter("TIMEOUT") != nil, milliseconds.map({ $0 < 0 }) ?? true {
            problems.append("OTEL_EXPORTER_OTLP_TIMEOUT is not a number of milliseconds")
        }
        timeout = min(
            milliseconds.flatMap { $0 > 0 ? .milliseconds($0) : nil } ?? Self.longestTimeout,
            Self.longestTimeout)
        certificate = exporter("CERTIFICATE")
        for name in ["CLIENT_KEY", "CLIENT_CERTIFICATE"] where exporter(name) != nil {
            problems.append("OTEL_EXPORTER_OTLP_\(name) is not heeded: enlist sends no certificate")
        }
        var resource = Self.pairs(
            value("OTEL_RESOURCE_ATTRIBUTES"), "OTEL_RESOURCE_ATTRIBUTES", &problems)
        if let name = value("OTEL_SERVICE_NAME") { resource.append(("service.name", name)) }
        self.resource = resource
        self.problems = problems
    }

    private static func joined(_ base: String, _ path: String) -> String {
        base.utf8.last == UInt8(ascii: "/") ? base + path : "\(base)/\(path)"
    }

    /// Reads `name=value,name=value`, values percent-encoded (W3C Baggage, without its properties).
    private static func pairs(
        _ text: String?, _ variable: String, _ problems: inout [String]
    ) -> [(name: String, value: String)] {
        (text ?? "").parts(at: ",").compactMap { part in
            guard !part.trimmed().isEmpty else { return nil }
            let halves = part.parts(at: "=", most: 1)
            let name = halves[0].trimmed()
            guard halves.count == 2, !name.isEmpty, let value = decoded(halves[1].trimmed()) else {
                problems.append("\(variable) has an entry that is not `name=value`")
                return nil
            }
            return (name, value)
        }
    }

    private static func decoded(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, digits.utf8.allSatisfy({ $0.isDigit || $0.isLetter }),
                let decoded = UInt8(digits, radix: 16)
            else { return nil }
            bytes.append(decoded)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
