import Bytes
package import Pipeline

/// The text on a terminal when a run has stopped.
package struct PauseText {
    private let stop: Stop

    package init(_ stop: Stop) { self.stop = stop }

    private var pause: Pause { stop.pause }

    package var lines: [String] {
        let step = pause.step
        let place = (pause.steps.firstIndex { $0.id == step.id } ?? 0) + 1
        let kind = step.id == step.kind.name ? "" : " (\(step.kind.name))"
        var lines = [
            "-- step \(place) of \(pause.steps.count), \(pause.point.words) \(step.id)\(kind)"
        ]
        if let reason { lines.append("   \(reason)") }
        switch pause.point {
        case .failed(let failure), .retrying(let failure):
            lines.append("   \(failure.failureClass.rawValue): \(failure.message)")
            lines += remedy(of: failure).map { "   \($0)" }
        case .after:
            let gave = step.gives.filter { pause.facts[$0] != nil }
            lines += gave.map { "   gave \(PauseView.fact($0, pause.facts))" }
            return lines
        case .before, .beforeRevert: break
        }
        lines.append("   \(step.planText(pause.facts) ?? step.kind.summary)")
        lines += PauseView.parameters(of: step, pause.facts).map { "   \($0)" }
        if let hint { lines.append("   (\(hint))") }
        return lines
    }

    /// What can be done about a failure and at this point; empty if the run did not stop at a
    /// failure.
    package var advice: [String] {
        guard let failure = pause.point.failure else { return [] }
        return remedy(of: failure) + (hint.map { ["(\($0); `help` lists the commands)"] } ?? [])
    }

    private func remedy(of failure: Failure) -> [String] {
        ["what to do: \(failure.remedy)"]
            + failure.details.flatMap { $0.lines().filter { !$0.isEmpty }.map { "   \($0)" } }
    }

    /// Why it stopped here, if that is not obvious.
    private var reason: String? {
        let greeting =
            stop.isFirst
            ? ["the run has stopped here for you; `help` lists the commands"] : []
        let hits = stop.breakpoints.map { "breakpoint \($0.number): \($0.words)" }
        let reasons = greeting + hits + stop.remarks
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    }

    private var hint: String? {
        switch pause.point {
        case .before, .after: nil
        case .retrying: "`continue` waits and tries again, `retry` tries at once"
        case .failed:
            "`retry` repeats it, `skip` continues without it, `continue` lets it fail"
        case .beforeRevert: "`step` undoes it, `skip` leaves it, `continue` undoes all the rest"
        }
    }
}

extension Pause.Point {
    /// The words before the step's id.
    package var words: String {
        switch self {
        case .before: "before"
        case .after: "after"
        case .retrying: "after a failed attempt of"
        case .failed: "after the failure of"
        case .beforeRevert: "before undoing"
        }
    }

    /// The failure, if there is one.
    package var failure: Failure? {
        switch self {
        case .retrying(let failure), .failed(let failure): failure
        case .before, .after, .beforeRevert: nil
        }
    }
}
