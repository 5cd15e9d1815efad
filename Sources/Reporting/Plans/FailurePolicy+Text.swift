import Pipeline

extension FailurePolicy {
    /// What is done about a run that failed, in order, as a sentence without its full stop.
    var text: String {
        var parts = ["the reason is written to the instance's tags"]
        if let report { parts.append("the report is put to \(report.value.text)") }
        if revert ?? false { parts.append("the steps are undone") }
        if let keep { parts.append("the instance is kept for \(keep.readable)") }
        switch then ?? .nothing {
        case .abandon: parts.append("the launch is abandoned")
        case .unhealthy: parts.append("the instance is reported as unhealthy")
        case .nothing: break
        }
        return parts.joined(separator: ", ")
    }

    /// For programs, with durations in seconds.
    var json: Value {
        .map([
            "then": .string((then ?? .nothing).rawValue),
            "report": report?.value ?? .null,
            "revert": .boolean(revert ?? false),
            "keep": keep?.inSeconds ?? .null,
            "deadline": (deadline ?? Self.defaultDeadline).inSeconds,
        ])
    }
}
