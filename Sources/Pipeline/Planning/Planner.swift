/// Makes a plan of a definition, or says everything that keeps it from being one.
package struct Planner: Sendable {
    private let registry: StepRegistry

    /// The most problems of steps that are looked for: a person mends the first ones first.
    private static let problemLimit = 200

    package init(registry: StepRegistry) { self.registry = registry }

    /// Checks kinds, parameters, policies, the selection, and that every fact which a step needs is
    /// given before it.
    ///
    /// - Parameters:
    ///   - definition: what the pipeline file says, with every change made.
    ///   - selection: which of its steps to take.
    ///   - given: what is known, or will be, before the first step; later ones win.
    ///   - earlier: what was wrong with the files; with any of it there is no plan, and the facts are
    ///     not followed, as a step that they come from may be missing for that reason.
    /// - Returns: the plan of the selected steps.
    /// - Throws: all problems at once: the earlier ones, then those of the steps in order.
    package func plan(
        _ definition: Definition, selection: Selection = Selection(), given: [GivenFacts],
        after earlier: [Diagnostic] = []
    ) throws(Diagnostics) -> Plan {
        var problems = earlier
        let types = FactTypes(definition, registry)
        let given = given.map { $0.typed(types, &problems) }
        let known = given.reduce(Facts()) { $0.merging($1.facts) }
        let ids = definition.steps.map(\.id)

        if definition.steps.isEmpty {
            problems.append(.noSteps(definition.name))
        }
        problems += duplicates(in: definition.steps)
        let uniqueIDs = Set(ids)
        for (option, id) in selection.named where !uniqueIDs.contains(id) {
            problems.append(.unknownID(id, named: option, among: ids))
        }

        let drafts = drafts(of: definition, known: known, types, &problems)
        let taken = selection.takes(ids)
        if problems.isEmpty, !taken.contains(true) {
            problems.append(.nothingSelected(ids))
        }
        if earlier.isEmpty {
            let taken = zip(drafts, taken).compactMap { draft, isTaken in
                draft.map { (draft: $0, isTaken: isTaken) }
            }
            var flow = FactFlow(
                taken, former: definition.former, given: given, registry: registry)
            problems += flow.findProblems()
        }
        guard problems.isEmpty else { throw Diagnostics(problems) }

        var warnings: [Diagnostic] = []
        let steps = zip(drafts, taken).compactMap { draft, isTaken in isTaken ? draft?.step : nil }
        return Plan(
            name: definition.name, deadline: definition.deadline,
            deadlineLocation: definition.locations["deadline"],
            steps: RewindResolver(steps).resolved(warnings: &warnings),
            part: selection.part(of: ids), absent: definition.stepsTakenAway,
            onFailure: definition.onFailure, everyBoot: definition.everyBoot ?? .report,
            isRecorded: definition.isRecorded, given: given, warnings: warnings)
    }

    /// A draft of each step; nil for one whose kind is unknown.
    private func drafts(
        of definition: Definition, known: Facts, _ types: FactTypes,
        _ problems: inout [Diagnostic]
    ) -> [StepDraft?] {
        let policies = PolicyChecker(definition)
        let kinds = definition.steps.map { registry[$0.kind] }
        problems += policies.problemsOfDefaults(
            possible: kinds.reduce(into: []) { $0.formUnion($1?.possibleFailures ?? []) })
        return definition.steps.enumerated().map { index, step in
            guard let kind = kinds[index] else {
                problems.append(.unknownKind(step, among: registry.names))
                return nil
            }
            let layers =
                definition.defaults.map { $0.limited(to: kind.possibleFailures) } + step.policies
            let policy = layers.reduce(kind.policy) { $1.applied(to: $0) }
            let checker = StepChecker(step: step, kind: kind, known: known, types: types)
            if problems.count < Self.problemLimit {
                problems += checker.problems()
                problems += policies.problems(
                    ofStepAt: index, kind, layers: layers, policy: policy)
            }
            return checker.draft(under: policy, layers: layers)
        }
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
}
