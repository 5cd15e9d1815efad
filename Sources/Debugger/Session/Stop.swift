package import Pipeline

/// Where and why a run has stopped for a person.
package struct Stop: Sendable {
    package let pause: Pause
    package let cause: Cause
    /// The breakpoints that were hit.
    package let breakpoints: [Breakpoint]
    /// Additional information, such as a condition that could not be decided.
    package let remarks: [String]
    /// Whether this is the first stop of the session.
    package let isFirst: Bool

    package enum Cause: Sendable, Equatable {
        /// The run has just begun.
        case entry
        /// A command ran up to this point.
        case step
        case breakpoint
        /// A step has failed for good.
        case failure
        /// A stop at any point was requested.
        case request
    }
}

/// A session's decision at a pause.
package struct Arrival: Sendable {
    /// Nil if the run continues.
    package let stop: Stop?
    /// The messages of breakpoints that do not stop the run.
    package let messages: [String]
}
