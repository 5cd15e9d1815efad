package import Pipeline

extension DebugSession {
    /// The effect of a command.
    package enum Answer: Sendable {
        case say([String])
        /// The run continues.
        case go(Verdict.Action, [String])
        case log(Int)
        case requests(Int)
        case shell(Facts)
        case save(SessionChanges, String)
    }

    /// Performs a command.
    ///
    /// - Parameters:
    ///   - command: what to do.
    ///   - pause: the run's current point; receives the changes of the command.
    ///   - values: reads a fact's or a parameter's value.
    /// - Returns: the effect.
    /// - Throws: why it is refused; then nothing has changed.
    package mutating func perform(
        _ command: SessionCommand, at pause: inout Pause, reading values: any ValueReading
    ) throws(DebugProblem) -> Answer {
        guard let command = command == .again ? repeated : command else { return .say([]) }
        repeated = command == .step || command == .next ? command : nil
        switch command {
        case .step, .next, .continue, .detach, .until, .skip, .retry, .back, .revert, .quit:
            return try go(on: command, at: pause)
        case .move(let move):
            try check(command, at: pause)
            return .say([try make(move, at: &pause)])
        case .set, .unset, .setParameter:
            try check(command, at: pause)
            return .say([try change(command, at: &pause, reading: values)])
        case .addBreakpoint(let place): return .say([try add(place, pause)])
        case .listBreakpoints: return .say(breakpointList)
        case .deleteBreakpoint(let number): return .say([try delete(number)])
        case .facts, .print, .showParameters, .plan:
            return .say(try PauseView(pause).lines(command))
        case .log(let count): return .log(count)
        case .request(let count): return .requests(count)
        case .shell: return .shell(pause.facts)
        case .save(let path):
            guard !changes.isEmpty else { throw .nothingToSave }
            return .save(changes, path)
        case .again: return .say([])
        case .help(let name): return .say(name?.help ?? CommandName.overview)
        }
    }

    /// Refuses commands that would change a run while it is undone.
    private func check(_ command: SessionCommand, at pause: Pause) throws(DebugProblem) {
        if pause.point == .beforeRevert { throw .whileUndoing(command.word) }
    }

    // MARK: Going on

    private mutating func go(
        on command: SessionCommand, at pause: Pause
    ) throws(DebugProblem) -> Answer {
        switch command {
        case .step: return go(.continue, .toNextPoint)
        case .next: return go(.continue, .toNextStep)
        case .detach: return go(.continue, .detached)
        case .until(let id):
            guard try place(of: id, in: pause) > here(pause) else { throw .isBehind(id) }
            return go(.continue, .until(id))
        case .skip:
            if pause.point != .beforeRevert {
                guard pause.point != .after else { throw .isDone(pause.step.id) }
                changes.skip(pause.step.id)
            }
            return go(.skip, .toNextStep)
        case .retry:
            try check(command, at: pause)
            return go(.retry, .toNextStep)
        case .revert:
            try check(command, at: pause)
            return go(.revert, .toNextPoint)
        case .quit:
            try check(command, at: pause)
            return go(.interrupt, .detached)
        case .back(let id):
            try check(command, at: pause)
            return try goBack(to: id, from: pause)
        default: return go(.continue, .on)
        }
    }

    private mutating func goBack(
        to id: String, from pause: Pause
    ) throws(DebugProblem) -> Answer {
        let place = try place(of: id, in: pause)
        let here = here(pause)
        guard place < here || (place == here && pause.point != .before) else {
            throw .notPassed(id)
        }
        let between = pause.steps[place...]
        for step in pause.steps[place...here] { changes.keep(step.id) }
        return go(.back(to: id), .until(id), undoing(between, pause))
    }

    private mutating func go(
        _ action: Verdict.Action, _ mode: Mode, _ words: [String] = []
    ) -> Answer {
        self.mode = mode
        return .go(action, words)
    }

    func here(_ pause: Pause) -> Int {
        pause.steps.firstIndex { $0.id == pause.step.id } ?? 0
    }

    func place(of id: String, in pause: Pause) throws(DebugProblem) -> Int {
        guard let place = pause.steps.firstIndex(where: { $0.id == id }) else {
            throw .unknownStep(id, among: pause.steps.map(\.id))
        }
        return place
    }

    /// The steps that going back undoes, and those that cannot be undone.
    private func undoing(_ between: ArraySlice<PlannedStep>, _ pause: Pause) -> [String] {
        let steps = between.filter { pause.begun.contains($0.id) }
        let undone = steps.filter { $0.isRevertible(pause.facts) }.map(\.id)
        let left = steps.map(\.id).filter { !undone.contains($0) }
        var lines: [String] = []
        if !undone.isEmpty {
            lines.append("undoing \(undone.reversed().joined(separator: ", "))")
        }
        if !left.isEmpty { lines.append("cannot be undone: \(left.joined(separator: ", "))") }
        return lines
    }

    // MARK: Breakpoints

    private var breakpointList: [String] {
        guard !breakpoints.all.isEmpty else {
            return ["no breakpoints; the run stops if a step fails for good"]
        }
        return breakpoints.all.map { "\($0.number): \($0.words)" }
    }

    private mutating func add(
        _ place: Breakpoint.Place, _ pause: Pause
    ) throws(DebugProblem) -> String {
        var remark = ""
        switch place {
        case .before(let id), .after(let id): _ = try self.place(of: id, in: pause)
        case .fact(let name, _):
            let names = Set(pause.facts.names + pause.steps.flatMap(\.gives))
            // It may still be set by hand.
            if !names.contains(name) {
                remark = "; \(DebugProblem.givenByNobody(name, among: names.map(\.text).sorted()))"
            }
        case .failure, .finalFailure, .failureClass: break
        }
        let breakpoint = breakpoints.add(place, at: pause)
        return "breakpoint \(breakpoint.number): \(breakpoint.words)\(remark)"
    }

    private mutating func delete(_ number: Int?) throws(DebugProblem) -> String {
        guard let number else {
            breakpoints.removeAll()
            return "no breakpoints any more"
        }
        guard breakpoints.remove(number) else { throw .noBreakpoint(number) }
        return "breakpoint \(number) is gone"
    }
}
