import Pipeline

/// Whether Parameter Store defines the layer.
struct ParametersPrecondition: Precondition {
    let step: PlannedStep

    let name = "layer"
    let actions = ["ssm:GetParametersByPath"]
    let stage = PreconditionStage.services
    var needs: [FactName] { step.needs }

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        let lookup: LookUpParameters = try step.made(facts)
        let (stack, layer, document) = try await lookup.find(facts)
        let words = "`\(layer.name)` is the document \(document.name), by \(layer.id)"
        let learned = stack.asFacts.merging(layer.asFacts).merging(document.asFacts)
        guard document.unused.isEmpty else {
            return .warning(
                "\(words); no document or step uses \(document.unused.joined(separator: ", "))",
                remedy: "correct their names, or remove them", learned)
        }
        return .ok(words, learned)
    }
}
