/// A condition for the success of a run that can be examined before anything is changed.
package protocol Precondition: Sendable {
    /// Its subject, in a few words: `clock`, `permission ec2:CreateTags`.
    var name: String { get }

    /// The facts without which it cannot be examined.
    var needs: [FactName] { get }

    /// The permissions that the examination uses, of those that steps need, by their names.
    var actions: [String] { get }

    /// When it is examined.
    var stage: PreconditionStage { get }

    /// Examines the condition, and changes nothing, neither on the machine nor in AWS.
    ///
    /// Called once, when the facts that it needs are known.
    ///
    /// - Throws: what keeps a run from succeeding, as a `Failure` or something that can be
    ///   converted to one; `CancellationError` when the task is cancelled.
    func examine(knowing facts: Facts) async throws -> Diagnosis
}

extension Precondition {
    package var needs: [FactName] { [] }
    package var actions: [String] { [] }
    package var stage: PreconditionStage { .machine }
}

/// When a precondition is examined, in the order in which a run would meet them.
package enum PreconditionStage: Int, Sendable {
    /// The state of this machine, before any service is asked.
    case machine
    /// The state of the services, once they are known to answer.
    case services
    /// What matters only at the end, after the permissions.
    case joining
}
