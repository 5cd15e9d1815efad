package import Pipeline

extension Outcome {
    /// The outcome, as the rest of a sentence that begins with the run's name.
    package var words: String {
        switch self {
        case .succeeded: "succeeded"
        case .failed(let step, _): "failed at \(step)"
        case .deadlinePassed(let step, _): "ran out of time at \(step)"
        case .interrupted(let step): "was interrupted\(step.map { " at \($0)" } ?? "")"
        case .rebootNeeded(let step, _): "needs a reboot at \(step)"
        case .aborted(let step): "was ended by hand at \(step)"
        }
    }
}
