extension PlannedStep {
    /// The step with another value for one of its parameters.
    package func with(parameter name: String, _ value: Value) -> PlannedStep {
        var changed = self
        changed.parameters[name] = value
        changed.gives = kind.gives(with: changed.parameters)
        changed.needs = kind.needs(with: changed.parameters)
        for parameter in kind.parameters where parameter.takesFacts {
            // A malformed template is refused by `problem`, and again when the step is made.
            let named = (try? changed.parameters[parameter.name]?.templateNeeds()) ?? []
            for need in named where !changed.needs.contains(need) {
                if parameter.isForUndoing, changed.gives.contains(need) { continue }
                changed.needs.append(need)
            }
        }
        return changed
    }

    /// The parameters without those that have their defaults: rules on what goes together do not count
    /// these.
    var given: [String: Value] {
        let defaults = Dictionary(kind.parameters.map { ($0.name, $0.defaultValue) }) { $1 }
        return parameters.filter { defaults[$0.key] != $0.value }
    }

    /// What keeps a value from being that of a parameter, as the planner says it.
    ///
    /// - Parameters:
    ///   - value: with its templates.
    ///   - name: of the parameter, which the kind may not have.
    ///   - facts: what is known; a template must not name any other.
    /// - Returns: the first problem; nil if it fits.
    package func problem(with value: Value, as name: String, knowing facts: Facts) -> Diagnostic? {
        var given = given
        given[name] = value
        let definition = Definition(
            name: id, steps: [StepDefinition(kind.name, id: id, parameters: given)])
        do throws(Diagnostics) {
            _ = try Planner(registry: StepRegistry([kind])).plan(
                definition,
                given: [
                    GivenFacts(from: "the run", names: kind.needs(with: given)),
                    GivenFacts(from: "the run", facts),
                ])
            return nil
        } catch {
            return error.all.first
        }
    }

    /// Whether what it did can be undone, as far as can be told before it is tried.
    package func isRevertible(_ facts: Facts) -> Bool { (try? make(facts)) is any Revertible }
}
