import JSON
import Pipeline

extension Event {
    /// Reads what a line of a journal says.
    ///
    /// Durations and times are exact as far as JSON tells them: to the microsecond, times of day to the
    /// millisecond. Facts that are never recorded are missing.
    ///
    /// - Throws: `MalformedRecord` for what is not an event's form.
    init(_ value: JSONValue) throws(MalformedRecord) {
        let fields = RecordFields(value)
        guard let sinceEpoch = Moment.sinceEpoch(timestamp: try fields.text("time")) else {
            throw MalformedRecord("`time` is not a time")
        }
        self.init(
            sequence: try fields.integer("seq"),
            time: Moment(
                elapsed: .microseconds(try fields.integer("clock")), sinceEpoch: sinceEpoch),
            run: try fields.text("run"), step: try fields.optionalText("step"),
            attempt: try fields.optionalInteger("attempt"), body: try Body(fields))
    }

    /// What every event's JSON has, so that the rest of an activity's are its own.
    fileprivate static let common: Set = [
        "seq", "time", "run", "type", "step", "attempt", "clock",
    ]
}

extension Event.Body {
    fileprivate init(_ fields: RecordFields) throws(MalformedRecord) {
        switch try fields.text("type") {
        case "preparation-failed": self = .preparationFailed(try fields.failure())
        case "run-started": self = .runStarted(try fields.plan())
        case "run-resumed":
            self = .runResumed(
                try fields.plan(), done: try fields.integer("done"),
                because: try fields.optionalText("reason"))
        case "attempt-started":
            self = .attemptStarted(
                kind: try fields.text("kind"), of: try fields.map("parameters"))
        case "already-done": self = .alreadyDone
        case "attempt-succeeded":
            self = .attemptSucceeded(
                gave: try fields.facts("gave"), after: try fields.duration("elapsed"))
        case "attempt-failed":
            self = .attemptFailed(try fields.failure(), after: try fields.duration("elapsed"))
        case "attempt-interrupted":
            self = .attemptInterrupted(after: try fields.duration("elapsed"))
        case "retrying":
            self = .retrying(
                after: try fields.duration("delay"), because: try fields.failureClass())
        case "rewinding":
            self = .rewinding(
                to: try fields.text("to"), after: try fields.duration("delay"),
                because: fields.has("class") ? try fields.failureClass() : nil)
        case "waiting":
            self = .waiting(try fields.duration("delay"), reason: try fields.text("reason"))
        case "step-succeeded": self = .stepSucceeded(after: try fields.duration("elapsed"))
        case "step-failed":
            self = .stepFailed(
                try fields.failure(), after: try fields.duration("elapsed"),
                runGoesOn: try fields.boolean("run-goes-on"),
                isDeadlinePassed: fields.has("deadline-passed")
                    ? try fields.boolean("deadline-passed") : false)
        case "step-skipped": self = .stepSkipped(because: try fields.optionalText("reason"))
        case "recorded": self = .recorded(try fields.facts("receipt"))
        case "reboot-needed": self = .rebootNeeded(reason: try fields.text("reason"))
        case "revert-started": self = .revertStarted
        case "revert-succeeded": self = .revertSucceeded(after: try fields.duration("elapsed"))
        case "revert-failed":
            self = .revertFailed(try fields.failure(), after: try fields.duration("elapsed"))
        case "fact-changed":
            guard let name = FactName(try fields.text("fact")) else {
                throw MalformedRecord("`fact` is not what it should be")
            }
            self = .factChanged(name, to: fields.has("value") ? try fields.value("value") : nil)
        case "parameter-changed":
            self = .parameterChanged(
                try fields.text("parameter"), of: try fields.text("of"),
                to: try fields.value("value"))
        case "note": self = .note(try fields.text("message"))
        case "warning": self = .warning(try fields.text("message"))
        case "output": self = .output(try fields.text("line"), source: try fields.text("source"))
        case "run-finished":
            self = .runFinished(try fields.outcome(), after: try fields.duration("elapsed"))
        case let name: self = .activity(name, try fields.map(besides: Event.common))
        }
    }
}

extension RecordFields {
    fileprivate func outcome() throws(MalformedRecord) -> Outcome {
        switch try text("outcome") {
        case "succeeded": .succeeded
        case "failed": .failed(step: try text("at"), try failure())
        case "deadline-passed": .deadlinePassed(step: try text("at"), try failure())
        case "interrupted": .interrupted(step: try optionalText("at"))
        case "reboot-needed":
            .rebootNeeded(step: try text("at"), reason: try text("reason"))
        case "aborted": .aborted(step: try text("at"))
        case let name: throw MalformedRecord("`\(name)` is not an outcome")
        }
    }

    fileprivate func plan() throws(MalformedRecord) -> PlanRecord {
        var steps: [PlanRecord.Step] = []
        for step in try elements("steps") {
            steps.append(
                PlanRecord.Step(
                    id: try step.text("id"), kind: try step.text("kind"),
                    parameters: try step.map("parameters"),
                    condition: try step.optionalText("when")))
        }
        return PlanRecord(
            pipeline: try text("pipeline"), steps: steps, given: try facts("given"))
    }

    fileprivate func failure() throws(MalformedRecord) -> Failure {
        let cause: Failure.Cause?
        if let name = try optionalText("cause") {
            guard let known = Failure.Cause(rawValue: name) else {
                throw MalformedRecord("`\(name)` is not a cause")
            }
            cause = known
        } else {
            cause = nil
        }
        return Failure(
            try failureClass(), try text("message"), remedy: try text("remedy"),
            details: has("details") ? try texts("details") : [],
            retryAfter: has("retry-after") ? try duration("retry-after") : nil, cause: cause)
    }

    fileprivate func failureClass() throws(MalformedRecord) -> FailureClass {
        let name = try text("class")
        guard let known = FailureClass(rawValue: name) else {
            throw MalformedRecord("`\(name)` is not a failure class")
        }
        return known
    }
}
