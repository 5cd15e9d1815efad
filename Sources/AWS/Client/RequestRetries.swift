/// Tries one request again: bounded in number, with jitter, from a common budget.
struct RequestRetries: Sendable {
    /// How long to wait before the next try.
    struct Schedule: Sendable, Equatable {
        /// The first wait's bound after a failure.
        var transientBase = Duration.milliseconds(250)
        /// No wait is longer, not even one that the service asks for.
        var cap = Duration.seconds(20)
        var throttled = ThrottledWaits()

        /// `random(0, min(cap, 2^n × base))` after the n-th failure, counted from 0.
        func wait(afterFailure number: Int, fraction: Double) -> Duration {
            min(cap, transientBase * (1 << min(number, 16))) * fraction
        }
    }

    /// How often a request may fail before its error is the caller's.
    let failures: Int
    /// How often it may be throttled before that.
    ///
    /// A throttled request was turned away unread. The sooner its error reaches a step, the more of
    /// what had already been answered is asked again, of a service that wants fewer requests.
    let throttlings: Int
    let schedule: Schedule
    let budget: RetryBudget
    let timing: RequestTiming
    private let throttling = ServiceThrottling()

    init(
        failures: Int = 3, throttlings: Int = 20, schedule: Schedule = Schedule(),
        budget: RetryBudget, timing: RequestTiming
    ) {
        self.failures = failures
        self.throttlings = throttlings
        self.schedule = schedule
        self.budget = budget
        self.timing = timing
    }

    /// Runs `attempt`, which is given the number of the try from 1, until it succeeds or must not be
    /// repeated.
    ///
    /// - Parameters:
    ///   - service: whose limit the request is under.
    ///   - tell: learns of each wait before the next try, as it begins.
    ///   - attempt: one try.
    /// - Returns: what the try that succeeded has returned.
    /// - Throws: The last try's error. Where the task is cancelled, it is that of the last try that
    ///   came to an end, as it says what the time went by with; one of kind `.cancelled` only where
    ///   none did.
    func run<Value>(
        by service: String, telling tell: (RequestPause) -> Void = { _ in },
        _ attempt: (Int) async throws(AWSError) -> Value
    ) async throws(AWSError) -> Value {
        var failed = 0
        var throttled = 0
        var spent = 0
        var last: AWSError?
        while true {
            var failure: AWSError
            do throws(AWSError) {
                let value = try await attempt(failed + throttled + 1)
                budget.refill(spent)
                throttling.granted(by: service, atOnce: throttled == 0)
                return value
            } catch {
                failure = error
            }
            if failure.kind == .cancelled { throw last ?? failure }
            let isThrottled = failure.kind == .throttled
            if isThrottled { throttled += 1 } else { failed += 1 }
            failure.tries = failed + throttled
            spent = isThrottled ? 0 : RetryBudget.failed
            // What was read ahead is retried by the step that asks for it.
            guard failure.mayRepeat, !EarlyReads.isAhead, failed < failures,
                throttled < throttlings, failure.retryAfter ?? .zero <= schedule.cap,
                budget.spend(spent)
            else { throw failure }
            let fraction = timing.jitter.fraction()
            let planned =
                isThrottled
                ? schedule.throttled.wait(
                    after: throttling.waited(for: service), fraction: fraction)
                : schedule.wait(afterFailure: failed - 1, fraction: fraction)
            let wait = max(planned, failure.retryAfter ?? .zero)
            if isThrottled { throttling.add(wait, for: service) }
            tell(RequestPause(before: failure, number: failed + throttled, wait))
            do throws(CancellationError) {
                try await timing.sleeper.sleep(for: wait)
            } catch {
                throw failure
            }
            last = failure
        }
    }
}
