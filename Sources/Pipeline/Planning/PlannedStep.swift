/// A step of a plan.
package struct PlannedStep: Sendable {
    package let id: String
    package let kind: StepKind
    /// Those given, and the defaults of the others; templates not rendered.
    package internal(set) var parameters: [String: Value]
    package internal(set) var policy: Policy
    /// When it runs; nil for always.
    package let condition: Condition?
    /// The role's needs, and the facts in its parameters' templates.
    package internal(set) var needs: [FactName]
    /// All facts that it looks at: its needs, those of its condition, and those with a default.
    package let reads: [FactName]
    package internal(set) var gives: [FactName]
    /// Where files say all this.
    package let origin: Origin

    package struct Origin: Sendable {
        /// What files say of its policy, in the order in which they say it.
        package let policies: [PolicyChange]
        /// Places by key path, as the definition's.
        package let locations: Locations
        /// Where a change moved it.
        package let movedAt: SourceLocation?
        /// Where it begins, and where each change of it does.
        package let places: [SourceLocation]
    }

    package var location: SourceLocation? { origin.locations[""] }

    /// The parameters with every template rendered whose facts are known; the others as written.
    ///
    /// - Throws: a failure of class `refused` for a text that is not a template.
    package func parameters(rendered facts: Facts) throws(Failure) -> [String: Value] {
        var rendered: [String: Value] = [:]
        for (name, value) in parameters {
            let parameter = kind.parameters.first { $0.name == name }
            if parameter?.takesFacts == false {
                rendered[name] = value
                continue
            }
            do {
                rendered[name] = try value.rendered(facts, as: parameter?.shape ?? .anything)
            } catch {
                throw .badTemplate(name, error)
            }
        }
        return rendered
    }

    /// The parameters for people and records: with the facts that are known, and without secrets.
    package func shownParameters(_ facts: Facts) -> [String: Value] {
        let values =
            (try? parameters(rendered: facts.withoutSecrets)) ?? parameters
        let shown = kind.parameters.compactMap { parameter in
            values[parameter.name].map { (parameter.name, parameter.shown($0)) }
        }
        return Dictionary(shown) { first, _ in first }
    }

    /// What the step will do, in one line, as far as facts are known; nil if the kind's summary says
    /// it all.
    package func planText(_ facts: Facts) -> String? { kind.planText(shownParameters(facts)) }

    /// What the step must be allowed to do at services.
    package var permissions: [any Permission] { kind.permissions(with: parameters) }

    /// What must hold for it to succeed.
    package var preconditions: [any Precondition] { kind.preconditions(of: self) }

    /// How its permissions can be tried.
    package var trials: [Trial] { kind.trials(with: parameters) }

    /// The step for one attempt.
    ///
    /// - Throws: a failure that names the missing fact, or the parameter that does not fit.
    package func make(_ facts: Facts) throws(Failure) -> any Step {
        for name in needs where facts[name] == nil { throw .missingFact(name) }
        let values = try parameters(rendered: facts)
        var waiting: Set<String> = []
        for parameter in kind.parameters {
            guard let value = values[parameter.name] else { continue }
            if parameter.isForUndoing, lacksOwnFact(parameter, facts) {
                waiting.insert(parameter.name)
            } else if let problem = parameter.problem(value) {
                throw .badParameter("\(id).\(parameter.name)", problem)
            }
        }
        return try kind.make(Arguments(values: values, waiting: waiting))
    }

    /// The step for its undoing, by all that is known and by what it gave itself.
    ///
    /// - Throws: as `make`; also where what undoes it names a fact that it has not given.
    func makeForUndoing(_ facts: Facts, having given: Facts) throws(Failure) -> any Step {
        for parameter in kind.parameters where parameter.isForUndoing {
            if let lacking = ownFacts(in: parameter).first(where: { given[$0] == nil }) {
                throw .notGivenBeforeUndoing(lacking, parameter: parameter.name)
            }
        }
        return try make(facts.merging(given))
    }

    private func lacksOwnFact(_ parameter: ParameterDescription, _ facts: Facts) -> Bool {
        ownFacts(in: parameter).contains { facts[$0] == nil }
    }

    /// The facts in a parameter's templates that the step itself gives, and that have no default.
    private func ownFacts(in parameter: ParameterDescription) -> [FactName] {
        guard parameter.takesFacts, let needs = try? parameters[parameter.name]?.templateNeeds()
        else { return [] }
        return needs.filter { gives.contains($0) && !self.needs.contains($0) }
    }
}
