import Bytes

/// A part of AWS with names and hosts of its own, according to botocore's `partitions.json`.
///
/// `Tests/Peers/test_endpoints.py` compares the table with the newest botocore.
package struct Partition: Sendable, Equatable {
    /// The prefix of all its ARNs, after `arn:`.
    package let name: String
    /// The prefix of its regions' names.
    private let regions: String
    /// The suffix of its hosts' names.
    let suffix: String
    /// The suffix of hosts that have IPv6 addresses, too; nil if it is unknown.
    let dualStackSuffix: String?
    /// The region for which requests to global services (IAM) are signed.
    let globalRegion: String

    /// The partition of a region; `aws` for unknown regions.
    package init(_ region: String) {
        self = Partition.others.first { region.begins(with: $0.regions) } ?? .standard
    }

    /// Whether the table has the region's partition, by the patterns of botocore's: one that is unknown
    /// may still be in it.
    package static func isKnown(_ region: String) -> Bool {
        if others.contains(where: { region.begins(with: $0.regions) }) { return true }
        let parts = region.parts(at: "-")
        return parts.count == 3 && continents.contains(parts[0]) && !parts[1].isEmpty
            && !parts[2].isEmpty && parts[2].utf8.allSatisfy(\.isDigit)
    }

    /// The first parts of the names of the regions in `aws`.
    private static let continents: Set = ["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"]

    /// The partition of a region that the table does not have, by instance metadata.
    ///
    /// Requests to IAM are signed for the region itself unless the partition is in the table: a new
    /// partition begins with one region.
    init(reported name: String, _ suffix: String, region: String) {
        let known = ([Self.standard] + Self.others).first { $0.name == name }
        self.init(
            name, regions: region, suffix,
            known?.suffix == suffix ? known?.dualStackSuffix : nil,
            global: known?.globalRegion ?? region)
    }

    private init(
        _ name: String, regions: String, _ suffix: String, _ dualStackSuffix: String?,
        global: String
    ) {
        self.name = name
        self.regions = regions
        self.suffix = suffix
        self.dualStackSuffix = dualStackSuffix
        globalRegion = global
    }

    private static let standard = Partition(
        "aws", regions: "", "amazonaws.com", "api.aws", global: "us-east-1")
    private static let others = [
        Partition(
            "aws-cn", regions: "cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn",
            global: "cn-north-1"),
        Partition(
            "aws-us-gov", regions: "us-gov-", "amazonaws.com", "api.aws", global: "us-gov-west-1"),
        Partition(
            "aws-eusc", regions: "eusc-", "amazonaws.eu", "api.amazonwebservices.eu",
            global: "eusc-de-east-1"),
        Partition(
            "aws-iso", regions: "us-iso-", "c2s.ic.gov", "api.aws.ic.gov", global: "us-iso-east-1"),
        Partition(
            "aws-iso-b", regions: "us-isob-", "sc2s.sgov.gov", "api.aws.scloud",
            global: "us-isob-east-1"),
        Partition(
            "aws-iso-e", regions: "eu-isoe-", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk",
            global: "eu-isoe-west-1"),
        Partition(
            "aws-iso-f", regions: "us-isof-", "csp.hci.ic.gov", "api.aws.hci.ic.gov",
            global: "us-isof-south-1"),
    ]
}
