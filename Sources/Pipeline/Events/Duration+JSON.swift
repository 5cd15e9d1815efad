extension Duration {
    /// Seconds, to the microsecond: the form of a duration in JSON for programs.
    package var inSeconds: Value { .number((seconds * 1e6).rounded() / 1e6) }
}
