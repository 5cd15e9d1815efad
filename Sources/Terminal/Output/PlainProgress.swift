package import Pipeline
import PipelineFile
import Reporting
import Synchronization

/// Writes a run as plain lines, each with the seconds since the start: for logs and for people who
/// want no colours.
package final class PlainProgress: Observer {
    private let output: OutputChannel
    private let state = Mutex(State())

    private struct State {
        var account = RunAccount()
        var pipeline = ""
    }

    /// Takes where to write.
    package init(_ output: OutputChannel) { self.output = output }

    package func observe(_ event: Event) {
        let line = state.withLock { state in
            state.account.add(event)
            if let plan = event.body.plan { state.pipeline = plan.pipeline }
            return PlainProgress.line(event, state)
        }
        if let line { output.write(line + "\n") }
    }

    private static func line(_ event: Event, _ state: State) -> String? {
        let text: String?
        if case .runFinished(let outcome, _) = event.body {
            text = state.account.summary(outcome, of: state.pipeline)
        } else {
            text = EventText(gave: state.account.gave).line(event.body, attempt: event.attempt)
        }
        guard let text else { return nil }
        let step = event.step.map { "\($0): " } ?? ""
        return "[\(stamp(state.account.elapsed))] " + PrintableText(step + text).text
    }

    /// Seconds with three digits, as the kernel's log has them: `   12.345`.
    private static func stamp(_ elapsed: Duration) -> String {
        let milliseconds = Int((elapsed.seconds * 1000).rounded())
        let fraction = String(milliseconds % 1000)
        let text =
            "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.utf8.count)
            + fraction
        return String(repeating: " ", count: max(0, 9 - text.utf8.count)) + text
    }
}
