import AWS
import Pipeline

/// Whether the credentials' owner has a permission, tested by a call that has no effect.
struct PermissionPrecondition: Precondition {
    let permission: any Permission
    let trial: Trial

    var name: String { "permission \(permission.name)" }
    var needs: [FactName] { trial.needs }
    var actions: [String] { [permission.name] }

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        do {
            try await trial.call(facts)
            return .ok("given")
        } catch is Untriable {
            return .unknown("the service takes no dry runs; only doing it would show")
        } catch let error as AWSError {
            let failure = Failure(error).naming([permission], knowing: facts)
            guard let loss = trial.loss, case .accessDenied = error.kind else { throw failure }
            return .warning("missing: \(loss)", remedy: failure.remedy)
        }
    }
}

/// The permissions that cannot be tested without an effect.
struct UntriablePermissions: Precondition {
    let names: [String]

    let name = "other permissions"

    func examine(knowing facts: Facts) -> Diagnosis {
        .unknown("\(names.joined(separator: ", ")): only doing it would show")
    }
}
