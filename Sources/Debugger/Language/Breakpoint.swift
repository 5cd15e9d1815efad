package import Pipeline

/// A place or condition at which a run stops, even if no one steps through it.
package struct Breakpoint: Sendable, Equatable {
    package let number: Int
    package let place: Place
    package let limits: Limits
    /// The owner, if breakpoints are set all at once, as an editor sets those of a file; nil for
    /// one that a person typed.
    package let owner: String?

    package enum Place: Sendable, Equatable {
        case before(String)
        case after(String)
        /// Any failed attempt, even if the policy retries it.
        case failure
        /// A failure after the last retry of the policy.
        case finalFailure
        case failureClass(FailureClass)
        /// The fact has received this value.
        case fact(FactName, String)
    }

    /// An additional condition, and an action instead of stopping.
    package struct Limits: Sendable, Equatable {
        /// The condition on the facts.
        package var condition: Condition?
        /// The hits that count.
        package var hits: HitCount?
        /// The message, instead of stopping.
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
    /// The form that a person types after `break`, with its limits.
    package var words: String {
        var words = place.words
        if let condition = limits.condition { words += " when \(condition.text)" }
        if let hits = limits.hits { words += " at hit \(hits)" }
        return words
    }
}

extension Breakpoint.Place {
    /// The form that a person types after `break`.
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
