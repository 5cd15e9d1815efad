package import JSON

// Reads what `Event+JSON.swift` writes.

extension Event {
    /// Parses a `record`.
    ///
    /// Durations and times are as exact as JSON states them: to the microsecond, times of day to
    /// the millisecond. Facts that are never recorded are missing.
    ///
    /// - Throws: for a text that is not an event, or that has a number which no run can have
    ///   reached.
    package init(record: JSONValue) throws(MalformedRecord) {
        let fields = try RecordFields(record)
        guard let sinceEpoch = Moment.sinceEpoch(timestamp: try fields.text("time")) else {
            throw MalformedRecord("`time` is not a time")
        }
        self.init(
            sequence: try fields.integer("seq", in: 1...Int.max),
            time: Moment(
                elapsed: .microseconds(try fields.integer("clock", in: Event.clocks)),
                sinceEpoch: sinceEpoch),
            run: try fields.text("run"), step: try fields.optionalText("step"),
            attempt: try fields.optionalInteger("attempt", in: Event.counts),
            beside: try fields.optionalText("beside"),
            body: try Body(fields))
    }
}

extension Event.Body {
    fileprivate init(_ fields: RecordFields) throws(MalformedRecord) {
        let type = try fields.text("type")
        switch EventType(rawValue: type) {
        case .preparationFailed: self = .preparationFailed(try fields.failure())
        case .runIdentified:
            self = .runIdentified(
                RunIdentity(
                    program: try fields.text("program"), source: try fields.text("source"),
                    pipeline: try fields.optionalText("pipeline"),
                    facts: try fields.facts("facts"),
                    traceparent: try fields.optionalText("traceparent")))
        case .runStarted: self = .runStarted(try fields.plan())
        case .runResumed:
            self = .runResumed(
                try fields.plan(), done: try fields.integer("done", in: Event.counts),
                because: try fields.optionalText("reason"))
        case .attemptStarted:
            self = .attemptStarted(
                kind: try fields.text("kind"), of: try fields.map("parameters"),
                limit: try fields.optionalSeconds("limit", in: Event.durations))
        case .alreadyDone: self = .alreadyDone
        case .attemptSucceeded:
            self = .attemptSucceeded(
                gave: try fields.facts("gave"), after: try fields.duration("elapsed"))
        case .attemptFailed:
            self = .attemptFailed(try fields.failure(), after: try fields.duration("elapsed"))
        case .attemptInterrupted:
            self = .attemptInterrupted(after: try fields.duration("elapsed"))
        case .retrying:
            self = .retrying(
                after: try fields.duration("delay"), because: try fields.failureClass())
        case .rewinding:
            self = .rewinding(
                to: try fields.text("to"), after: try fields.duration("delay"),
                because: fields["class"] == nil ? nil : try fields.failureClass())
        case .waiting:
            self = .waiting(try fields.duration("delay"), reason: try fields.text("reason"))
        case .stepSucceeded: self = .stepSucceeded(after: try fields.duration("elapsed"))
        case .stepFailed:
            self = .stepFailed(
                try fields.failure(), after: try fields.duration("elapsed"),
                runGoesOn: try fields.flag("run-goes-on"),
                isDeadlinePassed: try fields.optionalFlag("deadline-passed") ?? false)
        case .stepSkipped: self = .stepSkipped(because: try fields.optionalText("reason"))
        case .recorded: self = .recorded(try fields.facts("receipt"))
        case .rebootNeeded: self = .rebootNeeded(reason: try fields.text("reason"))
        case .revertStarted: self = .revertStarted
        case .revertSucceeded: self = .revertSucceeded(after: try fields.duration("elapsed"))
        case .revertFailed:
            self = .revertFailed(try fields.failure(), after: try fields.duration("elapsed"))
        case .factChanged:
            guard let name = FactName(try fields.text("fact")) else {
                throw MalformedRecord("`fact` is not what it should be")
            }
            self = .factChanged(
                name, to: fields.value("value") == nil ? nil : try fields.anything("value"))
        case .parameterChanged:
            self = .parameterChanged(
                try fields.text("parameter"), of: try fields.text("of"),
                to: try fields.anything("value"))
        case .note: self = .note(try fields.text("message"))
        case .warning: self = .warning(try fields.text("message"))
        case .output: self = .output(try fields.text("line"), source: try fields.text("source"))
        case .runFinished:
            self = .runFinished(try fields.outcome(), after: try fields.duration("elapsed"))
        case nil: self = .activity(type, try fields.activity())
        }
    }
}

extension RecordFields {
    fileprivate func outcome() throws(MalformedRecord) -> Outcome {
        let name = try text("outcome")
        switch Outcome.Name(rawValue: name) {
        case .succeeded: return .succeeded
        case .failed: return .failed(step: try text("at"), try failure())
        case .deadlinePassed: return .deadlinePassed(step: try text("at"), try failure())
        case .interrupted: return .interrupted(step: try optionalText("at"))
        case .rebootNeeded:
            return .rebootNeeded(step: try text("at"), reason: try text("reason"))
        case .aborted: return .aborted(step: try text("at"))
        case nil: throw MalformedRecord("`\(name)` is not an outcome")
        }
    }

    fileprivate func plan() throws(MalformedRecord) -> PlanRecord {
        let name = try optionalText("part")
        let part = name.flatMap(PlanPart.init)
        if let name, part == nil {
            throw MalformedRecord("`\(name)` is not a part of a pipeline")
        }
        return PlanRecord(
            pipeline: try text("pipeline"),
            steps: try list("steps") { step throws(MalformedRecord) in
                PlanRecord.Step(
                    id: try step.text("id"), kind: try step.text("kind"),
                    parameters: try step.map("parameters"),
                    condition: try step.optionalText("when"))
            }, part: part, given: try facts("given"))
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
            details: self["details"] == nil ? [] : try texts("details"),
            retryAfter: try optionalSeconds("retry-after", in: Event.durations), cause: cause)
    }

    fileprivate func failureClass() throws(MalformedRecord) -> FailureClass {
        let name = try text("class")
        guard let known = FailureClass(rawValue: name) else {
            throw MalformedRecord("`\(name)` is not a failure class")
        }
        return known
    }
}
