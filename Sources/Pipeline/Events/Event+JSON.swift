import JSON

// Writes what `Event+Reading.swift` reads.

extension Event {
    /// The event as one line of JSON, without a line break: its type first, then the details.
    package var json: String { written(besides: []).text }

    /// The same in UTF-8, with `clock` at the end.
    ///
    /// `clock` is the time by which durations are measured, in microseconds.
    package var record: [UInt8] {
        let (seconds, attoseconds) = time.elapsed.components
        let clock = Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
        return written(besides: [("clock", .integer(clock))]).bytes
    }

    private func written(besides more: [(key: String, value: Value)]) -> JSONWriter {
        var entries: [(key: String, value: Value)] = [
            ("seq", .integer(sequence)), ("time", .string(time.timestamp)), ("run", .string(run)),
            ("type", .string(body.type)),
        ]
        if let step { entries.append(("step", .string(step))) }
        if let attempt { entries.append(("attempt", .integer(attempt))) }
        if let beside { entries.append(("beside", .string(beside))) }
        entries += body.details
        entries += more
        var writer = JSONWriter(.compact, escaping: .lineBreakers)
        writer.beginObject()
        for (name, value) in entries {
            writer.name(name)
            value.write(to: &writer)
        }
        writer.endObject()
        return writer
    }
}

extension Event.Body {
    /// Durations are in seconds.
    fileprivate var details: [(key: String, value: Value)] {
        switch self {
        case .preparationFailed(let failure):
            failure.entries
        case .runIdentified(let identity):
            identity.entries
        case .runStarted(let plan):
            plan.details
        case .runResumed(let plan, let done, let reason):
            plan.details + [("done", .integer(done))]
                + (reason.map { [("reason", .string($0))] } ?? [])
        case .attemptStarted(let kind, let parameters, let limit):
            [("kind", .string(kind)), ("parameters", .map(parameters))]
                + (limit.map { [("limit", $0.inSeconds)] } ?? [])
        case .attemptSucceeded(let facts, let elapsed):
            [("gave", facts.shown), elapsed.entry]
        case .attemptFailed(let failure, let elapsed):
            failure.entries + [elapsed.entry]
        case .attemptInterrupted(let elapsed), .stepSucceeded(let elapsed),
            .revertSucceeded(let elapsed):
            [elapsed.entry]
        case .retrying(let delay, let failureClass):
            [("delay", delay.inSeconds), ("class", .string(failureClass.rawValue))]
        case .rewinding(let target, let delay, let failureClass):
            [
                ("to", .string(target)), ("delay", delay.inSeconds),
            ] + (failureClass.map { [("class", .string($0.rawValue))] } ?? [])
        case .waiting(let duration, let reason):
            [("delay", duration.inSeconds), ("reason", .string(reason))]
        case .stepFailed(let failure, let elapsed, let runGoesOn, let isDeadlinePassed):
            failure.entries + [elapsed.entry, ("run-goes-on", .boolean(runGoesOn))]
                + (isDeadlinePassed ? [("deadline-passed", .boolean(true))] : [])
        case .revertFailed(let failure, let elapsed):
            failure.entries + [elapsed.entry]
        case .stepSkipped(let reason):
            reason.map { [("reason", .string($0))] } ?? []
        case .alreadyDone, .revertStarted:
            []
        case .rebootNeeded(let reason):
            [("reason", .string(reason))]
        case .recorded(let facts):
            [("receipt", facts.shown)]
        case .factChanged(let name, let value):
            [("fact", .string(name.text))] + (value.map { [("value", $0)] } ?? [])
        case .parameterChanged(let name, let step, let value):
            [("parameter", .string(name)), ("of", .string(step)), ("value", value)]
        case .note(let message), .warning(let message):
            [("message", .string(message))]
        case .output(let line, let source):
            [("source", .string(source)), ("line", .string(line))]
        case .activity(_, let fields):
            fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        case .runFinished(let outcome, let elapsed):
            [("outcome", .string(outcome.name))] + outcome.entries + [elapsed.entry]
        }
    }
}

extension Duration {
    fileprivate var entry: (key: String, value: Value) { ("elapsed", inSeconds) }
}

extension Failure {
    fileprivate var entries: [(key: String, value: Value)] {
        var entries: [(key: String, value: Value)] = [
            ("class", .string(failureClass.rawValue)), ("message", .string(message)),
            ("remedy", .string(remedy)),
        ]
        if !details.isEmpty { entries.append(("details", details.value)) }
        if let retryAfter { entries.append(("retry-after", retryAfter.inSeconds)) }
        if let cause { entries.append(("cause", .string(cause.rawValue))) }
        return entries
    }
}

extension PlanRecord {
    fileprivate var details: [(key: String, value: Value)] {
        [
            ("pipeline", .string(pipeline)), ("steps", .list(steps.map(\.value))),
            ("given", given.shown),
        ] + (part.map { [("part", .string($0.rawValue))] } ?? [])
    }
}

extension PlanRecord.Step {
    fileprivate var value: Value {
        var entries: [String: Value] = [
            "id": .string(id), "kind": .string(kind), "parameters": .map(parameters),
        ]
        if let condition { entries["when"] = .string(condition) }
        return .map(entries)
    }
}

extension Outcome {
    /// The step at which the run ended, and the reason.
    fileprivate var entries: [(key: String, value: Value)] {
        switch self {
        case .succeeded: []
        case .failed(let step, let failure), .deadlinePassed(let step, let failure):
            [("at", .string(step))] + failure.entries
        case .interrupted(let step): step.map { [("at", .string($0))] } ?? []
        case .rebootNeeded(let step, let reason):
            [("at", .string(step)), ("reason", .string(reason))]
        case .aborted(let step): [("at", .string(step))]
        }
    }
}

extension Facts {
    /// The facts as people see them and records contain them: sensitive ones without their values.
    package var shown: Value {
        var shown: [String: Value] = [:]
        for name in names {
            shown[name.text] = Facts.isSecret(name) ? "(hidden)" : self[name]
        }
        return .map(shown)
    }
}
