import Bytes

/// A part of AWS with names and hosts of its own, as botocore's `partitions.json` has them.
///
/// `Tests/Peers/test_endpoints.py` holds the table to the newest botocore.
package struct Partition: Sendable, Equatable {
    /// What the names of all its resources begin with, after `arn:`.
    package let name: String
    /// What the names of its regions begin with.
    private let regions: String
    /// What the names of its hosts end with.
    let suffix: String
    /// The same for hosts that have IPv6 addresses, too.
    let dualStackSuffix: String
    /// The region for which requests to global services (IAM) are signed.
    let globalRegion: String

    /// The partition of a region; `aws` where nothing says another.
    package init(_ region: String) {
        self = Partition.others.first { region.begins(with: $0.regions) } ?? .standard
    }

    private init(
        _ name: String, regions: String, _ suffix: String, _ dualStackSuffix: String,
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
