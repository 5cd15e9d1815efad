import Pipeline

/// Rings when the time for some work is up.
///
/// The time is counted second by second: time during which this process, its container or its
/// machine is stopped does not count, as no work could be done then.
struct SystemAlarm: Pausing {
    let time: any TimeSource
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    private static let slice = Duration.seconds(1)
    /// A second that takes longer by this was interrupted by a stop; a busy machine is not that
    /// late.
    private static let tolerance = Duration.seconds(1)

    func pause(until elapsed: Duration) async throws {
        var left = elapsed - time.now().elapsed
        while left > .zero {
            let slice = min(left, Self.slice)
            let start = time.now().elapsed
            try await sleep(slice)
            let passed = time.now().elapsed - start
            left -= passed > slice + Self.tolerance ? slice : passed
        }
        try Task.checkCancellation()
    }
}
