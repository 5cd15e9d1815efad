import Pipeline

/// Whether the stack exists exactly once, and takes instances from this region and network.
struct StackPrecondition: Precondition {
    let step: PlannedStep

    let name = "stack"
    let actions = ["opsworks:DescribeStacks"]
    let stage = PreconditionStage.services
    var needs: [FactName] { step.needs }

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        let lookup: LookUpOpsWorksStack = try step.made(facts)
        let (stack, doubt) = try await lookup.findStack(for: facts.require(.instanceRegion))
        if let doubt {
            return .warning(
                "`\(stack.name)` is there; \(doubt)", remedy: Failure.metadataRemedy, stack.asFacts)
        }
        return .ok("`\(stack.name)` is \(stack.id), by way of \(stack.apiRegion)", stack.asFacts)
    }
}
