import AWS
package import Pipeline

/// What has to hold for a run of a plan, in the order in which a run would come across it.
///
/// - Parameters:
///   - plan: what is to run; nil where there is none, for what any run needs.
///   - needsInstance: whether a run asks instance metadata before its first step.
///   - concluding: what is needed to tell of a run that failed.
///   - surroundings: where it is to run.
/// - Returns: all of them.
package func preconditions(
    of plan: Plan?, needsInstance: Bool, concluding: [Right], _ surroundings: Surroundings
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
    if let step = step("look-up-parameters") { found.append(ParametersPrecondition(step: step)) }
    var last: [any Precondition] = []
    let registers = steps.contains { $0.kind.role == .registering }
    let tellsGroup = step(EndLaunch.Result.success.kindName) != nil
    if step("register-instance") != nil {
        last.append(AgentPrecondition(surroundings: surroundings))
    }
    if step("start-ssm-agent") != nil { last.append(SSMAgentPrecondition(root: surroundings.root)) }
    if registers || tellsGroup {
        last.append(GroupPrecondition(surroundings: surroundings, tellsGroup: tellsGroup))
    }
    found += rights(
        of: steps, and: concluding, but: Set((found + last).flatMap(\.actions)), surroundings)
    return found + last
}

/// The rights that steps need for a run that goes well, and those of one that does not, but for those that others
/// look at.
private func rights(
    of steps: [PlannedStep], and concluding: [Right], but others: Set<String>,
    _ surroundings: Surroundings
) -> [any Precondition] {
    var seen = others
    var found: [any Precondition] = []
    var untriable: [String] = []
    for step in steps {
        for right in step.rights where right.use == .working {
            guard seen.insert(right.action).inserted else { continue }
            if let trial = RightPrecondition.Trial.of(right.action, for: step, surroundings) {
                found.append(RightPrecondition(right: right, trial: trial))
            } else {
                untriable.append(right.action)
            }
        }
    }
    for right in concluding where seen.insert(right.action).inserted {
        untriable.append(right.action)
    }
    return untriable.isEmpty ? found : found + [UntriableRights(actions: untriable.sorted())]
}

extension Service {
    /// The services that steps call, each once.
    fileprivate static func services(of steps: [PlannedStep]) -> [Service] {
        var services: [Service] = []
        for right in steps.flatMap(\.rights) where right.use == .working {
            guard let service = all.first(where: { $0.name == right.service }),
                !services.contains(service)
            else { continue }
            services.append(service)
        }
        return services
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
