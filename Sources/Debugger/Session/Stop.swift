package import Pipeline

/// Where a run has stopped for a person, and why.
package struct Stop: Sendable {
    package let pause: Pause
    package let cause: Cause
    /// The breakpoints that it is at.
    package let breakpoints: [Breakpoint]
    /// What a person should know besides: a condition that could not be decided.
    package let remarks: [String]
    /// Whether the person sees the session for the first time.
    package let isFirst: Bool

    package enum Cause: Sendable, Equatable {
        /// The run has just begun.
        case entry
        /// A command said to go so far.
        case step
        case breakpoint
        /// A step has failed for good.
        case failure
        /// Somebody wanted it to stop wherever it was.
        case request
    }
}

/// What a session makes of a pause.
package struct Arrival: Sendable {
    /// Nil where the run goes on.
    package let stop: Stop?
    /// What breakpoints that stop nothing say.
    package let messages: [String]
}
