import AWS
import Pipeline

/// Whether the credentials' owner may do something, found out by a call that has no effect.
struct RightPrecondition: Precondition {
    /// The IAM action: `ec2:CreateTags`.
    let action: String
    let needs: [FactName]
    /// What is lost without it, where a run goes on all the same.
    var loss: String?
    /// Calls for it; whatever else than a missing right comes of it is no answer.
    let attempt: @Sendable (Facts) async throws -> Void

    var name: String { "right \(action)" }

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        do {
            try await attempt(facts)
            return .ok("given")
        } catch let error as AWSError {
            guard let loss, case .accessDenied = error.kind else { throw error }
            return .warning("missing: \(loss)", remedy: error.remedy)
        }
    }
}
