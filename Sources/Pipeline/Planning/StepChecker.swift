/// Checks one step of a definition against its kind.
struct StepChecker {
    private let step: StepDefinition
    private let kind: StepKind
    /// The facts whose values are known during planning.
    private let known: Facts
    /// The types of the facts that steps of the pipeline give.
    private let types: FactTypes
    /// The step's own parameters, and the defaults of the others.
    private let parameters: [String: Value]

    init(step: StepDefinition, kind: StepKind, known: Facts, types: FactTypes) {
        self.step = step
        self.kind = kind
        self.known = known
        self.types = types
        parameters = kind.parameters(with: step.parameters)
    }

    /// Creates the step for the plan; `problems` says whether it is valid.
    ///
    /// - Parameters:
    ///   - policy: the resulting policy.
    ///   - layers: what files say of the policy, the pipeline's defaults first.
    /// - Returns: the step with the places of what it needs.
    func draft(under policy: Policy, layers: [PolicyChange]) -> StepDraft {
        var needs = kind.needs(with: parameters)
        let gives = kind.gives(with: parameters)
        var places: [FactName: SourceLocation] = [:]
        var defaulted: [(fact: FactName, place: SourceLocation?)] = []
        for parameter in kind.parameters where parameter.takesFacts {
            guard let value = parameters[parameter.name] else { continue }
            // A malformed template is one of the problems, and then there is no plan.
            let path = "with." + parameter.name
            for (path, template) in (try? value.templates(at: path)) ?? [] {
                let place = step.locations.value(at: path)
                for need in template.needs
                where !needs.contains(need) && !(parameter.isForUndoing && gives.contains(need)) {
                    needs.append(need)
                    places[need] = place
                }
                defaulted += template.defaulted.map { ($0, place) }
            }
        }
        for comparison in step.condition?.comparisons ?? [] where places[comparison.fact] == nil {
            places[comparison.fact] = step.locations["when.\(comparison.fact)"]
        }
        let planned = PlannedStep(
            id: step.id, kind: kind, parameters: parameters, policy: policy,
            condition: step.condition, needs: needs,
            reads: needs + (step.condition?.comparisons.map(\.fact) ?? [])
                + defaulted.map(\.fact),
            gives: gives,
            origin: PlannedStep.Origin(
                policies: layers, locations: step.locations, movedAt: step.movedAt,
                places: step.places))
        return StepDraft(step: planned, places: places, defaulted: defaulted)
    }

    /// Returns what is wrong with the step's parameters and with its condition.
    func problems() -> [Diagnostic] {
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
            if let value = step.parameters[parameter.name] {
                if let problem = problem(with: value, of: parameter) { problems.append(problem) }
            } else if parameter.isRequired {
                problems.append(.missingParameter(parameter, of: step))
            }
        }
        if problems.isEmpty, let problem = kind.problem(parameters) {
            problems.append(.brokenRule(problem, of: step))
        }
        return problems + conditionProblems()
    }

    private func problem(
        with value: Value, of parameter: ParameterDescription
    ) -> Diagnostic? {
        func bad(_ value: Value) -> Diagnostic? {
            parameter.problem(value).map { .badParameter(parameter.name, $0, of: step) }
        }
        guard parameter.takesFacts else { return bad(value) }
        do throws(Template.Malformed) {
            let named = try value.templates().flatMap(\.template.facts)
            if parameter.secrecy == .open, let fact = named.first(where: Facts.isSecret) {
                return .misplacedSecret(parameter.name, fact, of: step)
            }
            // A value that depends on unknown facts is checked once they are known.
            if try value.templateNeeds().contains(where: { known[$0] == nil }) { return nil }
            return bad(try value.rendered(known, as: parameter.shape))
        } catch {
            return .badTemplate(parameter.name, error, of: step)
        }
    }

    private func conditionProblems() -> [Diagnostic] {
        guard let condition = step.condition else { return [] }
        return condition.comparisons.compactMap { comparison in
            let fact = comparison.fact
            let place = step.locations.value(at: "when.\(fact)")
            if Facts.isSecret(fact) {
                return .secretComparison(fact, of: step, at: step.locations["when.\(fact)"])
            }
            if let word = types[fact]?.impossible(in: comparison.values) {
                return .impossibleWord(word.found, word.words, fact, of: step, at: place)
            }
            // A value of another type is a problem of its own.
            let example: Value? = types[fact]?.example ?? known[fact]
            guard let example, comparison.holds(for: example) == nil else { return nil }
            return .wrongComparison(comparison, with: example, of: step, at: place)
        }
    }
}
