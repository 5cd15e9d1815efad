package import Pipeline

/// One person's session: where the run is to stop, where it stands, and what was changed.
package struct DebugSession: Sendable {
    /// How far the run goes by itself; failures and breakpoints stop it earlier.
    private enum Mode: Equatable {
        case toNextPoint
        case toNextStep
        case on
        case until(String)
        /// Nothing stops it.
        case detached
    }

    private var mode: Mode
    /// Said once, at the first stop.
    private var greeting: String?
    private(set) var breakpoints: [Breakpoint] = []
    private var lastNumber = 0
    /// The breakpoints on facts whose condition holds already.
    private var holding: Set<Int> = []
    private(set) var changes = SessionChanges()
    /// Made at this pause, and told to the runner with its verdict.
    private(set) var pending: [HandChange] = []
    /// What an empty line repeats.
    private var repeated: SessionCommand?

    /// Begins a session.
    ///
    /// - Parameter stopsAtStart: before the first step; otherwise where a step fails for good.
    package init(stopsAtStart: Bool) {
        mode = stopsAtStart ? .toNextPoint : .on
        greeting = "the run has stopped here for you; `help` lists the commands"
    }

    /// What a command comes to.
    package enum Answer: Sendable {
        case say([String])
        /// The run goes on.
        case go(Verdict.Action, [String])
        case log(Int)
        case requests(Int)
        case shell(Facts)
        case save(SessionChanges, String)
    }

    /// Whether the person has let the run go for good.
    package var isDetached: Bool { mode == .detached }

    /// Stops the run at the next point, whatever was said before.
    package mutating func stopSoon() { mode = .toNextPoint }

    /// Lets the run go to its end.
    mutating func detach() { mode = .detached }

    /// Comes to a pause.
    ///
    /// - Returns: what is said if the run stops here; nil if it goes on.
    package mutating func arrive(at pause: Pause) -> [String]? {
        let hit = breakpoints.filter { isHit($0, at: pause) }
        guard mode != .detached, !hit.isEmpty || stopsHere(pause) else { return nil }
        var reasons = hit.map { "breakpoint \($0.number): \($0.condition.words)" }
        if let greeting { reasons.insert(greeting, at: 0) }
        greeting = nil
        pending = []
        mode = .toNextPoint
        return PauseText(
            pause: pause, reason: reasons.isEmpty ? nil : reasons.joined(separator: "; ")
        ).lines
    }

    private func stopsHere(_ pause: Pause) -> Bool {
        switch (mode, pause.point) {
        case (.detached, _): false
        case (_, .failed), (.toNextPoint, _): true
        case (.toNextStep, .before), (.toNextStep, .beforeRevert): true
        case (.until(let id), .before): pause.step.id == id
        default: false
        }
    }

    private mutating func isHit(_ breakpoint: Breakpoint, at pause: Pause) -> Bool {
        switch (breakpoint.condition, pause.point) {
        case (.before(let id), .before), (.after(let id), .after):
            return pause.step.id == id
        case (.failure, .failed), (.failure, .retrying): return true
        case (.failureClass(let wanted), .failed(let failure)),
            (.failureClass(let wanted), .retrying(let failure)):
            return failure.failureClass == wanted
        case (.fact(let name, let text), _):
            guard pause.facts[name]?.text == text else {
                holding.remove(breakpoint.number)
                return false
            }
            return holding.insert(breakpoint.number).inserted
        default: return false
        }
    }

    /// Does what a command says.
    ///
    /// - Parameters:
    ///   - command: nil for an empty line.
    ///   - pause: where the run stands; what the command changes is changed in it.
    ///   - value: reads a value as it stands in a pipeline file, for a fact or a parameter.
    /// - Returns: what comes of it.
    /// - Throws: why it cannot be done; nothing has changed then.
    package mutating func perform(
        _ command: SessionCommand?, at pause: inout Pause,
        value: (String, FactName?) throws(DebugProblem) -> Value
    ) throws(DebugProblem) -> Answer {
        guard let command = command ?? repeated else { return .say([]) }
        repeated = command == .step || command == .next ? command : nil
        let ids = pause.steps.map(\.id)
        let here = ids.firstIndex(of: pause.step.id) ?? 0
        let isUndoing = pause.point == .beforeRevert

        switch command {
        case .step: return go(.continue, .toNextPoint)
        case .next: return go(.continue, .toNextStep)
        case .continue: return go(.continue, .on)
        case .detach: return go(.continue, .detached)
        case .until(let id):
            guard let place = ids.firstIndex(of: id) else { throw .unknownStep(id, among: ids) }
            guard place > here else { throw .isBehind(id) }
            return go(.continue, .until(id))
        case .skip:
            if !isUndoing {
                guard pause.point != .after else { throw .isDone(pause.step.id) }
                changes.skip(pause.step.id)
            }
            return go(.skip, .toNextStep)
        case .addBreakpoint(let condition): return try add(condition, pause, ids)
        case .listBreakpoints:
            return .say(
                breakpoints.isEmpty
                    ? ["no breakpoints; the run stops where a step fails for good"]
                    : breakpoints.map { "\($0.number): \($0.condition.words)" })
        case .deleteBreakpoint(let number):
            guard let number else {
                breakpoints = []
                return .say(["no breakpoints any more"])
            }
            guard breakpoints.contains(where: { $0.number == number }) else {
                throw .noBreakpoint(number)
            }
            breakpoints.removeAll { $0.number == number }
            return .say(["breakpoint \(number) is gone"])
        case .facts(let prefix):
            let names = pause.facts.names.filter { $0.text.hasPrefix(prefix) }
            guard !names.isEmpty else {
                throw .unknownFact(prefix, among: pause.facts.names.map(\.text))
            }
            return .say(names.map { PauseText.fact($0, pause.facts) })
        case .print(let text): return .say([try shown(text, pause.facts)])
        case .showParameters(let id):
            guard let step = pause.steps.first(where: { $0.id == id ?? pause.step.id }) else {
                throw .unknownStep(id ?? "", among: ids)
            }
            let lines = PauseText.parameters(of: step, pause.facts)
            return .say(lines.isEmpty ? ["`\(step.id)` has no parameters"] : lines)
        case .plan:
            return .say(
                pause.steps.enumerated().map { index, step in
                    let mark = index < here ? "done " : index == here ? "here>" : "     "
                    return "\(mark) \(index + 1). \(step.id): "
                        + (step.planText(pause.facts) ?? step.kind.summary)
                })
        case .log(let count): return .log(count)
        case .request(let count): return .requests(count)
        case .shell: return .shell(pause.facts)
        case .save(let path):
            guard !changes.isEmpty else { throw .nothingToSave }
            return .save(changes, path)
        case .help(let name): return .say(name?.help ?? CommandName.overview)
        case .retry, .set, .unset, .setParameter, .back, .revert, .quit:
            guard !isUndoing else { throw .whileUndoing(command.word) }
            return try change(command, at: &pause, here: here, ids, value: value)
        }
    }

    /// Does what a command says that changes the course of the run, or what it works with.
    private mutating func change(
        _ command: SessionCommand, at pause: inout Pause, here: Int, _ ids: [String],
        value: (String, FactName?) throws(DebugProblem) -> Value
    ) throws(DebugProblem) -> Answer {
        switch command {
        case .retry: return go(.retry, .toNextStep)
        case .revert: return go(.revert, .toNextPoint)
        case .quit: return go(.interrupt, .detached)
        case .back(let id):
            guard let place = ids.firstIndex(of: id) else { throw .unknownStep(id, among: ids) }
            guard place < here || (place == here && pause.point != .before) else {
                throw .notPassed(id)
            }
            for id in ids[place...here] { changes.keep(id) }
            return go(.back(to: id), .until(id), undoing(from: place, pause))
        case .set(let name, let text):
            let value = try value(text, name)
            make(.set(name, value), &pause) { $0[name] = value }
            return .say([PauseText.fact(name, pause.facts)])
        case .unset(let name):
            guard pause.facts[name] != nil else {
                throw .unknownFact(name.text, among: pause.facts.names.map(\.text))
            }
            make(.unset(name), &pause) { $0 = $0.removing([name]) }
            return .say(["\(name) is not known any more"])
        case .setParameter(let name, let text):
            let step = pause.step
            let value = try value(text, nil)
            if let problem = step.problem(with: value, as: name, knowing: pause.facts) {
                throw DebugProblem(problem)
            }
            let changed = step.with(parameter: name, value)
            pending.append(.parameter(name, of: step.id, value))
            changes.change(name, of: step.id, to: value)
            pause = Pause(
                point: pause.point, step: changed, facts: pause.facts,
                steps: pause.steps.map { $0.id == step.id ? changed : $0 }, begun: pause.begun)
            let again = pause.point == .before ? "" : "; `retry` does `\(step.id)` again with it"
            let shown = changed.shownParameters(pause.facts)[name] ?? value
            return .say(["\(name): \(shown.json)\(again)"])
        default: return .say([])
        }
    }

    private mutating func go(
        _ action: Verdict.Action, _ mode: Mode, _ words: [String] = []
    ) -> Answer {
        self.mode = mode
        return .go(action, words)
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

    private mutating func add(
        _ condition: Breakpoint.Condition, _ pause: Pause, _ ids: [String]
    ) throws(DebugProblem) -> Answer {
        switch condition {
        case .before(let id), .after(let id):
            guard ids.contains(id) else { throw .unknownStep(id, among: ids) }
        case .fact(let name, let text):
            if pause.facts[name]?.text == text { holding.insert(lastNumber + 1) }
        case .failure, .failureClass: break
        }
        lastNumber += 1
        breakpoints.append(Breakpoint(number: lastNumber, condition: condition))
        return .say(["breakpoint \(lastNumber): \(condition.words)"])
    }

    /// What is undone on the way back, and what cannot be.
    private func undoing(from place: Int, _ pause: Pause) -> [String] {
        let between = Set(pause.steps[place...].map(\.id))
        let steps = pause.steps.filter { between.contains($0.id) && pause.begun.contains($0.id) }
        let undone = steps.filter { $0.isRevertible(pause.facts) }.map(\.id)
        let left = steps.map(\.id).filter { !undone.contains($0) }
        var lines: [String] = []
        if !undone.isEmpty {
            lines.append("undoing \(undone.reversed().joined(separator: ", "))")
        }
        if !left.isEmpty { lines.append("cannot be undone: \(left.joined(separator: ", "))") }
        return lines
    }

    /// A fact's value, or what a text becomes.
    private func shown(_ text: String, _ facts: Facts) throws(DebugProblem) -> String {
        if let name = FactName(text) {
            guard let value = facts[name] else {
                throw .unknownFact(text, among: facts.names.map(\.text))
            }
            return Facts.sensitive.contains(name) ? "(secret)" : value.json
        }
        let template: Template
        do {
            template = try Template(text)
        } catch {
            throw .malformed(error)
        }
        if let secret = template.facts.first(where: Facts.sensitive.contains) {
            throw .secret(secret)
        }
        if let missing = template.needs.first(where: { facts[$0] == nil }) {
            throw .unknownFact(missing.text, among: facts.names.map(\.text))
        }
        return template.render(facts)?.json ?? text
    }
}

extension SessionCommand {
    /// The word that it is typed with, where it is one that undoing does not allow.
    fileprivate var word: String {
        switch self {
        case .retry: "retry"
        case .set: "set"
        case .unset: "unset"
        case .setParameter: "params"
        case .back: "back"
        case .revert: "revert"
        default: "quit"
        }
    }
}
