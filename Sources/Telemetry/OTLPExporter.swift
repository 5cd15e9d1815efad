import HTTP
import JSON
import Pipeline

/// Sends spans to a collector, by OTLP/HTTP in JSON.
struct OTLPExporter {
    private let settings: OTLPSettings
    private let sender: any HTTPSender
    private let time: any TimeSource
    private let pausing: any Pausing

    /// The replies after which the specification wants the request sent again.
    private static let retried: Set = [429, 502, 503, 504]
    private static let firstDelay = Duration.milliseconds(100)

    init(
        _ settings: OTLPSettings, _ sender: any HTTPSender, time: any TimeSource,
        pausing: any Pausing
    ) {
        self.settings = settings
        self.sender = sender
        self.time = time
        self.pausing = pausing
    }

    /// Sends a request, again where that may help, until the time is up.
    ///
    /// - Parameters:
    ///   - body: an ExportTraceServiceRequest.
    ///   - count: the spans in it.
    /// - Returns: what was lost and why, as a sentence without its full stop; nil for nothing.
    func export(_ body: JSONValue, count: Int) async -> String? {
        let end = time.now().elapsed + settings.timeout
        var request = HTTPRequest(
            .post, settings.url, headers: settings.headers, body: Array(body.text().utf8))
        request.destination = .memory(limit: 1 << 16)
        var delay = Self.firstDelay
        while true {
            let rest = max(.milliseconds(1), end - time.now().elapsed)
            request.timeouts = HTTPTimeouts(connect: rest, total: rest, stall: .seconds(2))
            var problem: String
            var wait = delay
            do throws(HTTPError) {
                let response = try await sender.send(request)
                if (200..<300).contains(response.status) {
                    return Self.rejected(response.body)
                }
                problem = "it answered with status \(response.status)"
                guard Self.retried.contains(response.status) else {
                    return lost(count, problem)
                }
                let now = Int(time.now().sinceEpoch.components.seconds)
                wait = response.retryAfter(now: now) ?? delay
            } catch {
                if case .cancelled = error.reason { return nil }
                problem = error.message
            }
            guard time.now().elapsed + wait < end else { return lost(count, problem) }
            do {
                try await pausing.pause(until: time.now().elapsed + wait)
            } catch {
                return nil
            }
            delay = delay * 2
        }
    }

    private func lost(_ count: Int, _ problem: String) -> String {
        "the run's \(count) spans were not sent to the collector \(settings.url): \(problem); check "
            + "OTEL_EXPORTER_OTLP_ENDPOINT and the collector"
    }

    /// What an ExportTraceServiceResponse says of spans that the collector did not take.
    private static func rejected(_ body: [UInt8]) -> String? {
        guard let reply = try? JSONParser.parse(body), let partial = reply["partialSuccess"] else {
            return nil
        }
        // A 64-bit integer, which is a text in this encoding, and a number in others'.
        let count =
            partial["rejectedSpans"]?.string.flatMap { Int($0) }
            ?? partial["rejectedSpans"]?.integer(in: 0...Int.max) ?? 0
        let message = partial["errorMessage"]?.string ?? ""
        guard count > 0 || !message.isEmpty else { return nil }
        return "the collector rejected \(count) spans of the run"
            + (message.isEmpty ? "" : ": \(message)")
    }
}
