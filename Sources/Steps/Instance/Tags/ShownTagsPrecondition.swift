import AWS
import Bytes
import Pipeline

/// Whether EC2 takes the keys of tags of an instance that shows its tags in metadata.
///
/// Each key is a part of a path there (EC2 User Guide, "View tags for your EC2 instances using instance
/// metadata").
struct ShownTagsPrecondition: Precondition {
    /// The keys that EC2 would refuse.
    let keys: [String]
    let host: Host

    let name = "tags in metadata"

    /// Nil if all keys can be shown.
    init?(_ keys: [String], _ host: Host) {
        self.keys = keys.filter { !Self.canBeShown($0) }
        self.host = host
        if self.keys.isEmpty { return nil }
    }

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        let list = keys.map { "`\($0)`" }.joined(separator: ", ")
        guard try await host.showsTags() else {
            return .ok("the instance does not show its tags there, so \(list) can be set")
        }
        throw Failure.hiddenKeys(list, facts[.instanceID] ?? "ID")
    }

    private static func canBeShown(_ key: String) -> Bool {
        key.utf8.allSatisfy { $0.isLetter || $0.isDigit || "-_+=,.@:".utf8.contains($0) }
            && ![".", "..", "_index"].contains(key)
    }
}

extension Failure {
    fileprivate static func hiddenKeys(_ keys: String, _ instanceID: String) -> Failure {
        Failure(
            .refused,
            "EC2 refuses the tag keys \(keys) for an instance that shows its tags in metadata",
            remedy: "use letters, digits and `-_+=,.@:` in keys; or, if nothing reads tags there: "
                + "aws ec2 modify-instance-metadata-options --instance-id \(instanceID) "
                + "--instance-metadata-tags disabled")
    }
}
