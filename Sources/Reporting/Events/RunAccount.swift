package import Pipeline

/// Totals of a run's events, updated event by event.
package struct RunAccount: Sendable {
    /// The run's id; nil before its first event.
    package private(set) var run: String?
    /// The time since the first event.
    package private(set) var elapsed = Duration.zero
    /// The part of it spent waiting, between attempts or for something outside.
    package private(set) var waiting = Duration.zero
    /// The number of requests to services.
    private(set) var requests = 0
    /// The attempts that failed, in order.
    package private(set) var failedAttempts: [FailedAttempt] = []
    /// The steps without whose work the run continued: skipped, or failed.
    package private(set) var stepsNotDone: Set<String> = []
    /// The facts that the current step has given.
    package private(set) var gave = Facts()

    /// An attempt that failed.
    package struct FailedAttempt: Sendable {
        package let step: String
        package let number: Int
        package let failure: Failure
        package let elapsed: Duration
    }

    private var start: Duration?
    private var wait: (begin: Duration, length: Duration)?

    /// Creates an empty account.
    package init() {}

    /// Adds the next event of the run.
    package mutating func add(_ event: Event) {
        let start = start ?? event.time.elapsed
        self.start = start
        run = event.run
        elapsed = event.time.elapsed - start
        endWait(at: elapsed, by: event.body)

        switch event.body {
        case .retrying(let delay, _), .rewinding(_, let delay, _), .waiting(let delay, _):
            wait = (elapsed, delay)
        case .activity(Event.Body.requestRetryActivity, let fields):
            if wait == nil, event.beside == nil { wait = (elapsed, fields.duration("delay")) }
        case .attemptStarted:
            gave = Facts()
        case .attemptSucceeded(let facts, _):
            gave = facts
        case .attemptFailed(let failure, let duration):
            failedAttempts.append(
                FailedAttempt(
                    step: event.step ?? "", number: event.attempt ?? 0, failure: failure,
                    elapsed: duration))
        case .activity(Event.Body.requestActivity, _):
            requests += 1
        case .stepSkipped, .stepFailed:
            stepsNotDone.insert(event.step ?? "")
        case .stepSucceeded:
            stepsNotDone.remove(event.step ?? "")
        default: break
        }
    }

    /// Adds a wait that is over: its full time, or less if something else ended it.
    ///
    /// Events beside it (a request, a child's output) do not end it.
    private mutating func endWait(at now: Duration, by body: Event.Body) {
        guard let wait else { return }
        let passed = now - wait.begin
        switch body {
        case .activity, .output, .note, .warning, .recorded:
            guard passed >= wait.length else { return }
        default: break
        }
        waiting += min(passed, wait.length)
        self.wait = nil
    }

    /// `succeeded after 12.3s (10s waiting, 2.3s working), 14 requests`.
    package func summary(_ outcome: Outcome, of pipeline: String) -> String {
        let split =
            waiting > .zero
            ? " (\(waiting.readable) waiting, \((elapsed - waiting).readable) working)" : ""
        let count =
            switch requests {
            case 0: ""
            case 1: ", 1 request"
            default: ", \(requests) requests"
            }
        return "\(pipeline) \(outcome.words) after \(elapsed.readable)\(split)\(count)"
    }
}
