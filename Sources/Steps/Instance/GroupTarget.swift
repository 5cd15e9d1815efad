package import AWS
import Bytes

/// Where an Auto Scaling group wants an instance to be, as instance metadata says: `InService`,
/// `Warmed:Stopped`, `Terminated` and so on ("Retrieve the target lifecycle state through instance
/// metadata" in the Auto Scaling user guide).
package struct GroupTarget: Sendable, Equatable {
    package let text: String

    /// Whether the group is about to terminate the instance, in a warm pool or out of it.
    package var isEnd: Bool { text.ends(with: "Terminated") }
}

extension InstanceFacts {
    /// Where the instance's Auto Scaling group wants it to be.
    ///
    /// - Returns: nil where the instance is in no group, or where metadata is switched off.
    /// - Throws: `AWSError`.
    package func groupTarget() async throws(AWSError) -> GroupTarget? {
        guard !metadata.isDisabled else { return nil }
        let text = try await metadata.text("/latest/meta-data/autoscaling/target-lifecycle-state")
        guard let text, !text.isEmpty, text != "Detached" else { return nil }
        return GroupTarget(text: text)
    }
}
