/// Holds one step of a definition against its kind.
struct StepChecker {
    let step: StepDefinition
    /// The ids of the steps before it.
    let earlier: ArraySlice<String>
    /// The facts whose values are known while planning.
    let known: Facts

    /// Makes the planned step, adding what is wrong with it to `problems`.
    ///
    /// - Returns: nil where its kind is unknown.
    func planned(
        by registry: StepRegistry, among ids: [String], problems: inout [Diagnostic]
    ) -> PlannedStep? {
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
        let templates = parameters.filter { !literals.contains($0.key) }
        // A malformed template has been reported above, and then there is no plan.
        let templateNeeds = (try? Value.map(templates).templateNeeds()) ?? []
        var needs: [FactName] = []
        for need in kind.needs + templateNeeds where !needs.contains(need) { needs.append(need) }
        return PlannedStep(
            id: step.id, kind: kind, parameters: parameters, policy: policy(of: kind), needs: needs,
            gives: kind.gives + kind.declaredGives(parameters), location: step.locations[""])
    }

    private func policy(of kind: StepKind) -> Policy {
        var standing = kind.policy
        standing.retries.removeAll { retry in retry.rewind.map { !earlier.contains($0) } ?? false }
        return step.policy.applied(to: standing)
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
                let embedded = try value.templates().flatMap(\.embeds)
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
        let policy = policy(of: kind)
        var problems: [Diagnostic] = []
        for retry in policy.retries {
            if let target = retry.rewind {
                if !ids.contains(target) {
                    problems.append(.unknownRewind(target, of: step, among: Array(earlier)))
                } else if !earlier.contains(target), target != step.id {
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
