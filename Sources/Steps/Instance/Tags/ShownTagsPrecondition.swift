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
        self.keys = Self.hidden(among: keys)
        self.host = host
        if self.keys.isEmpty { return nil }
    }

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        let list = keys.asList
        if try await host.showsTags() { throw Failure.hiddenKeys(list, facts[.instanceID]) }
        // A group tags its instances, so they would be there.
        if try await host.instanceFacts.groupTarget() != nil {
            return .ok("the instance does not show its tags there, so \(list) can be set")
        }
        return .unknown(
            "no tags are there: either the instance has none yet, and EC2 refuses \(list), "
                + "or it does not show its tags")
    }

    /// Those of the keys that EC2 would refuse.
    static func hidden(among keys: [String]) -> [String] { keys.filter { !canBeShown($0) } }

    private static func canBeShown(_ key: String) -> Bool {
        key.utf8.allSatisfy { $0.isLetter || $0.isDigit || "-_+=,.@:".utf8.contains($0) }
            && ![".", "..", "_index"].contains(key)
    }
}

extension AWSError {
    /// Whether EC2 refuses a tag key because the instance shows its tags in metadata; EC2 has no
    /// code of its own for that.
    var isHiddenKey: Bool {
        code == "InvalidParameterValue"
            && serviceMessage?.contains(bytes: "is not a valid tag key") == true
    }
}

extension Failure {
    /// EC2 refuses tag keys because the instance shows its tags in metadata.
    ///
    /// - Parameters:
    ///   - keys: as they are shown.
    ///   - instanceID: nil if it is unknown.
    /// - Returns: the failure, of class `refused`.
    static func hiddenKeys(_ keys: String, _ instanceID: String?) -> Failure {
        Failure(
            .refused,
            "EC2 refuses the tag keys \(keys) for an instance that shows its tags in metadata",
            remedy: "use letters, digits and `-_+=,.@:` in keys; or, if nothing reads tags there: "
                + "aws ec2 modify-instance-metadata-options --instance-id \(instanceID ?? "ID") "
                + "--instance-metadata-tags disabled")
    }
}
