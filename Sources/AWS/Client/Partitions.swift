import Bytes
import Synchronization

/// The partitions of regions: what instance metadata reports of a region that is newer than the table,
/// otherwise the table.
///
/// The table is botocore's, so for a region that it knows, metadata could only repeat it. One object
/// for all clients of a process.
package final class Partitions: Sendable {
    private let reported = Mutex<[String: Partition]>([:])

    /// Creates partitions that only the table knows.
    package init() {}

    /// The partition of a region.
    package subscript(region: String) -> Partition {
        reported.withLock { $0[region] } ?? Partition(region)
    }

    /// Whether instance metadata must be asked for the partition of a region.
    package func isUnknown(_ region: String) -> Bool {
        !Partition.isKnown(region) && reported.withLock { $0[region] == nil }
    }

    /// Adds what instance metadata reports of a region.
    ///
    /// - Parameters:
    ///   - name: `services/partition`: `aws-eusc`.
    ///   - domain: `services/domain`, the suffix of its hosts' names: `amazonaws.eu`.
    ///   - region: the instance's own.
    /// - Returns: its partition; nil if one of them cannot be a name, and for a region of the table.
    @discardableResult
    package func add(name: String, domain: String, of region: String) -> Partition? {
        guard isUnknown(region), Self.isName(name, dots: false), Self.isName(domain, dots: true)
        else { return nil }
        let partition = Partition(reported: name, domain, region: region)
        reported.withLock { $0[region] = partition }
        return partition
    }

    /// Whether a text can be part of hosts' names and ARNs: nothing else may slip in with it.
    private static func isName(_ text: String, dots: Bool) -> Bool {
        let parts = dots ? text.parts(at: ".") : [text]
        return text.utf8.count <= 128
            && parts.allSatisfy { part in
                !part.isEmpty && !part.begins(with: "-") && !part.ends(with: "-")
                    && part.utf8.allSatisfy { byte in
                        switch UnicodeScalar(byte) {
                        case "a"..."z", "0"..."9", "-": true
                        default: false
                        }
                    }
            }
    }
}
