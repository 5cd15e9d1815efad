package import Pipeline

extension DebugSession {
    /// Changes a fact, or a parameter of the current step.
    ///
    /// - Returns: the new value.
    /// - Throws: why the change is invalid; then nothing has changed.
    mutating func change(
        _ command: SessionCommand, at pause: inout Pause, reading values: any ValueReading
    ) throws(DebugProblem) -> String {
        switch command {
        case .set(let name, let text):
            let value = try FactReading(values, pause).value(text, of: name)
            let names = Set(
                pause.facts.names + pause.steps.flatMap { $0.gives + $0.reads })
            // A script may still read it.
            let remark =
                names.contains(name)
                ? "" : "; \(DebugProblem.readByNobody(name, among: names.map(\.text).sorted()))"
            make(.set(name, value), &pause) { $0[name] = value }
            changes.set(
                name, to: value, givenBy: pause.steps.first { $0.gives.contains(name) }?.id)
            return PauseView.fact(name, pause.facts) + remark
        case .unset(let name):
            guard pause.facts[name] != nil else {
                throw .unknownFact(name.text, among: pause.facts.names.map(\.text))
            }
            make(.unset(name), &pause) { $0 = $0.removing([name]) }
            changes.unset(name)
            return "\(name) is not known any more"
        case .setParameter(let name, let text):
            return try changeParameter(name, try values.value(text, of: nil), at: &pause)
        default: return ""
        }
    }

    /// Moves a step that has not begun.
    ///
    /// - Returns: the order of the remaining steps.
    /// - Throws: why the move is invalid; then nothing has changed.
    mutating func make(_ move: StepMove, at pause: inout Pause) throws(DebugProblem) -> String {
        let here = here(pause)
        guard move.step != move.target else { throw .movedToItself(move.step) }
        guard try place(of: move.step, in: pause) > here else { throw .hasBegun(move.step) }
        let target = try place(of: move.target, in: pause)
        guard move.side == .before ? target > here : target >= here else {
            throw .hasBegun(move.target)
        }
        if let problem = move.problem(in: pause.steps, after: here, knowing: pause.facts) {
            throw DebugProblem(problem)
        }
        pending.append(.move(move))
        changes.move(move)
        pause = Pause(
            point: pause.point, step: pause.step, facts: pause.facts,
            steps: move.applied(to: pause.steps), begun: pause.begun)
        return "after `\(pause.step.id)`: "
            + pause.steps[(here + 1)...].map(\.id).joined(separator: ", ")
    }

    private mutating func changeParameter(
        _ name: String, _ value: Value, at pause: inout Pause
    ) throws(DebugProblem) -> String {
        let step = pause.step
        if let problem = step.problem(with: value, as: name, knowing: pause.facts) {
            throw DebugProblem(problem)
        }
        let changed = step.with(parameter: name, value)
        pending.append(.parameter(name, of: step.id, value))
        changes.change(name, of: step.id, to: value)
        pause = Pause(
            point: pause.point, step: changed, facts: pause.facts,
            steps: pause.steps.map { $0.id == step.id ? changed : $0 }, begun: pause.begun)
        let again = pause.point == .before ? "" : "; `retry` repeats `\(step.id)` with it"
        let shown = changed.shownParameters(pause.facts)[name] ?? value
        return "\(name): \(shown.json)\(again)"
    }

    private mutating func make(
        _ change: HandChange, _ pause: inout Pause, _ edit: (inout Facts) -> Void
    ) {
        pending.append(change)
        var facts = pause.facts
        edit(&facts)
        pause = Pause(
            point: pause.point, step: pause.step, facts: facts, steps: pause.steps,
            begun: pause.begun)
    }
}

/// Reads values in the notation of pipeline files.
package protocol ValueReading: Sendable {
    /// Reads a value.
    ///
    /// - Parameters:
    ///   - text: as typed.
    ///   - fact: the fact that it is for; nil for a parameter.
    /// - Returns: the value, with its templates.
    /// - Throws: what is wrong with it.
    func value(_ text: String, of fact: FactName?) throws(DebugProblem) -> Value
}
