import AWS
import Pipeline

extension RegisterWithOpsWorks: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        let stack = try Stack(facts)
        let name = try facts.require(.hostname)
        guard let hostname = Hostname(name) else { throw Failure.badHostname(name) }
        let registration = try Registration(run, facts)
        if case .member(let member) = try await registration.membership(hostname) {
            try verify(member, hostname)
            return .nothing("it is a member already, as \(member.hostname ?? member.id)")
        }
        let provisioning = try await run.provisioning.parameters(
            of: registration.stack, from: run.opsWorks(stack.apiRegion))
        let user = keys == .iamUser ? ["make an IAM user to register with"] : []
        return .changes(
            user + [
                "run the agent's installer from \(provisioning.agentInstallerURL)",
                "register as \(hostname.text) with the stack `\(stack.name)`",
            ], else: "")
    }
}
