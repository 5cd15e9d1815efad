package import Journal
package import Pipeline

/// Makes a timeline of recorded events.
struct TimelineBuilder {
    static let preparation = "preparation"

    private var runs: [Timeline.Run] = []
    private var plan: PlanRecord?
    private var steps: [String: Timeline.Step] = [:]
    /// The ids of all steps, those of the last plan first.
    private var order: [String] = []
    private var facts: [String: Value] = [:]

    // The run at hand.
    private var begin = Duration.zero
    private var now = Duration.zero
    private var openAttempt: (number: Int, step: String, from: Duration, of: [String: Value])?
    private var hasFoundItDone = false
    private var openUndoing: (step: String, from: Duration)?
    /// What the run waits for, until when at most.
    private var openWait: (step: String, from: Duration, until: Duration, reason: String)?
    private var outcome: Outcome?
    private var hasPlan = false
}

extension Timeline {
    /// Tells the story of runs.
    ///
    /// Nil if nothing has happened yet.
    ///
    /// - Parameters:
    ///   - runs: the first, and those that went on with it, oldest first, with what happened in each.
    ///   - instance: the instance's id.
    ///   - isRunning: whether the last of them is still under way.
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
            pipeline: plan?.pipeline ?? "", instance: instance, ending: last.ending, runs: runs,
            steps: order.compactMap { steps[$0] }, facts: facts)
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
                id: header.run, process: header.process, began: first.time, length: now,
                ending: ending, gap: max(gap ?? .zero, .zero)))
    }

    private mutating func add(_ event: Event) {
        let id = event.step ?? TimelineBuilder.preparation
        if let wait = openWait, now >= wait.until || endsWait(event.body) { closeWait() }
        switch event.body {
        case .runStarted(let plan): take(plan)
        case .runResumed(let plan, _, _): take(plan)
        case .attemptStarted(_, let parameters):
            openAttempt = (event.attempt ?? 1, id, now, parameters)
            hasFoundItDone = false
            change(id) { $0.state = .underWay }
        case .alreadyDone: hasFoundItDone = true
        case .attemptSucceeded(let gave, _):
            if case .map(let shown) = gave.shown {
                facts.merge(shown) { $1 }
                change(id) { $0.gave = shown }
            }
            closeAttempt(hasFoundItDone ? .alreadyDone : .succeeded)
        case .attemptFailed(let failure, _): closeAttempt(.failed(failure))
        case .attemptInterrupted:
            closeAttempt(.interrupted)
            change(id) { $0.state = .interrupted }
        case .retrying(let delay, let failureClass):
            openWait = (id, now, now + delay, "before the next attempt (\(failureClass.rawValue))")
        case .rewinding(let target, let delay, _):
            openWait = (id, now, now + delay, "before going back to \(target)")
        case .waiting(let delay, let reason): openWait = (id, now, now + delay, reason)
        case .stepSucceeded:
            let isOld = hasFoundItDone
            change(id) { $0.state = isOld ? .alreadyDone : .done }
        case .stepFailed: change(id) { $0.state = .failed }
        case .stepSkipped(let reason): change(id) { $0.state = .skipped(because: reason) }
        case .revertStarted: openUndoing = (id, now)
        case .revertSucceeded: closeUndoing(nil)
        case .revertFailed(let failure, _): closeUndoing(failure)
        case .note(let text): say(text, .note, id)
        case .factChanged(let name, let value):
            facts[name.text] = value
            say(EventText(gave: Facts()).line(event.body, attempt: nil) ?? "", .note, id)
        case .parameterChanged:
            say(EventText(gave: Facts()).line(event.body, attempt: nil) ?? "", .note, id)
        case .warning(let text): say(text, .warning, id)
        case .output(let text, let source): say(text, .output(of: source), id)
        case .activity(Event.Body.requestActivity, let fields): add(request: fields, id)
        case .rebootNeeded(let reason): say("needs a reboot: \(reason)", .note, id)
        case .preparationFailed(let failure):
            change(id) { $0.state = .failed }
            openAttempt = openAttempt ?? (1, id, .zero, [:])
            closeAttempt(.failed(failure))
        case .runFinished(let outcome, _): self.outcome = outcome
        case .recorded, .activity: break
        }
    }

    /// Whether a wait is cut off by this; what only goes on beside it is no end.
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
        for step in plan.steps where steps[step.id]?.kind != step.kind {
            steps[step.id] = Timeline.Step(id: step.id, kind: step.kind)
        }
        let ids = plan.steps.map(\.id)
        let isPrepared = order.contains(TimelineBuilder.preparation)
        order =
            (isPrepared ? [TimelineBuilder.preparation] : []) + ids
            + order.filter { !ids.contains($0) && $0 != TimelineBuilder.preparation }
    }

    /// What came before the first step is an attempt of a step of its own.
    private mutating func closePreparation() {
        guard now > .zero else { return }
        openAttempt = (runs.count + 1, TimelineBuilder.preparation, .zero, [:])
        closeAttempt(.succeeded)
        change(TimelineBuilder.preparation) { $0.state = .done }
    }

    /// Ends what the run has not ended itself.
    private mutating func close(_ ending: Timeline.Ending) {
        closeWait()
        let isUnderWay = ending == .underWay
        if !hasPlan, outcome == nil, openAttempt == nil, steps[TimelineBuilder.preparation] != nil {
            openAttempt = (runs.count + 1, TimelineBuilder.preparation, .zero, [:])
        }
        if let open = openAttempt {
            closeAttempt(isUnderWay ? .underWay : .cutOff)
            change(open.step) { $0.state = isUnderWay ? .underWay : .cutOff }
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
        change(open.step) { $0.attempts.append(attempt) }
    }

    private mutating func closeWait() {
        guard let open = openWait else { return }
        openWait = nil
        let wait = Timeline.Wait(
            stretch: stretch(open.from, min(open.until, now)), reason: open.reason)
        change(open.step) { $0.waits.append(wait) }
    }

    private mutating func closeUndoing(_ failure: Failure?) {
        guard let open = openUndoing else { return }
        openUndoing = nil
        let undoing = Timeline.Undoing(stretch: stretch(open.from, now), failure: failure)
        change(open.step) {
            $0.undoings.append(undoing)
            $0.state = failure == nil ? .undone : .notUndone
        }
    }

    private mutating func say(_ text: String, _ source: Timeline.Line.Source, _ id: String) {
        let line = Timeline.Line(run: runs.count, at: now, text: text, source: source)
        change(id) { $0.lines.append(line) }
    }

    private mutating func add(request fields: [String: Value], _ id: String) {
        func text(_ name: String) -> String? {
            if case .string(let text) = fields[name] { text } else { nil }
        }
        func number(_ name: String) -> Int? {
            if case .integer(let number) = fields[name] { number } else { nil }
        }
        let length: Duration =
            switch fields["duration"] {
            case .number(let seconds): .microseconds(Int((seconds * 1e6).rounded()))
            case .integer(let seconds): .seconds(seconds)
            default: .zero
            }
        let request = Timeline.Request(
            stretch: stretch(max(now - length, .zero), now), service: text("service") ?? "",
            operation: text("operation") ?? "", tryNumber: number("try") ?? 1,
            status: number("status"), error: text("error"), id: text("request-id"))
        change(id) { $0.requests.append(request) }
    }

    private func stretch(_ from: Duration, _ to: Duration) -> Timeline.Stretch {
        Timeline.Stretch(run: runs.count, from: from, to: to)
    }

    private mutating func change(_ id: String, _ change: (inout Timeline.Step) -> Void) {
        if steps[id] == nil {
            steps[id] = Timeline.Step(id: id, kind: nil)
            if id == TimelineBuilder.preparation {
                order.insert(id, at: 0)
            } else {
                order.append(id)
            }
        }
        if var step = steps[id] {
            change(&step)
            steps[id] = step
        }
    }
}
