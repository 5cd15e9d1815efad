import AWS
import Pipeline

extension ApplyDocument: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        let api = host.systemsManager(try facts.require(.stackAPIRegion))
        let comment = try OrderComment(
            document: document, version: version,
            parameters: parameters ?? facts.require(LayerDocument.parametersFact))
        let known = try await api.invocations(on: facts.require(.instanceID))
        guard let same = known.first(where: { comment.matches($0.comment) && !$0.hasFailed }) else {
            return .change("have Systems Manager run \(document) on the instance")
        }
        guard goal == .succeeded, same.isUnderWay else {
            return .nothing("ordered already, by the command \(same.commandID)")
        }
        return .waits(for: "the command \(same.commandID), ordered already: status \(same.status)")
    }
}
