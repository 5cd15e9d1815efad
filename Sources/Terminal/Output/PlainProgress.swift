package import Pipeline
import PipelineFile
import Reporting
import Synchronization

/// Writes a run as plain lines, each with the seconds since the start.
///
/// They are for logs, and for people who want no colours.
package final class PlainProgress: Observer {
    private let write: @Sendable (String, Severity) -> Void
    private let form: Form
    private let state = Mutex(State())

    /// The additional content of the lines.
    package struct Form: Sendable {
        /// Whether each line begins with the time of day, for output that is not read as it
        /// happens.
        var tellsWallTime: Bool
        /// Whether the output ends with the reason of a failure, if nothing else reports it.
        var tellsFailure: Bool

        package init(tellsWallTime: Bool, tellsFailure: Bool = false) {
            self.tellsWallTime = tellsWallTime
            self.tellsFailure = tellsFailure
        }
    }

    private struct State {
        var account = RunAccount()
        var pipeline = ""
        var silence = Silence()
        /// The last failure, as far as it has not been reported: that of the very last attempt is
        /// reported at the end of the run.
        var unreported: Failure?
    }

    /// Creates an observer for an output; a missing form is that of live output, with the time of
    /// day unless on a terminal.
    package convenience init(_ output: OutputChannel, _ form: Form? = nil) {
        self.init(form ?? Form(tellsWallTime: output.terminalWidth == nil)) {
            output.write($0, $1)
        }
    }

    /// Creates an observer with a function that receives the lines, each with its line break, and
    /// their severity.
    init(_ form: Form, _ write: @escaping @Sendable (String, Severity) -> Void) {
        self.form = form
        self.write = write
    }

    package func observe(_ event: Event) {
        let lines = state.withLock { state in
            state.account.add(event)
            if let plan = event.body.plan { state.pipeline = plan.pipeline }
            return told(event, &state)
        }
        if !lines.isEmpty { write(lines.map { $0 + "\n" }.joined(), event.body.severity) }
    }

    private func told(_ event: Event, _ state: inout State) -> [String] {
        var lines: [String] = []
        switch event.body {
        case .runFinished(let outcome, _):
            lines = [state.account.summary(outcome, of: state.pipeline)]
        default:
            lines =
                EventText(gave: state.account.gave).line(event.body, attempt: event.attempt)
                .map { [$0] } ?? []
        }
        let isTold = !event.body.isActivity && !lines.isEmpty
        guard state.silence.tells(event, always: isTold) else { return [] }
        let source = (event.step ?? event.beside).map { "\($0): " } ?? ""
        let stamp = form.tellsWallTime ? "\(event.time.timestamp) " : ""
        let head = "\(stamp)[\(Self.stamp(state.account.elapsed))] \(source)"
        let seen = details(event, &state)
        if case .revertFailed = event.body { lines += seen } else { lines = seen + lines }
        return lines.map { head + PrintableText($0).text } + ending(event, state)
    }

    /// The details of a failure after which the run continues.
    private func details(_ event: Event, _ state: inout State) -> [String] {
        switch event.body {
        case .attemptFailed(let failure, _):
            state.unreported = failure
            return []
        case .retrying, .rewinding, .stepFailed(_, _, runGoesOn: true, _):
            defer { state.unreported = nil }
            return state.unreported?.detailLines(indent: 4) ?? []
        case .revertFailed(let failure, _): return failure.detailLines(indent: 4)
        default: return []
        }
    }

    private func ending(_ event: Event, _ state: State) -> [String] {
        guard form.tellsFailure, case .runFinished(let outcome, _) = event.body,
            let (step, failure) = outcome.failure
        else { return [] }
        return FailureText(step: step, failure: failure, attempts: state.account.failedAttempts)
            .lines.map { PrintableText($0).abridged }
    }

    /// Seconds with three digits, as in the kernel's log: `   12.345`.
    private static func stamp(_ elapsed: Duration) -> String {
        let milliseconds = Int((elapsed.seconds * 1000).rounded())
        let fraction = String(milliseconds % 1000)
        let text =
            "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.utf8.count)
            + fraction
        return String(repeating: " ", count: max(0, 9 - text.utf8.count)) + text
    }
}

extension Event.Body {
    /// The severity for readers of a log.
    fileprivate var severity: Severity {
        switch self {
        case .stepFailed(_, _, runGoesOn: false, _), .revertFailed, .preparationFailed: .error
        case .runFinished(let outcome, _): outcome.failure == nil ? .information : .error
        case .warning, .attemptFailed, .stepFailed, .attemptInterrupted: .warning
        default: .information
        }
    }

    /// Whether it happens within a step's work.
    var isActivity: Bool {
        if case .activity = self { true } else { false }
    }
}
