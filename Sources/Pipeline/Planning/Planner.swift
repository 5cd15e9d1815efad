/// Makes a plan of a definition, or says everything that keeps it from being one.
package struct Planner: Sendable {
    private let registry: StepRegistry

    package init(registry: StepRegistry) { self.registry = registry }

    /// Checks kinds, parameters, policies, the selection, and that every fact which a step needs is
    /// given before it.
    ///
    /// - Parameters:
    ///   - definition: what the pipeline file says.
    ///   - selection: which of its steps to take.
    ///   - given: what is known, or will be, before the first step; later ones win.
    /// - Returns: the plan of the selected steps.
    /// - Throws: all problems at once, in the order of the steps.
    package func plan(
        _ definition: Definition, selection: Selection = Selection(), given: [GivenFacts]
    ) throws(Diagnostics) -> Plan {
        var problems: [Diagnostic] = []
        let known = given.reduce(Facts()) { $0.merging($1.facts) }
        let ids = definition.steps.map(\.id)

        if definition.steps.isEmpty {
            problems.append(.noSteps(definition.name))
        }
        problems += duplicates(in: definition.steps)
        for (option, id) in selection.named where !ids.contains(id) {
            problems.append(.unknownID(id, named: option, among: ids))
        }

        var drafts: [StepDraft?] = []
        for (index, step) in definition.steps.enumerated() {
            let checker = StepChecker(step: step, earlier: ids[..<index], known: known)
            drafts.append(checker.draft(by: registry, among: ids, problems: &problems))
        }

        let taken = selection.takes(ids)
        if problems.isEmpty, !taken.contains(true) {
            problems.append(.nothingSelected(ids))
        }
        problems += unmetNeeds(drafts, taken: taken, given: given)
        guard problems.isEmpty else { throw Diagnostics(problems) }

        var warnings: [Diagnostic] = []
        let steps = zip(drafts, taken).compactMap { draft, isTaken in isTaken ? draft?.step : nil }
        return Plan(
            name: definition.name, deadline: definition.deadline,
            steps: RewindResolver(steps).resolved(warnings: &warnings), given: given,
            warnings: warnings)
    }

    private func duplicates(in steps: [StepDefinition]) -> [Diagnostic] {
        var first: [String: StepDefinition] = [:]
        var problems: [Diagnostic] = []
        for step in steps {
            if let earlier = first[step.id] {
                problems.append(.duplicate(step, first: earlier))
            } else {
                first[step.id] = step
            }
        }
        return problems
    }

    private func unmetNeeds(
        _ drafts: [StepDraft?], taken: [Bool], given: [GivenFacts]
    ) -> [Diagnostic] {
        var available = Set(given.flatMap(\.names))
        var problems: [Diagnostic] = []
        for (index, draft) in drafts.enumerated() where taken[index] {
            guard let draft else { continue }
            let step = draft.step
            for need in step.needs where !available.contains(need) {
                let giver = drafts.enumerated()
                    .first { $0.element?.step.gives.contains(need) == true }
                let reason: UnmetNeed =
                    if let giver, let step = giver.element?.step {
                        taken[giver.offset] ? .givenLater(step) : .notSelected(step)
                    } else if let kind = registry.kinds.first(where: { $0.gives.contains(need) }) {
                        .notInPipeline(kind: kind.name)
                    } else {
                        .unknown(near: nearestName(to: need.text, among: everyFact.map(\.text)))
                    }
                problems.append(.unmet(need, of: step, at: draft.place(of: need), reason))
                available.insert(need)
            }
            available.formUnion(step.gives)
        }
        return problems
    }

    private var everyFact: [FactName] {
        Facts.inputs + Facts.instance + registry.kinds.flatMap(\.gives)
    }
}

/// Why a need is not met.
enum UnmetNeed {
    case givenLater(PlannedStep)
    case notSelected(PlannedStep)
    case notInPipeline(kind: String)
    case unknown(near: String?)
}
