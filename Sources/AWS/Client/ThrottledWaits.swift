/// How long a request waits after it was throttled: the longer it has been waiting, the longer.
///
/// The instances of a fleet share a limit and do not see each other. An instance that has waited for
/// a time can expect to wait for as long again, so it asks again after a quarter of that time: often
/// enough that the fleet leaves no part of the limit unused, whatever the limit is, and seldom enough
/// that few requests are in vain (docs/retries.md).
package struct ThrottledWaits: Sendable, Equatable {
    /// As long as little has been waited, a wait is anything up to this.
    package var first: Duration
    /// The longest wait as a part of what has been waited.
    package var share: Double
    /// No wait is longer, unless the service asks for it.
    package var cap: Duration

    package init(
        first: Duration = .seconds(2), share: Double = 0.25, cap: Duration = .seconds(30)
    ) {
        self.first = first
        self.share = share
        self.cap = cap
    }

    /// The next wait: between half of the share and all of it, so that instances which were refused
    /// together do not ask together.
    ///
    /// - Parameters:
    ///   - waited: what has been waited so far.
    ///   - fraction: chance, from 0 up to 1.
    /// - Returns: the wait; the service may ask for a longer one.
    func wait(after waited: Duration, fraction: Double) -> Duration {
        let grown = min(waited * share, cap)
        let least = grown / 2
        return least + (max(grown, min(first, cap)) - least) * fraction
    }
}
