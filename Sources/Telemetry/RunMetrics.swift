import JSON
package import Pipeline
import Synchronization

/// A run as a few numbers: an observer, whose text somebody else writes where `ENLIST_METRICS` says.
package final class RunMetrics: Observer {
    /// What the text is for.
    package enum Form: Sendable, Equatable {
        /// A line of CloudWatch's embedded metric format.
        case embeddedMetricFormat
        /// A file for node_exporter's textfile collector, at a path.
        case textFile(path: String)

        /// Reads `emf` or a path that ends with `.prom`; nil for anything else.
        package init?(_ text: String) {
            switch text {
            case "emf": self = .embeddedMetricFormat
            case _ where text.utf8.suffix(5).elementsEqual(".prom".utf8):
                self = .textFile(path: text)
            default: return nil
            }
        }
    }

    private let state = Mutex(State())

    private struct State {
        var run = ""
        var pipeline: String?
        var facts = Facts()
        var requests = 0
        var failedAttempts = 0
        var end: (time: Moment, failure: (step: String?, Failure)?, succeeded: Bool)?
        var begin: Duration?
    }

    package init() {}

    package func observe(_ event: Event) {
        state.withLock { state in
            state.run = event.run
            state.begin = state.begin ?? event.time.elapsed
            switch event.body {
            case .runIdentified(let identity): state.facts = identity.facts
            case .runStarted(let plan), .runResumed(let plan, _, _): state.pipeline = plan.pipeline
            case .attemptFailed: state.failedAttempts += 1
            case .activity(Event.Body.requestActivity, _): state.requests += 1
            case .preparationFailed(let failure):
                state.end = (event.time, (nil, failure), false)
            case .runFinished(let outcome, _):
                let failure = outcome.failure.map { (step: String?.some($0.step), $0.reason) }
                state.end = (event.time, failure, outcome == .succeeded)
            default: break
            }
        }
    }

    /// What there is to write; nil before the run has ended.
    package func text(for form: Form) -> String? {
        state.withLock { state in
            guard let end = state.end, let begin = state.begin else { return nil }
            let metrics: [Metric] = [
                Metric(
                    "Duration", "Seconds", "duration_seconds", (end.time.elapsed - begin).seconds),
                Metric("Requests", "Count", "requests", Double(state.requests)),
                Metric("FailedAttempts", "Count", "failed_attempts", Double(state.failedAttempts)),
                Metric("Failed", "Count", "failed", end.succeeded ? 0 : 1),
            ]
            return switch form {
            case .embeddedMetricFormat: Self.line(state, metrics)
            case .textFile: Self.file(state, metrics)
            }
        }
    }

    private struct Metric {
        let name: String
        let unit: String
        /// In node_exporter's file, after `enlist_run_`.
        let ending: String
        let value: JSONValue

        init(_ name: String, _ unit: String, _ ending: String, _ value: Double) {
            self.name = name
            self.unit = unit
            self.ending = ending
            let whole = Int(exactly: value)
            self.value = .number(whole.map { "\($0)" } ?? "\(value)")
        }
    }

    /// Source: "Specification: Embedded metric format", Amazon CloudWatch's user guide.
    private static func line(_ state: State, _ metrics: [Metric]) -> String {
        guard let end = state.end else { return "" }
        let inputs: [(String, String?)] = [
            ("Product", state.facts[.product]), ("Environment", state.facts[.environment]),
            ("Platform", state.facts[.platform]),
        ]
        let known = inputs.compactMap { name, value in value.map { (name, $0) } }
        let pipeline = state.pipeline ?? "none"
        var sets: [JSONValue] = [["Pipeline"]]
        if !known.isEmpty { sets.append(.array(["Pipeline"] + known.map { .string($0.0) })) }
        let definitions = metrics.map { metric -> JSONValue in
            ["Name": .string(metric.name), "Unit": .string(metric.unit)]
        }
        let milliseconds = Int((end.time.sinceEpoch.seconds * 1000).rounded())
        let about: JSONValue = [
            "Timestamp": .number("\(milliseconds)"),
            "CloudWatchMetrics": [
                [
                    "Namespace": "enlist", "Dimensions": .array(sets),
                    "Metrics": .array(definitions),
                ]
            ],
        ]
        let properties: [(String, String?)] = [
            ("Run", state.run), ("Instance", state.facts[.instanceID]),
            ("Step", end.failure?.step), ("Class", end.failure?.1.failureClass.rawValue),
        ]
        var members: [JSONValue.Member] = [.init("_aws", about)]
        members.append(.init("Pipeline", .string(pipeline)))
        members += known.map { .init($0.0, .string($0.1)) }
        members += properties.compactMap { name, value in value.map { .init(name, .string($0)) } }
        members += metrics.map { .init($0.name, $0.value) }
        return JSONValue.object(members).text() + "\n"
    }

    /// Source: Prometheus' text exposition format, 0.0.4.
    private static func file(_ state: State, _ metrics: [Metric]) -> String {
        let pipeline = (state.pipeline ?? "none").utf8.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: "\""): [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): Array("\\n".utf8)
            default: [byte]
            }
        }
        let label = "{pipeline=\"\(String(decoding: pipeline, as: UTF8.self))\"}"
        let end = state.end?.time.sinceEpoch.seconds ?? 0
        let all = metrics + [Metric("", "", "end_time_seconds", end.rounded())]
        return all.map { metric in
            let name = "enlist_run_\(metric.ending)"
            return "# TYPE \(name) gauge\n\(name)\(label) \(metric.value.text())\n"
        }.joined()
    }
}
