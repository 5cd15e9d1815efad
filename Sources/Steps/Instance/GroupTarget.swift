package import AWS
import Bytes
package import Pipeline

/// Where an Auto Scaling group wants an instance to be, as instance metadata says: `InService`,
/// `Warmed:Stopped`, `Terminated` and so on ("Retrieve the target lifecycle state through instance
/// metadata" in the Auto Scaling user guide).
package struct GroupTarget: Sendable, Equatable {
    package let text: String

    /// Takes what metadata says.
    package init(text: String) { self.text = text }

    /// Whether the group is about to terminate the instance, in a warm pool or out of it.
    package var isEnd: Bool { text.ends(with: "Terminated") }

    /// Whether the group keeps the instance in its warm pool, or takes it there.
    package var isPool: Bool { text.begins(with: "Warmed:") && !isEnd }

    /// Whether the instance serves, or is to.
    package var isService: Bool { text == "InService" }
}

/// Whether an instance serves, or waits in a warm pool to serve some day.
package enum Lifecycle: String, Sendable, CaseIterable {
    /// Also where it is in no group.
    case inService = "in-service"
    case warmPool = "warm-pool"

    /// Reads where the group wants the instance to be; nil for one that is in no group.
    package init(_ target: GroupTarget?) { self = target?.isPool ?? false ? .warmPool : .inService }
}

extension Facts {
    /// Whether the instance serves, or waits in a warm pool; nil where it is not known.
    package var instanceLifecycle: Lifecycle? {
        self[.lifecycle].flatMap(Lifecycle.init(rawValue:))
    }
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
