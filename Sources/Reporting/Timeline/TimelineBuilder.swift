package import Journal
package import Pipeline

/// Builds a timeline from recorded events.
struct TimelineBuilder {
    /// Identifies the row of an event.
    private enum Row: Hashable {
        /// Before the first step.
        case preparation
        case step(String)
        /// Beside the steps.
        case beside(String)

        init(_ event: Event) {
            self = event.beside.map(Row.beside) ?? event.step.map(Row.step) ?? .preparation
        }

        var empty: Timeline.Step {
            switch self {
            case .preparation: Timeline.Step(id: "preparation", kind: nil)
            case .step(let id): Timeline.Step(id: id, kind: nil)
            case .beside(let name): Timeline.Step(id: name, kind: nil, isBeside: true)
            }
        }
    }

    private var runs: [Timeline.Run] = []
    private var plan: PlanRecord?
    private var identity: RunIdentity?
    private var rows: [Row: Timeline.Step] = [:]
    /// All rows except those beside the steps: those of the last plan first, then the others.
    private var order: [Row] = []
    private var besides: [Row] = []
    private var facts: [String: Value] = [:]

    // The current run.
    private var begin = Duration.zero
    private var now = Duration.zero
    private var openAttempt: (number: Int, row: Row, from: Duration, of: [String: Value])?
    private var hasFoundItDone = false
    private var openUndoing: (row: Row, from: Duration)?
    /// The wait in progress, and its latest end.
    private var openWait: (row: Row, from: Duration, until: Duration, reason: String)?
    private var outcome: Outcome?
    private var hasPlan = false
}

extension Timeline {
    /// Builds the timeline of some runs.
    ///
    /// Nil if nothing has happened yet.
    ///
    /// - Parameters:
    ///   - runs: the first run and those that resumed it, oldest first, with the events of each.
    ///   - instance: the instance's id.
    ///   - isRunning: whether the last of them is still in progress.
    package init?(
        _ runs: [(header: JournalHeader, events: [Event])], of instance: String, isRunning: Bool
    ) {
        let told = runs.filter { !$0.events.isEmpty }
        var builder = TimelineBuilder()
        for (index, run) in told.enumerated() {
            builder.add(
                run.events, of: run.header, isUnderWay: isRunning && index == told.count - 1)
        }
        guard let timeline = builder.timeline(of: instance) else { return nil }
        self = timeline
    }
}

extension TimelineBuilder {
    fileprivate func timeline(of instance: String) -> Timeline? {
        guard let last = runs.last else { return nil }
        return Timeline(
            pipeline: plan?.pipeline ?? "", instance: instance, ending: last.ending,
            identity: identity
                ?? RunIdentity(program: last.program, source: "", pipeline: nil, facts: Facts()),
            runs: runs, steps: (order + besides).compactMap { rows[$0] }, facts: facts)
    }

    fileprivate mutating func add(_ events: [Event], of header: JournalHeader, isUnderWay: Bool) {
        guard let first = events.first else { return }
        begin = first.time.elapsed
        (openAttempt, openUndoing, openWait, outcome) = (nil, nil, nil, nil)
        hasPlan = false
        for event in events {
            now = event.time.elapsed - begin
            add(event)
        }
        let ending: Timeline.Ending =
            if let outcome { .ended(outcome) } else { isUnderWay ? .underWay : .cutOff }
        close(ending)
        let gap = runs.last.map { before in
            first.time.sinceEpoch - (before.began.sinceEpoch + before.length)
        }
        runs.append(
            Timeline.Run(
                id: header.run, program: header.program, process: header.process, began: first.time,
                length: now,
                ending: ending, gap: max(gap ?? .zero, .zero)))
    }

    private mutating func add(_ event: Event) {
        let row = Row(event)
        if let wait = openWait, now >= wait.until || endsWait(event.body) { closeWait() }
        switch event.body {
        case .runIdentified(let identity): self.identity = identity
        case .runStarted(let plan): take(plan)
        case .runResumed(let plan, _, _): take(plan)
        case .attemptStarted(_, let parameters, _):
            openAttempt = (event.attempt ?? 1, row, now, parameters)
            hasFoundItDone = false
            change(row) { $0.state = .underWay }
        case .alreadyDone: hasFoundItDone = true
        case .attemptSucceeded(let gave, _):
            if case .map(let shown) = gave.shown {
                facts.merge(shown) { $1 }
                change(row) { $0.gave = shown }
            }
            closeAttempt(hasFoundItDone ? .alreadyDone : .succeeded)
        case .attemptFailed(let failure, _): closeAttempt(.failed(failure))
        case .attemptInterrupted:
            closeAttempt(.interrupted)
            change(row) { $0.state = .interrupted }
        case .retrying(let delay, let failureClass):
            openWait = (row, now, now + delay, "before the next attempt (\(failureClass.rawValue))")
        case .rewinding(let target, let delay, _):
            openWait = (row, now, now + delay, "before going back to \(target)")
        case .waiting(let delay, let reason): openWait = (row, now, now + delay, reason)
        case .stepSucceeded:
            let isOld = hasFoundItDone
            change(row) { $0.state = isOld ? .alreadyDone : .done }
        case .stepFailed: change(row) { $0.state = .failed }
        case .stepSkipped(let reason): change(row) { $0.state = .skipped(because: reason) }
        case .revertStarted: openUndoing = (row, now)
        case .revertSucceeded: closeUndoing(nil)
        case .revertFailed(let failure, _): closeUndoing(failure)
        case .note(let text): say(text, .note, row)
        case .factChanged(let name, let value):
            facts[name.text] = value
            say(EventText(gave: Facts()).line(event.body, attempt: nil) ?? "", .note, row)
        case .parameterChanged:
            say(EventText(gave: Facts()).line(event.body, attempt: nil) ?? "", .note, row)
        case .warning(let text): say(text, .warning, row)
        case .output(let text, let source): say(text, .output(of: source), row)
        case .activity(Event.Body.requestActivity, let fields): add(request: fields, row)
        case .activity(Event.Body.requestRetryActivity, let fields):
            if openWait == nil, event.beside == nil {
                openWait = (
                    row, now, now + fields.duration("delay"),
                    "before asking again: \(fields.text("reason"))"
                )
            }
        case .rebootNeeded(let reason): say("needs a reboot: \(reason)", .note, row)
        case .preparationFailed(let failure):
            change(row) { $0.state = .failed }
            openAttempt = openAttempt ?? (1, row, .zero, [:])
            closeAttempt(.failed(failure))
        case .runFinished(let outcome, _): self.outcome = outcome
        case .recorded, .activity: break
        }
    }

    /// Whether an event ends a wait; activities beside it do not.
    private func endsWait(_ body: Event.Body) -> Bool {
        switch body {
        case .activity, .output, .note, .factChanged, .parameterChanged, .warning, .recorded: false
        default: true
        }
    }

    private mutating func take(_ plan: PlanRecord) {
        closePreparation()
        self.plan = plan
        hasPlan = true
        for step in plan.steps where rows[.step(step.id)]?.kind != step.kind {
            rows[.step(step.id)] = Timeline.Step(id: step.id, kind: step.kind)
        }
        let planned = plan.steps.map { Row.step($0.id) }
        let isPrepared = order.contains(.preparation)
        order =
            (isPrepared ? [.preparation] : []) + planned
            + order.filter { !planned.contains($0) && $0 != .preparation }
    }

    /// The work before the first step becomes an attempt of a separate row.
    private mutating func closePreparation() {
        guard now > .zero else { return }
        openAttempt = (runs.count + 1, .preparation, .zero, [:])
        closeAttempt(.succeeded)
        change(.preparation) { $0.state = .done }
    }

    /// Closes everything that the run has not closed itself.
    private mutating func close(_ ending: Timeline.Ending) {
        closeWait()
        let isUnderWay = ending == .underWay
        if !hasPlan, outcome == nil, openAttempt == nil, rows[.preparation] != nil {
            openAttempt = (runs.count + 1, .preparation, .zero, [:])
        }
        if let open = openAttempt {
            closeAttempt(isUnderWay ? .underWay : .cutOff)
            change(open.row) { $0.state = isUnderWay ? .underWay : .cutOff }
        }
        if openUndoing != nil { closeUndoing(nil) }
    }

    private mutating func closeAttempt(_ ending: Timeline.AttemptEnding) {
        closeWait()
        guard let open = openAttempt else { return }
        openAttempt = nil
        let attempt = Timeline.Attempt(
            number: open.number, stretch: stretch(open.from, now), ending: ending,
            parameters: open.of)
        change(open.row) { $0.attempts.append(attempt) }
    }

    private mutating func closeWait() {
        guard let open = openWait else { return }
        openWait = nil
        let wait = Timeline.Wait(
            stretch: stretch(open.from, min(open.until, now)), reason: open.reason)
        change(open.row) { $0.waits.append(wait) }
    }

    private mutating func closeUndoing(_ failure: Failure?) {
        guard let open = openUndoing else { return }
        openUndoing = nil
        let undoing = Timeline.Undoing(stretch: stretch(open.from, now), failure: failure)
        change(open.row) {
            $0.undoings.append(undoing)
            $0.state = failure == nil ? .undone : .notUndone
        }
    }

    private mutating func say(_ text: String, _ source: Timeline.Line.Source, _ row: Row) {
        let line = Timeline.Line(run: runs.count, at: now, text: text, source: source)
        change(row) { $0.lines.append(line) }
    }

    private mutating func add(request fields: [String: Value], _ row: Row) {
        func text(_ name: String) -> String? {
            if case .string(let text) = fields[name] { text } else { nil }
        }
        func number(_ name: String) -> Int? {
            if case .integer(let number) = fields[name] { number } else { nil }
        }
        let length = fields.duration("duration")
        let request = Timeline.Request(
            stretch: stretch(max(now - length, .zero), now), service: text("service") ?? "",
            operation: text("operation") ?? "", tryNumber: number("try") ?? 1,
            status: number("status"), error: text("error"), id: text("request-id"))
        change(row) { $0.requests.append(request) }
    }

    private func stretch(_ from: Duration, _ to: Duration) -> Timeline.Stretch {
        Timeline.Stretch(run: runs.count, from: from, to: to)
    }

    private mutating func change(_ row: Row, _ change: (inout Timeline.Step) -> Void) {
        if rows[row] == nil {
            switch row {
            case .preparation: order.insert(row, at: 0)
            case .step: order.append(row)
            case .beside: besides.append(row)
            }
        }
        var step = rows[row] ?? row.empty
        change(&step)
        rows[row] = step
    }
}
