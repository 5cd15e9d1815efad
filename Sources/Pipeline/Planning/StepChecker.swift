/// Holds one step of a definition against its kind.
struct StepChecker {
    let step: StepDefinition
    /// The ids of the steps before it.
    let earlier: ArraySlice<String>
    /// The facts whose values are known while planning.
    let known: Facts

    /// Makes a draft of the planned step, adding what is wrong with it to `problems`.
    ///
    /// - Returns: nil where its kind is unknown.
    func draft(
        by registry: StepRegistry, among ids: [String], problems: inout [Diagnostic]
    ) -> StepDraft? {
        guard let kind = registry[step.kind] else {
            problems.append(.unknownKind(step, among: registry.names))
            return nil
        }
        problems += parameterProblems(kind)
        problems += policyProblems(kind, among: ids)

        let defaults = kind.parameters.compactMap { parameter in
            parameter.defaultValue.map { (parameter.name, $0) }
        }
        let parameters = step.parameters.merging(defaults) { given, _ in given }
        let literals = Set(kind.parameters.filter { !$0.takesFacts }.map(\.name))
        let rendered = parameters.filter { !literals.contains($0.key) }
        // A malformed template has been reported above, and then there is no plan.
        let templates = (try? Value.map(rendered).templates(at: "with")) ?? []
        var needs = kind.needs
        var places: [FactName: SourceLocation] = [:]
        for (path, template) in templates {
            for need in template.needs where !needs.contains(need) {
                needs.append(need)
                places[need] = step.locations.value(at: path)
            }
        }
        let planned = PlannedStep(
            id: step.id, kind: kind, parameters: parameters,
            policy: step.policy.applied(to: kind.policy), needs: needs,
            gives: kind.gives + kind.declaredGives(parameters), location: step.locations[""])
        return StepDraft(step: planned, places: places)
    }

    private func parameterProblems(_ kind: StepKind) -> [Diagnostic] {
        var problems: [Diagnostic] = []
        for name in step.parameters.keys.sorted()
        where !kind.parameters.contains(where: { $0.name == name }) {
            problems.append(.unknownParameter(name, of: step, kind: kind))
        }
        let given = Set(step.parameters.filter { $0.value != .null }.keys)
        problems += kind.rules.compactMap { rule in
            rule.problem(given: given).map { .brokenRule($0, of: step) }
        }
        for parameter in kind.parameters {
            guard let value = step.parameters[parameter.name] else {
                if parameter.isRequired {
                    problems.append(.missingParameter(parameter, of: step))
                }
                continue
            }
            guard parameter.takesFacts else {
                if let problem = parameter.problem(value) {
                    problems.append(.badParameter(parameter.name, problem, of: step))
                }
                continue
            }
            do throws(Template.Malformed) {
                let embedded = try value.templates().flatMap(\.template.embeds)
                if let fact = embedded.first(where: Facts.sensitive.contains) {
                    problems.append(.sensitiveText(parameter.name, fact, of: step))
                    continue
                }
                let rendered = try value.rendered(known)
                // A value that waits for facts is checked when they are there.
                if try value.templateNeeds().contains(where: { known[$0] == nil }) { continue }
                if let problem = parameter.problem(rendered) {
                    problems.append(.badParameter(parameter.name, problem, of: step))
                }
            } catch {
                problems.append(.badTemplate(parameter.name, error, of: step))
            }
        }
        return problems
    }

    private func policyProblems(_ kind: StepKind, among ids: [String]) -> [Diagnostic] {
        let policy = step.policy.applied(to: kind.policy)
        var problems: [Diagnostic] = []
        for retry in policy.retries {
            if case .step(let target) = retry.rewind {
                if !ids.contains(target) {
                    problems.append(.unknownRewind(target, of: step, among: Array(earlier)))
                } else if !earlier.contains(target) {
                    problems.append(.forwardRewind(target, of: step))
                }
            }
            if retry.attempts < 1 || retry.factor < 1 {
                problems.append(.senselessRetry(of: step))
            }
        }
        for (name, limit) in [("timeout", policy.timeout), ("deadline", policy.deadline)] {
            if let limit, limit <= .zero { problems.append(.senselessLimit(name, of: step)) }
        }
        return problems
    }
}
