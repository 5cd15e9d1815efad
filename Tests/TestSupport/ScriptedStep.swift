package import Pipeline

/// A step that does what a test says.
struct ScriptedStep: Step {
    let script: @Sendable (StepContext) async throws -> Facts

    func run(in context: StepContext) async throws -> Facts { try await script(context) }
}

extension StepKind {
    /// A kind whose steps run a script.
    package static func scripted(
        _ name: String, role: Role? = nil, summary: String = "does what a test says",
        parameters: [ParameterDescription] = [], failures: Set<FailureClass> = [.transient],
        policy: Policy = Policy(retries: []), needs: [FactName] = [], gives: [FactName] = [],
        _ script: @escaping @Sendable (StepContext) async throws -> Facts = { _ in Facts() }
    ) -> StepKind {
        StepKind(
            name, role: role, summary: summary, parameters: parameters, failures: failures,
            policy: policy, needs: needs, gives: gives
        ) { _ in ScriptedStep(script: script) }
    }
}
