import Pipeline

/// Rings when work has had its time.
///
/// The time is counted second by second: what passes while this process, its container or its machine
/// is stopped is not the work's, as nobody could do any or see that it was done.
struct SystemAlarm: Pausing {
    let time: any TimeSource
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    private static let slice = Duration.seconds(1)
    /// A slice that takes longer by this was cut off by a stop; a busy machine is not as late.
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
