import FoundationEssentials
import JSON
import Pipeline
import Synchronization
import Testing

@testable import AWS
@testable import Steps

/// docs/events.md says of `--json` what the program prints: its tables are made of events of each type.
struct EventsPageTests {
    @Test func `the page has each type of event with its fields`() throws {
        let page = try page()
        let table = try EventTable()
        #expect(
            page.contains(table.types), "docs/events.md should have this table:\n\(table.types)")
        #expect(
            page.contains(table.fields), "docs/events.md should have this table:\n\(table.fields)")
    }

    private func page() throws -> String {
        let tests = #filePath.replacing("/Tests/StepsTests/EventsPageTests.swift", with: "")
        return String(
            decoding: try Data(contentsOf: URL(filePath: "\(tests)/docs/events.md")), as: UTF8.self)
    }
}

/// The tables of the page.
private struct EventTable {
    /// A type in each row.
    let types: String
    /// A field in each row.
    let fields: String

    init() throws {
        var rows: [String] = []
        var kinds: [(name: String, type: String)] = []
        for (name, meaning, samples) in EventTable.samples {
            let found = try samples.map(EventTable.fields)
            var order: [String] = []
            for field in found.joined() where !order.contains(field.name) {
                order.append(field.name)
            }
            for field in found.joined() where !kinds.contains(where: { $0.name == field.name }) {
                kinds.append(field)
            }
            let words = order.map { name in
                let isAlways = found.allSatisfy { $0.contains { $0.name == name } }
                return isAlways ? "`\(name)`" : "`\(name)`?"
            }
            rows.append("| `\(name)` | \(meaning) | \(words.joined(separator: ", ")) |\n")
        }
        types = "| type | what happened | fields |\n|---|---|---|\n" + rows.joined()
        fields =
            "| field | value | meaning |\n|---|---|---|\n"
            + kinds.sorted { $0.name < $1.name }.map { field in
                "| `\(field.name)` | \(field.type) | \(EventTable.meanings[field.name] ?? "???") |\n"
            }.joined()
    }

    /// The fields that a body has besides those of each event.
    private static func fields(of body: Event.Body) throws -> [(name: String, type: String)] {
        let event = Event(
            sequence: 1, time: Moment(elapsed: .zero, sinceEpoch: .zero), run: "r", step: nil,
            attempt: nil, body: body)
        guard case .object(let members) = try JSONParser.parse(Array(event.json.utf8)) else {
            return []
        }
        return members.filter { !["seq", "time", "run", "type"].contains($0.name) }
            .map { ($0.name, anyFields.contains($0.name) ? "any" : type(of: $0.value)) }
    }

    private static func type(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "true or false"
        case .number: "number"
        case .string: "text"
        case .array: "list"
        case .object: "object"
        }
    }

    private static let anyFields: Set<String> = ["value"]

    private static let meanings = [
        "at": "the step at which the run ended",
        "cause":
            "`unavailable`, `not-permitted` or `foreign-code`, if the exit status depends on it",
        "class": "the [failure class](steps.md#failure-classes)",
        "deadline-passed": "true if the step's or the run's deadline ended it",
        "delay": "seconds until the step or the run continues",
        "details": "more lines for a person: the end of a log, a service's own message",
        "done": "number of finished steps, from the first",
        "duration": "seconds",
        "elapsed": "seconds that it took",
        "endpoint": "the URL without its query",
        "error": "the service's error code, or why there was no reply",
        "fact": "the fact's name",
        "facts": "the instance's facts and the inputs, by name",
        "gave": "the facts that the step gave, by name; secret ones are `(hidden)`",
        "given": "the facts that were known before the first step, by name",
        "kind": "the step's kind",
        "limit": "seconds that the attempt may take",
        "line": "one line, without its line break",
        "message": "what happened and why, in a sentence without its full stop",
        "of": "the step's id",
        "operation": "the operation: `DescribeTags`, `GET /latest/api/token`",
        "outcome":
            "`succeeded`, `failed`, `deadline-passed`, `interrupted`, `aborted` or `reboot-needed`",
        "parameter": "the parameter's name",
        "parameters": "with the known facts filled in, without secrets",
        "part": "`until`, `from` or `only`, if the run takes only some of the pipeline's steps",
        "pipeline": "the pipeline's name; in `run-identified` the requested one, if any",
        "program": "the version of enlist",
        "reason": "why, in a phrase",
        "receipt": "what the step recorded, by names of its own",
        "remedy": "what to do, in a sentence without its full stop",
        "request-id": "the service's id of the request",
        "retry-after": "seconds that the service asked to wait",
        "run-goes-on": "whether the run continues without the step, by its `on-failure: continue`",
        "service": "`ssm`, `ec2`, `instance metadata`",
        "source": "the program that printed it; in `run-identified` the origin of the pipeline",
        "status": "the HTTP status; absent without a reply",
        "steps":
            "each with `id`, `kind`, `parameters` as the files write them, and `when`, if it has one",
        "to": "the step's id",
        "traceparent": "the W3C trace context that the run continues",
        "try": "the number of the try of the same request, from 1",
        "value": "the new value; absent if the fact was removed",
    ]

    private static let failure = Failure(.refused, "m", remedy: "r")
    private static let wholeFailure = Failure(
        .throttled, "m", remedy: "r", details: ["d"], retryAfter: .seconds(1), cause: .unavailable)
    private static let plan = PlanRecord(
        pipeline: "p", steps: [.init(id: "a", kind: "a", condition: "x is y")])
    private static let partialPlan = PlanRecord(pipeline: "p", steps: [], part: .until)
    private static let second = Duration.seconds(1)

    /// Each type with what it means and bodies of it, with all that they can hold and with as little as
    /// possible.
    private static var samples: [(name: String, meaning: String, bodies: [Event.Body])] {
        EventType.allCases.map { ($0.rawValue, sample(of: $0).meaning, sample(of: $0).bodies) } + [
            (
                Event.Body.requestActivity, "a request to a service was answered, or had no reply",
                requests { events in
                    for isWhole in [true, false] {
                        events.observe(
                            RequestExchange(
                                service: "ec2", operation: "DescribeTags", endpoint: "https://h/",
                                tryNumber: 1, duration: second, status: isWhole ? 400 : nil,
                                requestID: isWhole ? "id" : nil, error: isWhole ? "e" : nil,
                                bodies: nil))
                    }
                }
            ),
            (
                Event.Body.requestRetryActivity, "a request waits before it is sent again",
                requests { events in
                    events.observe(
                        RequestPause(
                            before: AWSError(
                                .throttled, service: "ec2", operation: "DescribeTags"),
                            number: 1, second))
                }
            ),
            (
                Event.Body.slowRequestActivity, "a request has had no reply for some time",
                requests { events in
                    events.observe(
                        SlowRequest(
                            service: "ec2", operation: "DescribeTags", tryNumber: 1,
                            elapsed: second))
                }
            ),
        ]
    }

    /// Those that the observer of requests makes.
    private static func requests(_ tell: (RequestEvents) -> Void) -> [Event.Body] {
        let observer = KeptBodies()
        tell(
            RequestEvents(
                emitter: EventEmitter(run: "r", time: StandingTime(), observers: [observer]),
                keeper: nil))
        return observer.all
    }

    private static func sample(
        of type: EventType
    ) -> (meaning: String, bodies: [Event.Body]) {
        switch type {
        case .preparationFailed:
            (
                "the run ended before its first step: something it needs is unavailable",
                [.preparationFailed(failure), .preparationFailed(wholeFailure)]
            )
        case .runIdentified:
            (
                "the program, the instance and the inputs of the run",
                [
                    .runIdentified(
                        RunIdentity(
                            program: "1", source: "s", pipeline: "p", facts: Facts(),
                            traceparent: "t")),
                    .runIdentified(
                        RunIdentity(program: "1", source: "s", pipeline: nil, facts: Facts())),
                ]
            )
        case .runStarted: ("a run started", [.runStarted(plan), .runStarted(partialPlan)])
        case .runResumed:
            (
                "a run resumed earlier ones; `reason` is why finished steps are repeated",
                [
                    .runResumed(partialPlan, done: 1, because: nil),
                    .runResumed(plan, done: 1, because: "r"),
                ]
            )
        case .attemptStarted:
            (
                "an attempt of a step started; `limit` is its timeout",
                [
                    .attemptStarted(kind: "k", of: [:]),
                    .attemptStarted(kind: "k", of: [:], limit: second),
                ]
            )
        case .alreadyDone: ("the step found its work already done", [.alreadyDone])
        case .attemptSucceeded:
            ("an attempt succeeded", [.attemptSucceeded(gave: Facts(), after: second)])
        case .attemptFailed:
            (
                "an attempt failed",
                [
                    .attemptFailed(failure, after: second),
                    .attemptFailed(wholeFailure, after: second),
                ]
            )
        case .attemptInterrupted:
            ("a signal interrupted an attempt", [.attemptInterrupted(after: second)])
        case .retrying:
            (
                "the step will be retried after a wait",
                [.retrying(after: second, because: .busy)]
            )
        case .rewinding:
            (
                "the run goes back to an earlier step after a wait; no class: a person asked for it",
                [
                    .rewinding(to: "a", after: second, because: .conflict),
                    .rewinding(to: "a", after: second, because: nil),
                ]
            )
        case .waiting: ("the step waits for something", [.waiting(second, reason: "r")])
        case .stepSucceeded: ("a step is done", [.stepSucceeded(after: second)])
        case .stepFailed:
            (
                "a step failed, and its policy allows no further attempt",
                [
                    .stepFailed(failure, after: second, runGoesOn: false),
                    .stepFailed(
                        wholeFailure, after: second, runGoesOn: true, isDeadlinePassed: true),
                ]
            )
        case .stepSkipped:
            (
                "a step was skipped; `reason` if its `when` did not hold",
                [.stepSkipped(because: nil), .stepSkipped(because: "r")]
            )
        case .rebootNeeded:
            ("the run ends here and resumes after a reboot", [.rebootNeeded(reason: "r")])
        case .recorded:
            (
                "a step recorded what it is about to do, so that it can be undone",
                [.recorded(Facts())]
            )
        case .factChanged:
            (
                "a person changed a fact in the debugger",
                [.factChanged(FactName.example, to: "v"), .factChanged(FactName.example, to: nil)]
            )
        case .parameterChanged:
            (
                "a person changed a parameter in the debugger",
                [.parameterChanged("p", of: "a", to: "v")]
            )
        case .revertStarted: ("the undoing of a step started", [.revertStarted])
        case .revertSucceeded: ("a step is undone", [.revertSucceeded(after: second)])
        case .revertFailed:
            (
                "the undoing of a step failed",
                [.revertFailed(failure, after: second), .revertFailed(wholeFailure, after: second)]
            )
        case .note: ("information for a person who watches", [.note("m")])
        case .warning: ("a problem that does not stop the step", [.warning("m")])
        case .output: ("a line that a child process printed", [.output("l", source: "s")])
        case .runFinished:
            (
                "the run ended; with the fields of a failure if it failed",
                [
                    .succeeded, .failed(step: "a", wholeFailure), .interrupted(step: nil),
                    .rebootNeeded(step: "a", reason: "r"),
                ].map { .runFinished($0, after: second) }
            )
        }
    }
}

extension FactName {
    fileprivate static var example: FactName { FactKey<String>("stack.id").name }
}

/// Keeps what it observes.
private final class KeptBodies: Observer {
    private let kept = Mutex<[Event.Body]>([])
    var all: [Event.Body] { kept.withLock(\.self) }
    func observe(_ event: Event) { kept.withLock { $0.append(event.body) } }
}

/// A time that does not pass.
private struct StandingTime: TimeSource {
    func now() -> Moment { Moment(elapsed: .zero, sinceEpoch: .zero) }
}
