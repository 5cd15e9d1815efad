import HTTP
package import Pipeline
import Synchronization

/// The trace of a run: the front page of the module.
///
/// **Tracing** is an observer. A `SpanRecorder` makes **spans** of the events: the run, each step, each
/// attempt, each request. When the run has ended, an `OTLPExporter` sends them to the collector that
/// OpenTelemetry's environment variables name (`OTLPSettings`), once, within a second. Nothing that
/// goes wrong here is more than a warning.
///
/// ```swift
/// let tracing = Tracing(environment, version: "1.0", time: time, pausing: pausing)
/// // … a run, observed by it …
/// for warning in await tracing.export() { print(warning) }
/// ```
package final class Tracing: Observer {
    private let settings: OTLPSettings?
    private let problem: String?
    private let version: String
    private let time: any TimeSource
    private let pausing: any Pausing
    private let client: @Sendable (_ certificates: String?) throws -> any HTTPSender
    /// The place of the run's own span.
    private let context: TraceContext
    private let recorder = Mutex<SpanRecorder?>(nil)

    /// Reads the environment; asks nobody.
    ///
    /// - Parameters:
    ///   - environment: the process' own.
    ///   - version: of this program.
    ///   - time: what the run goes by.
    ///   - pausing: waits before another try.
    package convenience init(
        _ environment: [String: String], version: String, time: any TimeSource,
        pausing: any Pausing
    ) {
        self.init(environment, version: version, time: time, pausing: pausing) { certificates in
            var environment = environment
            if let certificates { environment["AWS_CA_BUNDLE"] = certificates }
            return try HTTPClient(userAgent: "enlist/\(version)", environment: environment)
        }
    }

    /// Takes what makes a client besides: one that goes by a file of CA certificates, or for nil by those
    /// that all requests go by.
    init(
        _ environment: [String: String], version: String, time: any TimeSource,
        pausing: any Pausing,
        client: @escaping @Sendable (_ certificates: String?) throws -> any HTTPSender
    ) {
        self.version = version
        self.time = time
        self.pausing = pausing
        self.client = client
        do throws(OTLPSettings.Unusable) {
            settings = try OTLPSettings(environment)
            problem = nil
        } catch {
            settings = nil
            problem = "the run is not traced: \(error.problem)"
        }
        context = TraceContext(below: settings?.parent)
    }

    package func observe(_ event: Event) {
        guard let settings else { return }
        recorder.withLock { recorder in
            if recorder == nil { recorder = SpanRecorder(context, below: settings.parent, event) }
            recorder?.add(event)
        }
    }

    /// The place of what the run does now, as `traceparent` says it to children; nil if nothing is traced.
    package var traceparent: String? { recorder.withLock { $0?.current.text } }

    /// The place of the run itself, as `traceparent`; nil if nothing is traced.
    package var runTraceparent: String? { settings == nil ? nil : context.text }

    /// Says which run this one resumes, by that one's `runTraceparent`.
    package func link(to earlier: String) {
        guard let earlier = TraceContext(traceparent: earlier) else { return }
        recorder.withLock { $0?.link(to: earlier) }
    }

    /// Sends what was recorded, and forgets it.
    ///
    /// - Returns: what was lost and why, and what of the environment was not heeded.
    package func export() async -> [String] {
        let recorded = recorder.withLock { recorder in
            defer { recorder = nil }
            return recorder
        }
        if let problem { return [problem] }
        guard let settings, let recorded else { return [] }
        var told = settings.problems
        if recorded.dropped > 0 {
            told.append("the run's trace lacks \(recorded.dropped) spans, for which it has no room")
        }
        let (body, count) = recorded.request(resource: settings.resource, version: version)
        do {
            let sender = try client(settings.certificate)
            let exporter = OTLPExporter(settings, sender, time: time, pausing: pausing)
            if let lost = await exporter.export(body, count: count) { told.append(lost) }
        } catch {
            told.append("the run is not traced: \(error)")
        }
        return told
    }
}
