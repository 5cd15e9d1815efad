/// When the instances of a group are not given up any more, as they all fail.
package struct Breaker: Sendable, Equatable {
    /// What becomes of an instance then.
    package enum Verdict: String, Sendable, CaseIterable {
        /// It stays as it failed, and its group goes on waiting for it.
        case keep
    }

    /// How many instances have failed then, this one among them.
    package var failures: Int?
    /// Within which time.
    package var within: Duration?
    package var then: Verdict?

    package static let defaultFailures = 3
    package static let defaultWithin = Duration.seconds(30 * 60)
    /// More do not fit into the 256 characters of a tag.
    package static let mostFailures = 5

    package init(failures: Int? = nil, within: Duration? = nil, then: Verdict? = nil) {
        self.failures = failures
        self.within = within
        self.then = then
    }
}
