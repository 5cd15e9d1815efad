import Pipeline

/// Makes the instance's name of what is known of it.
///
/// Where nobody suggests names, the EC2 instance's id in it makes sure that no other instance has it.
struct DeriveHostname: HostnameChoosing, Revertible {
    static let name = Parameter<String>(
        "name", "the name: letters, digits and `-`, at most 63",
        default: "${layer.name}-${instance.id}")

    let name: String
    let machine: MachineHostname?

    func chooseHostname(in context: StepContext) async throws -> String {
        guard let name = Hostname(name) else { throw Failure.noHostname(name) }
        try await machine?.apply(name, in: context)
        return name.text
    }

    /// Gives the machine back the name that it had before this run.
    func revert(in context: StepContext) async throws { try machine?.revert(in: context) }
}

extension DeriveHostname {
    /// The kind `derive-hostname`.
    static func kind(root: MachineRoot) -> StepKind {
        StepKind(
            "derive-hostname", role: .hostnameChoosing,
            summary: "Makes the hostname of the layer's name and the instance's id",
            parameters: [name.description, MachineHostname.whetherApplied.description],
            failures: [.refused]
        ) { arguments throws(Failure) in
            DeriveHostname(
                name: try arguments.value(name),
                machine: try arguments.value(MachineHostname.whetherApplied)
                    ? MachineHostname(root: root) : nil)
        }
    }
}

extension Failure {
    fileprivate static func noHostname(_ name: String) -> Failure {
        Failure(
            .refused, "`\(name)` is not a hostname",
            remedy:
                "let the parameter `name` come to letters, digits and `-`, 1 to 63 of them, with no "
                + "`-` at either end")
    }
}

extension DeriveHostname: Foreseeing {
    func foresee(knowing facts: Facts) throws -> Foresight {
        guard let name = Hostname(name) else { throw Failure.noHostname(name) }
        var given = Facts()
        given[.hostname] = name.text
        return try machine.foresight(of: name, giving: given)
    }
}
