import Journal
import Pipeline
import Steps

/// Looks, at a boot of an instance that has joined, whether what the last run did still holds.
///
/// Each step that can say what it would change is asked; the facts that only others give are those of the last
/// run. A step that would change something is run again, and nothing else is. A step that cannot say so, as a
/// command without `creates`, stays done.
struct BootCheck: Sendable {
    let engine: Engine
    /// What the unit would run.
    let request: PlanRequest
    /// Told what was found.
    let emitter: EventEmitter

    private static let ended = "the last run has ended (succeeded)"

    /// Looks.
    ///
    /// - Parameter history: of the last run, which succeeded.
    /// - Returns: what there is to do.
    /// - Throws: a `CommandError` where somebody who has to be asked does not answer; `CancellationError`.
    func turn(after history: RunHistory) async throws -> LifecycleTurn {
        guard let past = history.plan, past.part == nil else { return .nothing(Self.ended) }
        let prepared: PreparedPlan
        var facts = Facts()
        do {
            let sketch = try await engine.preparer.prepare(request)
            guard sketch.plan.everyBoot != .nothing else { return .nothing(Self.ended) }
            if sketch.needsInstance { facts = try await engine.preparer.metadata.facts() }
            prepared = sketch.needsInstance ? try sketch.with(instance: facts) : sketch
        } catch let error as CommandError where error.status == .badData {
            // A fact that was set for the last run is in no journal, as it may be a secret.
            return .nothing("\(Self.ended), and is not checked: \(error.summary)")
        } catch let error as CommandError {
            throw error
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw CommandError(Failure(error), otherwise: .unavailable)
        }
        let plan = prepared.plan
        guard plan.part == nil else { return .nothing(Self.ended) }
        facts = facts.merging(plan.knownFacts)
        let changes = PlanRecord.changes(to: plan, knowing: facts, since: past)
        var check = PlanCheck(
            knowing: facts,
            remembering: history.facts.removing(Facts.instance + Facts.inputs),
            hiding: engine.secrets)
        let report = try await check.ask(plan) { _ in }
        return try turn(plan, report, changes, knowing: check.known)
    }

    private func turn(
        _ plan: Plan, _ report: PlanCheckReport, _ changes: [PlanRecord.Change],
        knowing facts: Facts
    ) throws(CommandError) -> LifecycleTurn {
        var undone: [String] = []
        var changed = changes.filter(\.isOfConfiguration)
        // The run that joined has told of the launch, and has completed its hooks.
        let told = Set(plan.steps.filter { $0.kind.failureCounterpart != nil }.map(\.id))
        for step in report.steps {
            let change = changes.first { $0.step == step.id }
            switch step.verdict {
            case .foreseen(.changes(let list))
            where change?.isOfConfiguration != true && !told.contains(step.id):
                undone.append(step.id)
                emitter.emit(
                    .note("`\(step.id)` is repeated: it would \(list.joined(separator: ", "))"))
            case .foreseen(.unknown), .after:
                if let change, !change.isOfConfiguration { changed.append(change) }
            case .fails(let failure), .perhapsMended(let failure):
                if failure.cause == .unavailable {
                    throw CommandError(.unavailable, failure)
                }
                emitter.emit(
                    .warning("`\(step.id)` would fail: \(failure.message); \(failure.remedy)"))
            case .foreseen, .skipped: break
            }
        }
        if !changed.isEmpty {
            let list = changed.map { "`\($0.step)`: \($0.text)" }.joined(separator: "; ")
            if plan.everyBoot == .apply {
                emitter.emit(.note("the pipeline is run again, as it has changed: \(list)"))
                return .run(request)
            }
            emitter.emit(
                .warning(
                    "the configuration has changed since the last run: \(list); `enlist run` applies it, "
                        + "and at each boot `every-boot: apply` does"))
        }
        guard !undone.isEmpty else {
            return .nothing(
                changed.isEmpty ? "\(Self.ended), and what it did holds" : Self.ended)
        }
        var request = request
        request.selection = Selection(only: undone)
        let known = facts.removing(Facts.instance + Facts.inputs)
        for name in known.names where request.settings[name] == nil {
            request.settings[name] = known[name]
        }
        return .repair(request)
    }
}
