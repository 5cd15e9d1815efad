import Pipeline

/// Waits for an instance's tags, which reach its metadata some seconds after it was launched by an Auto
/// Scaling group.
struct LateTags: Sendable {
    let time: any TimeSource
    let pausing: any Pausing

    /// How long tags may take; the answer is then that they are not there.
    private static let patience = Duration.seconds(15)
    private static let interval = Duration.seconds(1)

    /// Looks again and again until nothing is missing or the time is up.
    ///
    /// - Parameters:
    ///   - metadata: only the tags of an instance in a group are waited for.
    ///   - look: looks once; gives whether all is there.
    /// - Throws: what `look` throws; `CancellationError` when the task is cancelled.
    func wait(for metadata: any InstanceMetadata, _ look: () async throws -> Bool) async throws {
        guard try await !look(), try await metadata.isInGroup() else { return }
        let end = time.now().elapsed + Self.patience
        repeat {
            try await pausing.pause(until: time.now().elapsed + Self.interval)
        } while try await !look() && time.now().elapsed < end
    }
}
