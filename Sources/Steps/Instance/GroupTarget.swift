package import AWS
import Bytes
package import Pipeline

/// The target lifecycle state of an instance in its Auto Scaling group, as instance metadata
/// reports it: `InService`, `Warmed:Stopped`, `Terminated` and so on ("Retrieve the target
/// lifecycle state through instance metadata" in the Auto Scaling user guide).
package struct GroupTarget: Sendable, Equatable {
    package let text: String

    /// Takes metadata's text.
    package init(text: String) { self.text = text }

    /// Whether the group is about to terminate the instance, in a warm pool or out of it.
    package var isEnd: Bool { text.ends(with: "Terminated") }

    /// Whether the group keeps the instance in its warm pool, or takes it there.
    package var isPool: Bool { text.begins(with: "Warmed:") && !isEnd }

    /// Whether the instance serves, or is going to.
    package var isService: Bool { text == "InService" }
}

extension Lifecycle {
    /// Derives it from the target state; nil stands for an instance in no group.
    package init(_ target: GroupTarget?) { self = target?.isPool ?? false ? .warmPool : .inService }
}

extension InstanceFacts {
    /// The target lifecycle state of the instance in its Auto Scaling group.
    ///
    /// - Returns: nil if the instance is in no group, or metadata is switched off.
    /// - Throws: `AWSError`.
    package func groupTarget() async throws(AWSError) -> GroupTarget? {
        guard !metadata.isDisabled else { return nil }
        let text = try await metadata.text("/latest/meta-data/autoscaling/target-lifecycle-state")
        guard let text, !text.isEmpty, text != "Detached" else { return nil }
        return GroupTarget(text: text)
    }
}
