package import Pipeline

/// Where, or when, a run stops although nobody has said `step`.
package struct Breakpoint: Sendable, Equatable {
    package let number: Int
    package let place: Place
    package let limits: Limits
    /// Whoever sets breakpoints only all at once, as an editor does those of a file; nil for a person who
    /// typed it.
    package let owner: String?

    package enum Place: Sendable, Equatable {
        case before(String)
        case after(String)
        /// Any failed attempt, also one that the policy tries again.
        case failure
        /// A failure past all that the policy tries.
        case finalFailure
        case failureClass(FailureClass)
        /// The fact has come to have this value.
        case fact(FactName, String)
    }

    /// What must be so besides, and what is done in place of stopping.
    package struct Limits: Sendable, Equatable {
        /// What must hold of the facts.
        package var condition: Condition?
        /// Which of the times count.
        package var hits: HitCount?
        /// What is said, in place of stopping.
        package var message: Template?

        package init(
            condition: Condition? = nil, hits: HitCount? = nil, message: Template? = nil
        ) {
            self.condition = condition
            self.hits = hits
            self.message = message
        }
    }
}

extension Breakpoint {
    /// As a person types it after `break`, with its limits.
    package var words: String {
        var words = place.words
        if let condition = limits.condition { words += " when \(condition.text)" }
        if let hits = limits.hits { words += " at hit \(hits)" }
        return words
    }
}

extension Breakpoint.Place {
    /// As a person types it after `break`.
    package var words: String {
        switch self {
        case .before(let id): "before \(id)"
        case .after(let id): "after \(id)"
        case .failure: "on failure"
        case .finalFailure: "on a failure for good"
        case .failureClass(let failureClass): "on \(failureClass.rawValue)"
        case .fact(let name, let text): "on \(name)=\(text)"
        }
    }

    /// Whether a pause is at this place; for a fact, whether it has the value.
    func holds(at pause: Pause) -> Bool {
        switch (self, pause.point) {
        case (.before(let id), .before), (.after(let id), .after): pause.step.id == id
        case (.failure, .failed), (.failure, .retrying), (.finalFailure, .failed): true
        case (.failureClass(let wanted), .failed(let failure)),
            (.failureClass(let wanted), .retrying(let failure)):
            failure.failureClass == wanted
        case (.fact(let name, let text), _): pause.facts[name]?.text == text
        default: false
        }
    }
}
