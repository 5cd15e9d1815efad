package import Pipeline

/// What the instance's metadata can be asked for before a run.
package protocol InstanceMetadata: Sendable {
    /// All `instance.*` facts.
    ///
    /// - Throws: an error that can be made a `Failure`; `CancellationError` when the task is cancelled.
    func facts() async throws -> Facts

    /// The value of one of the instance's tags; nil where the instance has no such tag, or does not
    /// show its tags in metadata.
    ///
    /// - Throws: as `facts()`.
    func tag(_ key: String) async throws -> String?

    /// Whether the instance is in an Auto Scaling group.
    ///
    /// - Throws: as `facts()`.
    func isInGroup() async throws -> Bool
}
