package import Pipeline

/// Something that has to hold for a run to succeed, and can be looked at before anything is touched.
package protocol Precondition: Sendable {
    /// What it is about, in a few words: `clock`, `right ec2:CreateTags`.
    var name: String { get }

    /// The facts without which it cannot be looked at.
    var needs: [FactName] { get }

    /// The actions that looking calls, of those that steps have a right to.
    var actions: [String] { get }

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
}
