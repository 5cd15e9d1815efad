package import Pipeline
import PipelineFile

/// An event for a person, in one harmless line, without the step's name and the time.
package struct EventText {
    /// The facts that the step gave, for its last line.
    private let gave: Facts

    /// Creates a text with the facts that the current step has given.
    package init(gave: Facts) { self.gave = gave }

    /// The line for a log; nil for an event that a log does not need.
    package func line(_ body: Event.Body, attempt: Int?) -> String? {
        switch body {
        case .runStarted(let plan):
            "pipeline \(plan.pipeline): \(EventText.count(plan.steps))"
        case .runResumed(let plan, let done, let reason):
            "pipeline \(plan.pipeline): resuming, \(done) of \(EventText.count(plan.steps)) "
                + (done == 1 ? "is done" : "are done") + (reason.map { "; \($0)" } ?? "")
        case .attemptStarted:
            attempt == 1 ? "started" : "attempt \(attempt ?? 0) started"
        case .alreadyDone: "already done"
        case .rebootNeeded(let reason): "needs a reboot: \(reason)"
        case .runIdentified(let identity): identity.words
        case .activity(Event.Body.requestRetryActivity, let fields):
            "\(fields.text("reason")); asking again in \(fields.duration("delay").readable)"
        case .activity(Event.Body.slowRequestActivity, let fields):
            "\(fields.text("service")) \(fields.text("operation")): no answer for "
                + fields.duration("elapsed").readable
        case .preparationFailed, .attemptSucceeded, .recorded, .activity, .runFinished:
            nil
        case .attemptFailed(let failure, let elapsed):
            "attempt \(attempt ?? 0) failed after \(elapsed.readable), "
                + "\(failure.failureClass.rawValue): \(failure.message)"
        case .attemptInterrupted(let elapsed):
            "interrupted after \(elapsed.readable)"
        case .retrying(let delay, _):
            "trying again in \(delay.readable)"
        case .rewinding(let target, let delay, _):
            "going back to \(target) in \(delay.readable)"
        case .waiting(let duration, let reason):
            "waiting \(duration.readable): \(reason)"
        case .stepSucceeded(let elapsed):
            "done after \(elapsed.readable)"
                + (gave.names.isEmpty ? "" : ": \(EventText.list(gave))")
        case .stepFailed(let failure, let elapsed, runGoesOn: true, _):
            "failed after \(elapsed.readable), and the run continues without it; "
                + "what to do: \(failure.remedy)"
        case .stepFailed(_, let elapsed, runGoesOn: false, _):
            "failed after \(elapsed.readable)"
        case .stepSkipped(let reason): "skipped" + (reason.map { ": \($0)" } ?? "")
        case .factChanged(let name, let value):
            (value.map { HandChange.set(name, $0) } ?? .unset(name)).words
        case .parameterChanged(let name, let step, let value):
            HandChange.parameter(name, of: step, value).words
        case .revertStarted: "undoing it"
        case .revertSucceeded(let elapsed): "undone after \(elapsed.readable)"
        case .revertFailed(let failure, let elapsed):
            "could not be undone (\(elapsed.readable)): \(failure.message); "
                + "what to do: \(failure.remedy)"
        case .note(let message): message
        case .warning(let message): "warning: \(message)"
        case .output(let line, let source): "\(source): \(line)"
        }
    }

    private static func count(_ steps: [PlanRecord.Step]) -> String {
        steps.count == 1 ? "1 step" : "\(steps.count) steps"
    }

    /// Lists facts as `stack.id=…, stack.name=…`, in the given order; sensitive ones without their
    /// values.
    package static func list(
        _ facts: Facts, by areInOrder: (String, String) -> Bool = { $0 < $1 }
    ) -> String {
        guard case .map(let shown) = facts.shown else { return "" }
        return shown.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text)" }
            .sorted(by: areInOrder).joined(separator: ", ")
    }
}
