import AWS
import Pipeline

/// Whether the credentials' owner has a right, found out by a call that has no effect.
struct RightPrecondition: Precondition {
    let right: Right
    /// How it is found out.
    let trial: Trial

    /// A call that an action is tried with.
    struct Trial: Sendable {
        let needs: [FactName]
        /// What is lost without the right, where a run goes on all the same.
        var loss: String?
        /// Whatever else than a missing right comes of it is no answer.
        let call: @Sendable (Facts) async throws -> Void
    }

    var name: String { "right \(right.action)" }
    var needs: [FactName] { trial.needs }
    var actions: [String] { [right.action] }

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        do {
            try await trial.call(facts)
            return .ok("given")
        } catch let error as AWSError {
            let failure = Failure(error).naming([right], knowing: facts)
            guard let loss = trial.loss, case .accessDenied = error.kind else { throw failure }
            return .warning("missing: \(loss)", remedy: failure.remedy)
        }
    }
}

/// The rights that only doing shows.
struct UntriableRights: Precondition {
    let actions: [String]

    let name = "other rights"

    func examine(knowing facts: Facts) -> Diagnosis {
        .untold("\(actions.joined(separator: ", ")): nothing but doing it would tell")
    }
}
