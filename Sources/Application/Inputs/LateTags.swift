import Pipeline

/// Waits for an instance's tags.
///
/// They reach its metadata some seconds after an Auto Scaling group has launched it.
struct LateTags: Sendable {
    let time: any TimeSource
    let pausing: any Pausing

    /// The time after which missing tags are considered absent.
    private static let patience = Duration.seconds(15)
    private static let interval = Duration.seconds(1)

    /// Tries repeatedly until nothing is missing or the time is up.
    ///
    /// - Parameters:
    ///   - metadata: the instance's metadata; only the tags of an instance in a group are waited for.
    ///   - look: tries once; returns whether everything was found.
    /// - Throws: what `look` throws; `CancellationError` when the task is cancelled.
    func wait(for metadata: any InstanceMetadata, _ look: () async throws -> Bool) async throws {
        guard try await !look(), try await metadata.isInGroup() else { return }
        let end = time.now().elapsed + Self.patience
        repeat {
            try await pausing.pause(until: time.now().elapsed + Self.interval)
        } while try await !look() && time.now().elapsed < end
    }
}
