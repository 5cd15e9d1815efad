/// When a step is retried after a failure of certain classes, and how long it waits first.
package struct Retry: Sendable, Equatable {
    /// How often the step may fail with these classes before the failure is final: the total number
    /// of tries.
    package var attempts: Int
    /// The wait after the first failure.
    package var delay: Duration
    /// The factor from each wait to the next.
    package var factor: Double
    /// The maximum wait.
    package var maxDelay: Duration
    package var jitter: Jitter
    package var classes: Set<FailureClass>
    /// Where to go back to; nil to retry the same step.
    package var rewind: Rewind?

    /// How a wait is shortened at random, so that instances which failed together do not retry
    /// together.
    package enum Jitter: String, Sendable, CaseIterable {
        /// Always the whole wait.
        case none
        /// Anything between zero and the whole wait.
        case full
        /// Anything between half of the wait and all of it.
        case equal
    }

    package init(
        on classes: Set<FailureClass>, attempts: Int, delay: Duration, factor: Double = 2,
        maxDelay: Duration = .seconds(30), jitter: Jitter = .full, rewind: Rewind? = nil
    ) {
        self.classes = classes
        self.attempts = attempts
        self.delay = delay
        self.factor = factor
        self.maxDelay = maxDelay
        self.jitter = jitter
        self.rewind = rewind
    }

    /// Returns the wait after the n-th failure, counted from 1.
    package func wait(afterFailure count: Int, random: any RandomSource) -> Duration {
        let growth = (1..<max(1, count)).reduce(1.0) { product, _ in min(product * factor, 1e9) }
        let whole = delay.scaled(by: growth, atMost: maxDelay)
        switch jitter {
        case .none: return whole
        case .full: return whole.scaled(by: random.fraction(), atMost: whole)
        case .equal: return whole.scaled(by: 0.5 + random.fraction() / 2, atMost: whole)
        }
    }
}
