/// Tries one request again: bounded in number, with full jitter, from a common budget.
struct RequestRetries: Sendable {
    /// How long to wait before the next try.
    struct Schedule: Sendable, Equatable {
        /// The first wait's bound after a failure, and after being throttled.
        var transientBase = Duration.milliseconds(250)
        var throttledBase = Duration.seconds(1)
        /// No wait is longer, not even one that the service asks for.
        var cap = Duration.seconds(20)
        /// No wait after being throttled is longer, unless the service asks for it.
        ///
        /// A fleet that shares a limit finishes when its last instance does, and the last one waits
        /// for nobody but itself: with 20 s in place of 3 s, forty instances take half as long again.
        var throttledCap = Duration.seconds(3)

        /// `random(0, min(cap, 2^n × base))` after the n-th failure, counted from 0, but no less
        /// than the service asked for; nil if it asked for more than the cap.
        func wait(
            afterFailure number: Int, throttled: Bool, retryAfter: Duration?, fraction: Double
        ) -> Duration? {
            let base = throttled ? throttledBase : transientBase
            let bound = min(throttled ? throttledCap : cap, base * (1 << min(number, 16)))
            let asked = retryAfter ?? .zero
            guard asked <= cap else { return nil }
            return max(asked, bound * fraction)
        }
    }

    /// How often a request may fail before its error is the caller's.
    var failures = 3
    /// How often it may be throttled before that.
    ///
    /// A throttled request was turned away unread. The sooner its error reaches a step, the more of
    /// what had already been answered is asked again, of a service that wants fewer requests.
    var throttlings = 20
    var schedule = Schedule()
    let budget: RetryBudget
    let timing: RequestTiming

    /// Runs `attempt`, which is given the number of the try from 1, until it succeeds or must not be
    /// repeated.
    ///
    /// - Parameters:
    ///   - tell: learns of each wait before the next try, as it begins.
    ///   - attempt: one try.
    /// - Returns: what the try that succeeded has returned.
    /// - Throws: The last try's error. Where the task is cancelled, it is that of the last try that
    ///   came to an end, as it says what the time went by with; one of kind `.cancelled` only where
    ///   none did.
    func run<Value>(
        telling tell: (RequestPause) -> Void = { _ in },
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
                throttled < throttlings,
                let wait = schedule.wait(
                    afterFailure: (isThrottled ? throttled : failed) - 1, throttled: isThrottled,
                    retryAfter: failure.retryAfter, fraction: timing.jitter.fraction()),
                budget.spend(spent)
            else { throw failure }
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
