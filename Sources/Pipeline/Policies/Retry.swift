/// When a step is tried again after a failure of certain classes, and how long it waits first.
package struct Retry: Sendable, Equatable {
    /// How often the step may fail with these classes before it has failed for good: tries in all.
    package var attempts: Int
    /// The wait after the first failure.
    package var delay: Duration
    /// What each further wait is longer by.
    package var factor: Double
    /// No wait is longer.
    package var maxDelay: Duration
    package var jitter: Jitter
    package var classes: Set<FailureClass>
    /// Where to go back to; nil to try the same step again.
    package var rewind: Rewind?

    /// How chance shortens a wait, so that instances which failed together do not return together.
    package enum Jitter: String, Sendable, CaseIterable {
        /// The whole wait, always.
        case none
        /// Anything between nothing and the whole wait.
        case full
        /// Anything between half of the wait and the whole of it.
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

    /// The wait after the n-th failure, counted from 1.
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
