/// Something that has to hold for a run to succeed, and can be looked at before anything is touched.
package protocol Precondition: Sendable {
    /// What it is about, in a few words: `clock`, `right ec2:CreateTags`.
    var name: String { get }

    /// The facts without which it cannot be looked at.
    var needs: [FactName] { get }

    /// The permissions that looking uses, of those that steps need, by their names.
    var actions: [String] { get }

    /// When it is looked at.
    var stage: PreconditionStage { get }

    /// Looks, and changes nothing: neither the machine, nor anything in AWS.
    ///
    /// Called once, when what it needs is known.
    ///
    /// - Throws: what keeps a run from succeeding, as a `Failure` or something that can be converted to
    ///   one; `CancellationError` when the task is cancelled.
    func examine(knowing facts: Facts) async throws -> Diagnosis
}

extension Precondition {
    package var needs: [FactName] { [] }
    package var actions: [String] { [] }
    package var stage: PreconditionStage { .machine }
}

/// When a precondition is looked at: what a run would come across first comes first.
package enum PreconditionStage: Int, Sendable {
    /// What this machine has, before any service is asked.
    case machine
    /// What is there at the services, once it is known that they answer.
    case services
    /// What matters only at the end, after the permissions.
    case joining
}
