import AWS
import Pipeline

/// Whether there are credentials that AWS accepts, and whose they are.
struct CredentialsPrecondition: Precondition {
    let host: Host

    let name = "credentials"
    let needs = [FactKey.instanceRegion.name]

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        let sts = host.sts(try facts.require(.instanceRegion))
        do {
            return .ok("those of \(try await sts.getCallerIdentity().arn)")
        } catch {
            // No step calls STS, so it may well be unreachable in a closed network.
            guard error.kind == .endpointUnreachable, !error.isFromMetadata else { throw error }
            return .unknown("they are there, and whose they are is not known: \(error.message)")
        }
    }
}
