import AWS
import Pipeline

/// Stands for `register-instance`, whose work is done by a program of AWS': the agent's installer.
///
/// It asks what the step asks, and what the installer asks in its stead. The step shows later steps
/// what it has listed; these have to list it themselves, with one failed attempt before.
struct SimulatedRegistering: Registering {
    let instance: Int
    let cloud: SimulatedCloud
    let model: OpsWorksModel
    let scenario: Scenario
    let client: AWSClient

    func register(in context: StepContext) async throws {
        let api = OpsWorks(client, region: try context.facts.require(.stackAPIRegion))
        _ = try await api.describeStackProvisioningParameters(
            stackID: context.facts.require(.stackID))
        try await context.wait(scenario.installer, for: "the agent's installer")
        guard cloud.grants(Call("opsworks", "RegisterInstance")) else {
            throw Failure(.throttled, "the installer was throttled", remedy: "wait")
        }
        guard case .done = model.register(instance, as: try context.facts.require(.hostname))
        else { throw Failure(.conflict, "the hostname is taken", remedy: "take another") }
    }

    /// The kind, with the policy of the one that it stands for.
    static func kind(
        for kind: StepKind, make: @escaping @Sendable () -> SimulatedRegistering
    ) -> StepKind {
        StepKind(
            kind.name, role: .registering, summary: kind.summary, failures: kind.failures,
            policy: kind.policy, needs: kind.needs
        ) { _ in make() }
    }
}
