import AWS
import Bytes
import Pipeline

/// Finds out that no association of the layer can target the instance, as the tag is missing.
///
/// The look costs a request, so it is made only if State Manager has nothing for the instance after
/// a while. It is a courtesy: if EC2 does not return the tags, the wait continues.
struct LayerTagCheck {
    /// How long State Manager may take to notice a tag.
    private static let grace = Duration.seconds(30)

    private let instanceID: String
    private let region: String
    private let layer: String
    private let host: Host
    /// When it is made, by the time source's `elapsed`; nil before the first look.
    private var due: Duration?
    private var isDone = false

    /// Creates the check of an instance for the layer with this path, the value of the tag.
    init(of instanceID: String, in region: String, for layer: String, _ host: Host) {
        self.instanceID = instanceID
        self.region = region
        self.layer = layer
        self.host = host
    }

    /// The time until the check; nil if it has been made.
    mutating func left(at now: Duration) -> Duration? {
        if isDone { return nil }
        let due = due ?? now + Self.grace
        self.due = due
        return max(.zero, due - now)
    }

    /// Makes the check once its time has come.
    ///
    /// - Throws: a failure of class `refused` if no tag of the instance has the layer's path;
    ///   `CancellationError`.
    mutating func check(at now: Duration) async throws {
        guard left(at: now) == .zero else { return }
        isDone = true
        do {
            let tags = try await host.ec2(region).describeTags(of: instanceID)
            if !tags.contains(where: { $0.value.isSpelled(layer) }) { throw Failure.noTag(layer) }
        } catch let error as AWSError {
            if Task.isCancelled { throw error }
        }
    }
}

extension Failure {
    fileprivate static func noTag(_ layer: String) -> Failure {
        Failure(
            .refused,
            "the instance has no tag with the value `\(layer)`, so no association of the layer "
                + "targets it",
            remedy: "add `\(LayerAssociations.tag): \"${layer.id}\"` to the parameter `tags` of "
                + "`tag-instance`, whose default it replaces, or set the tag in the launch template"
        )
    }
}
