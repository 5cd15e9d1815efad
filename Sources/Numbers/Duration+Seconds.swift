extension Duration {
    /// Creates a duration from a number of seconds, to the microsecond.
    ///
    /// Nil if it is not a number, or outside the bounds.
    package init?(seconds: Double, in bounds: ClosedRange<Duration>) {
        guard let microseconds = Int64(exactly: (seconds * 1e6).rounded()) else { return nil }
        let duration = Duration.microseconds(microseconds)
        guard bounds.contains(duration) else { return nil }
        self = duration
    }
}
