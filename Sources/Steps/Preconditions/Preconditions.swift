import AWS
package import Pipeline

/// What has to hold for a run of a plan, in the order in which a run would come across it.
///
/// - Parameters:
///   - plan: what is to run; nil where there is none, for what any run needs.
///   - needsInstance: whether a run asks instance metadata before its first step.
///   - surroundings: where it is to run.
/// - Returns: all of them.
package func preconditions(
    of plan: Plan?, needsInstance: Bool, _ surroundings: Surroundings
) -> [any Precondition] {
    let steps = plan?.stepsThatMayRun ?? []
    func step(_ kind: String) -> PlannedStep? { steps.first { $0.kind.name == kind } }

    var found: [any Precondition] = [
        MetadataPrecondition(surroundings: surroundings, isNeeded: needsInstance),
        UserPrecondition(root: surroundings.root),
        DiskPrecondition(root: surroundings.root),
    ]
    if let step = step("install-dependencies") { found.append(PackagesPrecondition(step: step)) }
    let services = plan == nil ? [.opsworks, .ec2] : Service.services(of: steps)
    found += services.map { EndpointPrecondition(service: $0, surroundings: surroundings) }
    found.append(ClockPrecondition())
    if !services.isEmpty { found.append(CredentialsPrecondition(surroundings: surroundings)) }
    if let step = step("look-up-stack") {
        found += [StackPrecondition(step: step), LayerPrecondition(step: step)]
    }
    var actions: Set<String> = []
    for right in steps.flatMap({ RightPrecondition.rights(of: $0, surroundings) })
    where actions.insert(right.action).inserted { found.append(right) }
    let untriable = steps.flatMap(RightPrecondition.untriable)
    if !untriable.isEmpty { found.append(UntriableRights(actions: untriable.sorted())) }
    if step("register-instance") != nil {
        found.append(AgentPrecondition(surroundings: surroundings))
        found.append(
            GroupPrecondition(
                surroundings: surroundings,
                tellsGroup: step(EndLaunch.Result.success.kindName) != nil))
    }
    return found
}

extension Service {
    /// The services that steps call, each once.
    fileprivate static func services(of steps: [PlannedStep]) -> [Service] {
        var services: [Service] = []
        for step in steps {
            for service in Self.services(of: step) where !services.contains(service) {
                services.append(service)
            }
        }
        return services
    }

    private static func services(of step: PlannedStep) -> [Service] {
        switch step.kind.name {
        case "look-up-stack", "choose-hostname", "wait-until-registered", "assign-layer":
            [.opsworks]
        case "register-instance": step.registersByUser ? [.opsworks, .iam] : [.opsworks]
        case "tag-instance", "note-termination-protection", "clear-termination-protection": [.ec2]
        case EndLaunch.Result.success.kindName: [.autoScaling, .ec2, .cloudFormation]
        default: []
        }
    }
}

extension PlannedStep {
    /// The step that a run would make.
    ///
    /// - Throws: why it cannot be made.
    func made<Made: Step>(_ facts: Facts) throws(Failure) -> Made {
        guard let step = try make(facts) as? Made else { throw .otherStep(id) }
        return step
    }
}
