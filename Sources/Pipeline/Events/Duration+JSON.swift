extension Duration {
    /// Seconds, to the microsecond: how JSON for programs says a duration.
    package var inSeconds: Value { .number((seconds * 1e6).rounded() / 1e6) }
}
