extension PlannedStep {
    /// Returns the step with another value for one of its parameters.
    package func with(parameter name: String, _ value: Value) -> PlannedStep {
        var changed = self
        changed.parameters[name] = value
        changed.gives = kind.gives(with: changed.parameters)
        changed.needs = kind.needs(with: changed.parameters)
        for parameter in kind.parameters where parameter.takesFacts {
            // `problem` refuses a malformed template, and so does the creation of the step.
            let named = (try? changed.parameters[parameter.name]?.templateNeeds()) ?? []
            for need in named where !changed.needs.contains(need) {
                if parameter.isForUndoing, changed.gives.contains(need) { continue }
                changed.needs.append(need)
            }
        }
        return changed
    }

    /// The parameters without those that have their defaults.
    ///
    /// Rules on which parameters go together ignore the defaults.
    var given: [String: Value] {
        let defaults = Dictionary(kind.parameters.map { ($0.name, $0.defaultValue) }) { $1 }
        return parameters.filter { defaults[$0.key] != $0.value }
    }

    /// Checks a value for a parameter, in the planner's words.
    ///
    /// - Parameters:
    ///   - value: with its templates.
    ///   - name: of the parameter, which the kind may not have.
    ///   - facts: the known facts; a template must not refer to any other.
    /// - Returns: the first problem; nil if the value fits.
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

    /// Whether its work can be reverted, as far as that is known in advance.
    package func isRevertible(_ facts: Facts) -> Bool { (try? make(facts)) is any Revertible }
}
