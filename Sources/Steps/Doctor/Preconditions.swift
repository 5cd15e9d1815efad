import AWS
package import Pipeline

/// What must hold for a run of a plan, in the order in which a run would need it.
///
/// Each kind of step declares its own preconditions; those of any run are here.
///
/// - Parameters:
///   - plan: the plan to run; nil for the preconditions of any run.
///   - needsInstance: whether a run reads instance metadata before its first step.
///   - concluding: the steps that report a failed run.
///   - host: the machine to run on.
/// - Returns: all of them.
package func preconditions(
    of plan: Plan?, needsInstance: Bool, concluding: [any Permission], _ host: Host
) -> [any Precondition] {
    let steps = plan?.stepsThatMayRun ?? []
    let declared = steps.flatMap(\.preconditions)
    func ofStage(_ stage: PreconditionStage) -> [any Precondition] {
        declared.filter { $0.stage == stage }.withoutRepeated
    }
    let services =
        plan == nil
        ? Provider.all.first?.endpoints.map(\.service) ?? [] : Service.services(of: steps)

    var found: [any Precondition] = [
        MetadataPrecondition(host: host, isNeeded: needsInstance),
        UserPrecondition(root: host.root),
        DiskPrecondition(root: host.root),
    ]
    found += ofStage(.machine)
    found += services.map { EndpointPrecondition(service: $0, host: host) }
    found.append(ClockPrecondition())
    if !services.isEmpty { found.append(CredentialsPrecondition(host: host)) }
    found += ofStage(.services)
    let last = ofStage(.joining)
    found += permissions(of: steps, and: concluding, but: Set((found + last).flatMap(\.actions)))
    return found + last
}

/// The permissions that steps need in a run that succeeds, and in one that fails, except for those
/// that other preconditions test.
private func permissions(
    of steps: [PlannedStep], and concluding: [any Permission], but others: Set<String>
) -> [any Precondition] {
    let trials = Dictionary(steps.flatMap(\.trials).map { ($0.permission, $0) }) { first, _ in first
    }
    var seen = others
    var found: [any Precondition] = []
    var untriable: [String] = []
    for permission in steps.flatMap(\.permissions) where permission.use == .working {
        guard seen.insert(permission.name).inserted else { continue }
        if let trial = trials[permission.name] {
            found.append(PermissionPrecondition(permission: permission, trial: trial))
        } else {
            untriable.append(permission.name)
        }
    }
    for permission in concluding where seen.insert(permission.name).inserted {
        untriable.append(permission.name)
    }
    return untriable.isEmpty ? found : found + [UntriablePermissions(names: untriable.sorted())]
}

extension [any Precondition] {
    /// The preconditions, each name once: the last one stays, as a later step may state its purpose
    /// better.
    fileprivate var withoutRepeated: [any Precondition] {
        indices.filter { index in !self[(index + 1)...].contains { $0.name == self[index].name } }
            .map { self[$0] }
    }
}

extension Service {
    /// The services that steps call, each once.
    static func services(of steps: [PlannedStep]) -> [Service] {
        var services: [Service] = []
        for permission in steps.flatMap(\.permissions) where permission.use == .working {
            guard let permission = permission as? IAMPermission,
                let service = all.first(where: { $0.name == permission.service }),
                !services.contains(service)
            else { continue }
            services.append(service)
        }
        return services
    }
}

extension PlannedStep {
    /// The step that a run would create.
    ///
    /// - Throws: why it cannot be created.
    func made<Made: Step>(_ facts: Facts) throws(Failure) -> Made {
        guard let step = try make(facts) as? Made else { throw .otherStep(id) }
        return step
    }
}
