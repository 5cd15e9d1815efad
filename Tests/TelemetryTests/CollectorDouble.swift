import HTTP
import JSON
import Pipeline
import Synchronization
import TestSupport

@testable import Telemetry

/// A collector that gives one answer after the other, the last one forever, and keeps what it was sent.
final class CollectorDouble: HTTPSender {
    enum Answer: Sendable {
        case reply(Int, headers: HTTPHeaders = [:], body: String = "{}")
        case error(HTTPError.Reason)
    }

    private let answers: [Answer]
    private let received = Mutex<[HTTPRequest]>([])

    init(_ answers: Answer...) { self.answers = answers }

    var requests: [HTTPRequest] { received.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let number = received.withLock {
            $0.append(request)
            return $0.count
        }
        switch answers[min(number, answers.count) - 1] {
        case .reply(let status, let headers, let body):
            return HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
        case .error(let reason): throw HTTPError(reason, url: "http://collector/")
        }
    }

    /// A run of one step, traced.
    static func run(
        _ environment: [String: String] = [:], of collector: CollectorDouble,
        _ bodies: [(Int, step: String?, attempt: Int?, Event.Body)] = CollectorDouble.run
    ) async -> [String] {
        let time = ManualTime()
        let base = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"]
        let tracing = Tracing(
            base.merging(environment) { $1 }, version: "1.0", time: time,
            pausing: InstantPause(time: time)
        ) { _ in collector }
        for (number, (milliseconds, step, attempt, body)) in bodies.enumerated() {
            time.advance(to: .milliseconds(milliseconds))
            tracing.observe(
                Event(
                    sequence: number + 1, time: time.now(), run: "r1", step: step,
                    attempt: attempt, body: body))
        }
        return await tracing.export()
    }

    private static let failure = Failure(.transient, "no answer", remedy: "wait")

    static let run: [(Int, step: String?, attempt: Int?, Event.Body)] = [
        (
            0, nil, nil,
            .runIdentified(
                RunIdentity(
                    program: "1.0", source: "a", pipeline: "p",
                    facts: Facts([FactKey.instanceID.name: "i-1"])))
        ),
        (10, nil, nil, .runStarted(.named("p", "look"))),
        (20, "look", 1, .attemptStarted(kind: "look", of: [:])),
        (
            120, "look", 1,
            .activity(
                "request",
                [
                    "service": "ssm", "operation": "GetParameter", "endpoint": "127.0.0.1",
                    "duration": .number(0.05), "status": 503, "error": "ServiceUnavailable",
                ])
        ),
        (130, "look", 1, .attemptFailed(failure, after: .milliseconds(110))),
        (130, "look", nil, .retrying(after: .seconds(2), because: .transient)),
        (2130, "look", 2, .attemptStarted(kind: "look", of: [:])),
        (2140, "look", 2, .waiting(.seconds(1), reason: "not there yet")),
        (3140, "look", 2, .attemptSucceeded(gave: Facts(), after: .milliseconds(1010))),
        (3140, "look", nil, .stepSucceeded(after: .milliseconds(3120))),
        (3150, nil, nil, .runFinished(.succeeded, after: .milliseconds(3150))),
    ]
}
