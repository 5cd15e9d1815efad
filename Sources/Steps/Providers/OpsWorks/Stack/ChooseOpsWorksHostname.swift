import AWS
import Pipeline

/// Takes the name that OpsWorks suggests for the layer, and one that nobody else has where two
/// instances were suggested the same.
///
/// `GetHostnameSuggestion` reserves nothing: instances that boot together get the same answer. So
/// the second time round the next suggestion is taken, and from the third on, or where the stack has
/// the suggestion already, a name that ends in the instance's own id. An instance that is a member
/// already keeps its name.
struct ChooseOpsWorksHostname: HostnameChoosing, Revertible {
    let members: StackMembers
    let suggest: @Sendable (_ layerID: String, _ apiRegion: String) async throws -> String
    let machine: MachineHostname?

    func chooseHostname(in context: StepContext) async throws -> String {
        let (name, isMember) = try await hostname(context.facts, rewinds: context.rewinds.count)
        if isMember { context.note("already a member of the stack, as \(name.text)") }
        try await machine?.apply(name, in: context)
        return name.text
    }

    /// Gives the machine back the name that it had before this run.
    func revert(in context: StepContext) async throws {
        try machine?.revert(in: context)
    }

    /// - Returns: the name; whether the instance is a member already, and has it.
    private func hostname(
        _ facts: Facts, rewinds: Int
    ) async throws -> (name: Hostname, isMember: Bool) {
        let instanceID = try facts.require(.instanceID)
        let stack = try StackAddress(facts)
        let known = try await members.list(of: stack)
        if let member = known.first(where: { $0.ec2InstanceID == instanceID }),
            let name = member.hostname.flatMap(Hostname.init)
        {
            return (name, true)
        }

        let suggestion = try await suggest(
            facts.require(.layerID), stack.apiRegion)
        guard let suggested = Hostname(suggestion) else {
            throw Failure.badSuggestion(suggestion)
        }
        let isTaken = known.contains { $0.hostname.map(suggested.matches) ?? false }
        guard isTaken || rewinds > 1 else { return (suggested, false) }
        let digits = rewinds > 2 ? 17 : 8
        guard let own = suggested.suffixed(by: instanceID, digits: digits) else {
            throw Failure.badSuggestion(suggestion)
        }
        return (own, false)
    }
}

extension ChooseOpsWorksHostname: Foreseeing {
    /// The name is the one that OpsWorks suggests by now; a suggestion reserves nothing.
    func foresee(knowing facts: Facts) async throws -> Foresight {
        let (name, _) = try await hostname(facts, rewinds: 0)
        var given = Facts()
        given[.hostname] = name.text
        return try machine.foresight(of: name, giving: given)
    }
}

extension ChooseOpsWorksHostname {
    /// The kind `choose-hostname`.
    static func kind(_ run: OpsWorksRun) -> StepKind {
        StepKind(
            "choose-hostname", role: .hostnameChoosing,
            summary: "Takes the hostname that OpsWorks suggests, or one like it that is free",
            parameters: MachineHostname.parameters, rules: MachineHostname.rules,
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            needs: [
                FactKey.layerID.name, FactKey.instanceID.name, FactKey.stackID.name,
                FactKey.stackAPIRegion.name,
            ],
            permissions: IAMPermission.declared { _ in
                [.opsWorks("GetHostnameSuggestion"), .opsWorks("DescribeInstances")]
            }
        ) { arguments throws(Failure) in
            ChooseOpsWorksHostname(
                members: run.members,
                suggest: { try await run.opsWorks($1).getHostnameSuggestion(layerID: $0) },
                machine: try MachineHostname(arguments, root: run.host.root))
        }
        .readingAhead { facts in
            let stack = try StackAddress(facts)
            let opsWorks = run.opsWorks(stack.apiRegion)
            async let members = opsWorks.describeInstances(.stack(stack.id))
            async let suggestion = opsWorks.getHostnameSuggestion(layerID: facts.require(.layerID))
            _ = try await (members, suggestion)
        }
        .readPast()
        .tried { _ in [.getHostnameSuggestion(run), .describeInstances(run)] }
    }
}

extension Failure {
    fileprivate static func badSuggestion(_ name: String) -> Failure {
        Failure(
            .refused, "OpsWorks suggested `\(name)`, which is not a hostname",
            remedy: "look at the stack's hostname theme, or say one with --set hostname=…")
    }
}
