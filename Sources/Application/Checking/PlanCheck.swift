package import Pipeline
import Steps

/// Asks each step of a plan what it would change, and changes nothing.
///
/// A step is asked when all facts that it looks at are known: those that earlier steps would give count
/// where these can say them by now, as a stack that is looked up. What earlier steps would change has not
/// been changed, so a later step may see the machine otherwise than in a run.
package struct PlanCheck: Sendable {
    /// How long to wait for what one step says.
    private static let patience = Duration.seconds(30)

    private let secrets: any SecretStore
    /// What is known by now.
    private(set) var known: Facts
    /// What steps gave in an earlier run, for those that cannot say by now what they would give.
    private let remembered: Facts
    /// The facts that steps would give and that are not known before, each with the step.
    private var pending: [FactName: String] = [:]
    private var steps: [ForeseenStep] = []

    /// Takes what is known before the first step, and what the steps gave in an earlier run.
    package init(
        knowing facts: Facts, remembering remembered: Facts = Facts(),
        hiding secrets: any SecretStore
    ) {
        known = facts
        self.remembered = remembered
        self.secrets = secrets
    }

    /// Prepares what a person asks for, and asks its steps.
    ///
    /// - Parameters:
    ///   - request: what would be run.
    ///   - environment: the process' own.
    ///   - begin: gets the plan before its steps are asked.
    ///   - tell: gets what each step would do, as soon as it is known.
    /// - Returns: all of it.
    /// - Throws: a `CommandError` where no run would begin; `CancellationError`.
    package static func examine(
        _ request: PlanRequest, environment: [String: String], begin: (PreparedPlan) -> Void,
        tell: (ForeseenStep) -> Void
    ) async throws -> PlanCheckReport {
        let engine = try Engine(environment: environment)
        var prepared = try await engine.preparer.prepare(request)
        var facts = Facts()
        if prepared.needsInstance {
            facts = try await engine.host.instanceFacts.read()
            prepared = try prepared.with(instance: facts)
        }
        begin(prepared)
        var check = PlanCheck(
            knowing: facts.merging(prepared.plan.knownFacts), hiding: engine.secrets)
        return try await check.ask(prepared.plan, tell: tell)
    }

    /// Asks the steps of a plan, one after the other.
    ///
    /// - Throws: `CancellationError` alone.
    package mutating func ask(
        _ plan: Plan, tell: (ForeseenStep) -> Void
    ) async throws(CancellationError) -> PlanCheckReport {
        known.secrets.forEach(secrets.add)
        for step in plan.steps {
            let (verdict, gave) = await verdict(on: step)
            if Task.isCancelled { throw CancellationError() }
            if case .skipped = verdict {} else { learn(gave, from: step) }
            let foreseen = ForeseenStep(step, verdict)
            steps.append(foreseen)
            tell(foreseen)
        }
        return PlanCheckReport(steps: steps)
    }

    private func verdict(on step: PlannedStep) async -> (ForeseenStep.Verdict, Facts) {
        let read = step.reads + (step.condition?.comparisons.map(\.fact) ?? [])
        if let fact = read.first(where: { pending[$0] != nil }), let giver = pending[fact] {
            return (.after(step: giver, fact: fact), Facts())
        }
        do {
            if case .doesNotRun(let reason) = try step.condition?.decision(known) {
                return (.skipped(reason), Facts())
            }
            let foresight = try await foresight(of: step)
            return (.foreseen(foresight.outcome.hiding(secrets)), foresight.facts)
        } catch {
            let failure = Failure(error).naming(step.permissions, knowing: known).hiding(secrets)
            let isMendable = mayBeMended(failure, of: step)
            return (isMendable ? .perhapsMended(failure) : .fails(failure), Facts())
        }
    }

    private func foresight(of step: PlannedStep) async throws -> Foresight {
        let facts = known
        guard let made = try step.make(facts) as? any Foreseeing else {
            return .unknown("a step of this kind cannot say what it would change")
        }
        let time = SystemTime()
        let limit = TimeLimit(
            end: time.now().elapsed + Self.patience, alarm: SystemPause(time: time))
        do {
            return try await limit.run { try await made.foresee(knowing: facts) }
        } catch is TimeLimit.Passed {
            throw Failure.slowAnswer(after: Self.patience)
        }
    }

    /// Whether a step that depends on the machine alone may find it otherwise in a run.
    private func mayBeMended(_ failure: Failure, of step: PlannedStep) -> Bool {
        guard step.permissions.isEmpty else { return false }
        return steps.contains(where: \.isUnknown)
            || failure.failureClass == .notFound && steps.contains(where: \.mayChangeSomething)
    }

    /// Takes what a step would give; of what it gives and cannot say by now nothing is known any more.
    private mutating func learn(_ gave: Facts, from step: PlannedStep) {
        gave.secrets.forEach(secrets.add)
        for name in step.gives {
            known[name] = gave[name] ?? remembered[name]
            pending[name] = known[name] == nil ? step.id : nil
        }
        known = known.merging(gave)
    }
}

extension Foresight.Outcome {
    /// The same as it may be shown.
    fileprivate func hiding(_ secrets: any SecretStore) -> Foresight.Outcome {
        switch self {
        case .changes(let changes): .changes(changes.map(secrets.hidden))
        case .nothing(let reason): .nothing(secrets.hidden(in: reason))
        case .waits(let what): .waits(secrets.hidden(in: what))
        case .unknown(let reason): .unknown(secrets.hidden(in: reason))
        }
    }
}

extension Failure {
    fileprivate static func slowAnswer(after patience: Duration) -> Failure {
        Failure(
            .timeout, "what it would change is not known after \(patience.readable)",
            remedy: "look at the network and its name servers: `enlist doctor` does",
            cause: .unavailable)
    }
}
