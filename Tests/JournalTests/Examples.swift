import Pipeline

@testable import Journal

/// One event of each type, with everything in it that it can have.
enum Examples {
    static let failure = Failure(
        .throttled, "it went \"wrong\"", remedy: "mend it\nor not",
        details: ["é", "\u{0}\u{2028}"],
        retryAfter: .milliseconds(1500), cause: .unavailable)

    static let facts: Facts = {
        var facts = Facts()
        facts[.hostname] = "web1"
        facts[FactKey<Int>("disk.count").name] = 2
        return facts
    }()

    static let plan = PlanRecord(
        pipeline: "opsworks",
        steps: [
            .init(id: "a", kind: "run", parameters: ["packages": ["x"]]),
            .init(id: "b", kind: "choose-hostname", condition: "environment is prod"),
        ], given: facts)

    static let bodies: [Event.Body] = [
        .preparationFailed(failure),
        .runStarted(plan),
        .runResumed(plan, done: 1, because: nil),
        .runResumed(plan, done: 0, because: "it is new"),
        .attemptStarted(kind: "wait-for", of: [:], limit: .milliseconds(90_500)),
        .attemptStarted(
            kind: "run",
            of: [
                "n": .null, "i": 7, "d": .number(0.1), "e": .number(1e20), "t": true,
                "list": ["x", 1, ["y": []]], "f": .number(2),
            ]),
        .alreadyDone,
        .attemptSucceeded(gave: facts, after: .microseconds(1_234_567)),
        .attemptFailed(failure, after: .zero),
        .attemptFailed(Failure(.refused, "no", remedy: "yes"), after: .seconds(1)),
        .attemptInterrupted(after: .seconds(86_400)),
        .retrying(after: .milliseconds(50), because: .conflict),
        .rewinding(to: "a", after: .seconds(2), because: .credentialsPending),
        .waiting(.seconds(5), reason: "it"),
        .stepSucceeded(after: .microseconds(1)),
        .stepFailed(failure, after: .seconds(3), runGoesOn: true),
        .stepFailed(failure, after: .seconds(3), runGoesOn: false, isDeadlinePassed: true),
        .stepSkipped(because: nil),
        .stepSkipped(because: "environment is staging, not prod"),
        .recorded(facts),
        .factChanged(FactKey<String>.hostname.name, to: "web9"),
        .factChanged(FactKey<String>.hostname.name, to: nil),
        .parameterChanged("tags", of: "b", to: ["Name": "${hostname}"]),
        .rebootNeeded(reason: "a new kernel"),
        .revertStarted,
        .revertSucceeded(after: .seconds(1)),
        .revertFailed(failure, after: .seconds(1)),
        .note("hello"),
        .warning("look"),
        .output("a line", source: "apt-get"),
        .runIdentified(
            RunIdentity(
                program: "0.1.0", source: "a.yaml, changed by b.yaml", pipeline: "a.yaml",
                facts: Facts([FactKey.instanceID.name: "i-1", FactKey.product.name: "shop"]))),
        .runIdentified(
            RunIdentity(program: "0.1.0", source: "p", pipeline: nil, facts: Facts())),
        .activity("request-retry", ["service": "ec2", "delay": .number(1.5), "reason": "slow"]),
        .activity("request", ["service": "ec2", "try": 1, "duration": .number(0.25)]),
        .runFinished(.succeeded, after: .seconds(9)),
        .runFinished(.failed(step: "b", failure), after: .seconds(9)),
        .runFinished(.deadlinePassed(step: "b", failure), after: .seconds(9)),
        .runFinished(.interrupted(step: "b"), after: .seconds(9)),
        .runFinished(.interrupted(step: nil), after: .seconds(9)),
        .runFinished(.rebootNeeded(step: "b", reason: "a new kernel"), after: .seconds(9)),
        .runFinished(.aborted(step: "b"), after: .seconds(9)),
    ]

    /// The events of a run that has all of these.
    static let events = bodies.enumerated().map { index, body in
        Event(
            sequence: index + 1,
            time: Moment(
                elapsed: .microseconds(5_000_000_000 + index),
                sinceEpoch: .milliseconds(1_777_636_800_123 + index)),
            run: "0123456789ab", step: index % 2 == 0 ? "b" : nil,
            attempt: index % 4 == 0 ? index : nil,
            beside: index % 4 == 1 ? "heartbeats" : nil, body: body)
    }

    static func event(_ body: Event.Body) -> Event {
        Event(
            sequence: 1,
            time: Moment(elapsed: .seconds(5), sinceEpoch: .milliseconds(1_777_636_800_123)),
            run: "0123456789ab", step: "b", attempt: 2, body: body)
    }

    static let header = JournalHeader(
        program: "0.1.0", instance: "i-1", run: "0123456789ab", process: 42)

    /// A journal's bytes, written as a run writes them.
    static func journal(_ events: [Event] = events) throws -> [UInt8] {
        let file = RecordingFile()
        let writer = JournalWriter()
        try writer.begin(header, in: file)
        for event in events { try writer.observe(event) }
        return file.bytes
    }
}
