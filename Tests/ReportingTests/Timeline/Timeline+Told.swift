import Journal
import Pipeline
import TestSupport

@testable import Reporting

extension Timeline {
    /// What happened in a run, each with its time in milliseconds and its step, or `beside` and the name of
    /// what goes on beside the steps.
    typealias Told = [(Int, String?, Event.Body)]

    /// The timeline of runs, the second 10 minutes after the first began, and so on.
    static func told(_ runs: [Told], isRunning: Bool = false) -> Timeline? {
        Timeline(
            runs.enumerated().map { number, told in
                let header = JournalHeader(
                    program: "enlist", instance: "i-1", run: "run\(number + 1)", process: 70)
                var attempts: [String: Int] = [:]
                return (
                    header,
                    told.enumerated().map { index, entry in
                        let (milliseconds, step, body) = entry
                        let beside = step.flatMap {
                            $0.hasPrefix("beside ") ? String($0.dropFirst(7)) : nil
                        }
                        if case .attemptStarted = body { attempts[step ?? "", default: 0] += 1 }
                        return Event(
                            sequence: index + 1,
                            time: Moment(
                                elapsed: .seconds(1000) + .milliseconds(milliseconds),
                                sinceEpoch: .seconds(1_790_000_000 + number * 600)
                                    + .milliseconds(milliseconds)),
                            run: header.run, step: beside == nil ? step : nil,
                            attempt: beside == nil ? attempts[step ?? ""] : nil, beside: beside,
                            body: body)
                    }
                )
            }, of: "i-1", isRunning: isRunning)
    }

    static let refusal = Failure(.refused, "no <b>right</b>", remedy: "ask \"them\" & wait")

    /// A first run that is throttled and killed in its second step, and one that goes on and fails.
    static func example() -> Timeline? {
        told([
            [
                (0, nil, .note("asking instance metadata")),
                (100, nil, .runStarted(.named("p", "a", "b", "c"))),
                (100, "a", .attemptStarted(kind: "a", of: ["x": "1"])),
                (
                    350, "a",
                    .activity(
                        "request",
                        [
                            "service": "s", "operation": "Op", "duration": .number(0.2),
                            "status": 400, "error": "Throttling", "try": 1,
                        ])
                ),
                (
                    400, "a",
                    .attemptFailed(Failure(.throttled, "slow", remedy: "wait"), after: .zero)
                ),
                (400, "a", .retrying(after: .seconds(2), because: .throttled)),
                (2400, "a", .attemptStarted(kind: "a", of: ["x": "1"])),
                (2500, "a", .attemptSucceeded(gave: Facts(), after: .zero)),
                (2500, "a", .stepSucceeded(after: .zero)),
                (2500, "b", .attemptStarted(kind: "b", of: [:])),
                (2600, "b", .waiting(.seconds(1), reason: "for it")),
                (3000, "b", .output("half", source: "child")),
            ],
            [
                (0, nil, .runResumed(.named("p", "a", "b", "c"), done: 1, because: nil)),
                (0, "b", .attemptStarted(kind: "b", of: [:])),
                (10, "b", .alreadyDone),
                (10, "b", .attemptSucceeded(gave: Facts(), after: .zero)),
                (10, "b", .stepSucceeded(after: .zero)),
                (10, "c", .attemptStarted(kind: "c", of: [:])),
                (1010, "c", .attemptFailed(refusal, after: .seconds(1))),
                (1010, "c", .stepFailed(refusal, after: .seconds(1), runGoesOn: false)),
                (1010, nil, .runFinished(.failed(step: "c", refusal), after: .seconds(1))),
            ],
        ])
    }
}
