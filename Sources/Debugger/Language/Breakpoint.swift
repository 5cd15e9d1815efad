package import Pipeline

/// Where a run is to stop besides at final failures.
package struct Breakpoint: Sendable, Equatable {
    package let number: Int
    package let condition: Condition

    package enum Condition: Sendable, Equatable {
        case before(String)
        case after(String)
        /// Any failed attempt, also one that the policy tries again.
        case failure
        case failureClass(FailureClass)
        /// The fact has come to have this value.
        case fact(FactName, String)
    }
}

extension Breakpoint.Condition {
    /// As a person types it after `break`.
    package var words: String {
        switch self {
        case .before(let id): "before \(id)"
        case .after(let id): "after \(id)"
        case .failure: "on failure"
        case .failureClass(let failureClass): "on \(failureClass.rawValue)"
        case .fact(let name, let text): "on \(name)=\(text)"
        }
    }
}
