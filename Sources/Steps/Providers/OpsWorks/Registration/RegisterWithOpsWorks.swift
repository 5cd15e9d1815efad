import AWS
import ChildOutput
import Pipeline

/// Makes the instance a member of its stack, as `aws opsworks register --local` (1.32.117) does: by
/// running the OpsWorks agent's installer, which calls `RegisterInstance` itself.
///
/// The installer's exit status proves nothing; what OpsWorks then lists does. An instance that is a
/// member already is done, so that an attempt which was cut off can be repeated.
struct RegisterWithOpsWorks: Registering {
    /// Whose keys the agent's installer registers with.
    enum KeySource: String, FactChoice {
        case instanceProfile = "instance-profile"
        case iamUser = "iam-user"
    }

    static let credentials = Parameter<KeySource>(
        "credentials",
        "`instance-profile`: the instance's role; `iam-user`: an IAM user created for it",
        default: .instanceProfile)
    static let sha256 = Parameter<SHA256Digest?>(
        "sha256", "the checksum of the agent's installer")

    let keys: KeySource
    let sha256: SHA256Digest?
    let run: OpsWorksRun

    private var members: StackMembers { run.members }

    func register(in context: StepContext) async throws {
        let stack = try Stack(context.facts)
        let name = try context.facts.require(.hostname)
        guard let hostname = Hostname(name) else { throw Failure.badHostname(name) }

        do {
            try run.host.root.removeAbandonedFolders(in: MachineRoot.privateFolders)
        } catch {
            // The installer that is at work may register the instance at any moment.
            await members.forget()
            throw error
        }
        let registration = try Registration(run, context.facts)
        switch try await registration.membership(hostname) {
        case .member(let member):
            try verify(member, hostname)
            context.note("already a member, as \(member.hostname ?? member.id)")
            return
        case .hostnameTaken(let other): throw Failure.hostnameTaken(hostname.text, by: other)
        case .none: break
        }

        let provisioning = try await run.provisioning.parameters(
            of: registration.stack, from: run.opsWorks(stack.apiRegion))
        let installer = try AgentInstaller(
            url: provisioning.agentInstallerURL, sha256: sha256,
            parameters: provisioning.parameters, host: run.host)
        try await withUser(of: stack, hostname, context) { user in
            // Before the installer: one that is cut off may have registered all the same.
            await members.forget()
            let ending = try await installer.run(
                stackID: stack.id, hostname: hostname, user: user, context)
            try await prove(ending, hostname, stack, registration, context)
        }
    }

    /// Makes sure that the member has the name that the instance was tagged with: another run, or an
    /// installer that has outlived one, may have been quicker.
    func verify(_ member: OpsWorks.Instance, _ hostname: Hostname) throws(Failure) {
        guard member.hostname.map(hostname.matches) ?? true else {
            throw .registeredOtherwise(member, hostname: hostname.text)
        }
    }

    /// Asks OpsWorks whether the instance is there, whatever the installer's exit status says.
    private func prove(
        _ ending: AgentInstaller.Ending, _ hostname: Hostname, _ stack: Stack,
        _ registration: Registration, _ context: StepContext
    ) async throws {
        var found = try await registration.membership(hostname)
        // OpsWorks may take a moment to list what it has just registered.
        for pause in [1, 2, 4, 8] where ending.isSuccess && found.isNone {
            try await context.wait(.seconds(pause), for: "OpsWorks to list the instance")
            await members.forget()
            found = try await registration.membership(hostname)
        }
        switch found {
        case .member(let member):
            try verify(member, hostname)
            if !ending.isSuccess {
                context.warn("the agent's installer \(ending.words), and yet \(member.id) is there")
            }
            context.note("registered as \(hostname.text), by the id \(member.id)")
        case .hostnameTaken(let other):
            throw Failure.hostnameTaken(hostname.text, by: other)
        case .none:
            // The next attempt must look again: what was done may show only then.
            await members.forget()
            if ending.isPassing { throw ending.failure([]) }
            throw await failure(ending, stack, context)
        }
    }

    /// Why the instance is not a member, as far as the installer and OpsWorks tell.
    private func failure(
        _ ending: AgentInstaller.Ending, _ stack: Stack, _ context: StepContext
    ) async -> Failure {
        var unseen: [String] = []
        if ending.mayBeElsewhere {
            let others = OtherStacks(
                apiRegions: OpsWorks.apiRegions(
                    forInstancesIn: stack.region, first: stack.apiRegion),
                opsWorks: run.opsWorks, time: context.time)
            let finding = await others.find(
                context.facts[.instanceID] ?? "", otherThan: stack.id,
                namedIn: ending.tail.lines, endsAt: context.endsAt)
            switch finding {
            case .member(let membership): return .memberElsewhere(membership)
            case .notFound(let places): unseen = places
            }
        }
        let trouble = MemberTrouble(opsWorks: run.opsWorks(stack.apiRegion))
        let report = await trouble.report(onStack: stack.id)
        return ending.failure(
            report + unseen.map { "it may be a member of another stack: \($0)" })
    }

    /// Lends an IAM user to the body where the step is to use one, and removes it if the body fails.
    ///
    /// IAM's news takes a while to reach OpsWorks: a key that is not known there yet is tried again,
    /// as a new one would be no better known.
    private func withUser(
        of stack: Stack, _ hostname: Hostname, _ context: StepContext,
        _ body: (Credentials?) async throws -> Void
    ) async throws {
        guard keys == .iamUser else { return try await body(nil) }
        let users = try RegistrationUsers(run.host, context.facts)
        do {
            let user = try await users.make(
                hostname: hostname.text, stackARN: stack.arn, in: context)
            var pauses = Self.pausesForNewKey[...]
            while true {
                do {
                    return try await body(user)
                } catch {
                    guard Failure(error).failureClass == .credentialsPending,
                        let pause = pauses.popFirst()
                    else { throw error }
                    try await context.wait(pause, for: "OpsWorks to know the new key")
                }
            }
        } catch {
            // Also when the run is being interrupted: nobody else would remove it.
            let leftovers = await Task { await users.remove(in: context) }.value
            if let leftovers { context.warn("\(leftovers.message); \(leftovers.remedy)") }
            throw error
        }
    }

    private static let pausesForNewKey: [Duration] = [1, 2, 4, 8, 15, 15].map { .seconds($0) }
}

extension RegisterWithOpsWorks: Revertible {
    /// Deregisters the instance if this run registered it, and removes the IAM user that it made.
    ///
    /// The agent and its files stay on the machine: they are OpsWorks' own.
    func revert(in context: StepContext) async throws {
        if context.receipt[Registration.begun] != nil {
            try await Registration(run, context.facts).undo(in: context)
        }
        if context.receipt[RegistrationUsers.made] != nil {
            let users = try RegistrationUsers(run.host, context.facts)
            if let leftovers = await users.remove(in: context) { throw leftovers }
        }
    }
}

extension RegisterWithOpsWorks {
    /// The kind `register-instance`.
    static func kind(_ run: OpsWorksRun) -> StepKind {
        var policy = Policy.standard
        policy.timeout = .seconds(10 * 60)
        // Whoever was quicker has the name: the next one is chosen, soon, as the race goes on.
        policy.retries.append(
            Retry(
                on: [.conflict], attempts: 10, delay: .milliseconds(500), maxDelay: .seconds(5),
                rewind: .role(.hostnameChoosing)))
        // Another run's installer, even if that run was killed, may well register the instance.
        policy.retries.append(
            Retry(on: [.busy], attempts: 60, delay: .seconds(1), maxDelay: .seconds(15)))
        // Each try may take minutes, and one that dies of the same thing again will go on so.
        policy.retries.append(Retry(on: [.crashed], attempts: 3, delay: .seconds(5)))
        return StepKind(
            "register-instance", role: .registering,
            summary: "Registers the instance with the stack, with the OpsWorks agent's installer",
            parameters: [credentials.description, sha256.description],
            failures: [
                .throttled, .transient, .credentialsPending, .conflict, .busy, .notFound, .crashed,
                .refused,
            ],
            policy: policy, needs: [FactKey.instanceID.name],
            permissions: IAMPermission.declared {
                permissions(by: $0[credentials.name].flatMap(KeySource.init))
            }
        ) { arguments throws(Failure) in
            RegisterWithOpsWorks(
                keys: try arguments.value(credentials),
                sha256: try arguments.value(sha256), run: run)
        }
        .readingAhead { facts in
            let stack = try StackAddress(facts)
            // A member is not registered.
            guard await run.members.lack(try facts.require(.instanceID), in: stack) else { return }
            _ = try await run.opsWorks(stack.apiRegion)
                .describeStackProvisioningParameters(stackID: stack.id)
        }
        .requiring { _ in
            [
                AgentPrecondition(host: run.host),
                GroupPrecondition(host: run.host, tellsGroup: false),
            ]
        }
        .cautioning { parameters in
            guard parameters[sha256.name] ?? .null == .null else { return [] }
            return [
                Diagnostic(
                    "the agent's installer is run as root whatever is in it, as no `sha256` is given",
                    remedy: "give the installer's SHA-256 as the parameter `sha256`")
            ]
        }
        .tried { _ in [.describeInstances(run), .listUsers(run.host)] }
        .left(by: [
            LeavingStep(
                LeaveStack.kind(run), unhurried: ["recipes": "10m"],
                hasty: ["recipes": "60s", "every": "2s"]),
            LeavingStep(RemoveIAMUser.kind(run.host)),
        ])
    }

    /// With the key of a user it is that user who registers, by a policy of its own.
    private static func permissions(by keys: KeySource?) -> [IAMPermission] {
        [.opsWorks("DescribeInstances"), .opsWorks("DescribeStackProvisioningParameters")]
            + (keys == .iamUser
                ? RegistrationUsers.permissions : [.opsWorks("RegisterInstance")])
            + [.opsWorks("DescribeServiceErrors"), .describeStacks].used(for: .explaining)
            + [.opsWorks("DeregisterInstance").used(for: .undoing)]
    }
}
