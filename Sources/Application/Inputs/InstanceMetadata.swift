package import Pipeline

/// The instance metadata that can be read before a run.
package protocol InstanceMetadata: Sendable {
    /// Returns all `instance.*` facts.
    ///
    /// - Throws: an error that can be converted to a `Failure`; `CancellationError` when the task
    ///   is cancelled.
    func facts() async throws -> Facts

    /// Returns the value of one of the instance's tags.
    ///
    /// Nil if the instance has no such tag, or does not show its tags in metadata.
    ///
    /// - Throws: as `facts()`.
    func tag(_ key: String) async throws -> String?

    /// Returns whether the instance is in an Auto Scaling group.
    ///
    /// - Throws: as `facts()`.
    func isInGroup() async throws -> Bool
}
