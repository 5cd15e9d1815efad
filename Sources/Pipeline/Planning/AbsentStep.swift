/// A step that a change of the pipeline removed.
package struct AbsentStep: Sendable {
    package let id: String
    /// Where the step begins, and where each change of it begins.
    package let places: [SourceLocation]
    package let reason: Reason

    package enum Reason: Sendable {
        case removed(at: SourceLocation?)
        case replaced(by: String, at: SourceLocation?)
    }
}

extension Definition {
    /// The steps that changes removed; renamed ones do not count.
    var stepsTakenAway: [AbsentStep] {
        former.compactMap { former in
            let step = former.step
            return switch former.fate {
            case .removed:
                AbsentStep(id: step.id, places: step.places, reason: .removed(at: former.location))
            case .replaced(let other):
                AbsentStep(
                    id: step.id, places: step.places,
                    reason: .replaced(by: other, at: former.location))
            case .renamed: nil
            }
        }
    }
}
