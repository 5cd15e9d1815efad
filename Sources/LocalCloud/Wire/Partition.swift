/// A part of AWS with accounts, regions and names of its own.
///
/// A client has a table of its own, which a judge must not share.
package struct Partition: Sendable, Equatable {
    /// What its ARNs have after `arn:`.
    package var name: String
    /// What the names of its endpoints end with.
    package var domain: String

    /// The partition that a region is in; `aws` where nothing says another.
    package init(ofRegion region: String) {
        let known = Self.others.first { region.begins(with: $0.regions) }
        (name, domain) = (known?.name ?? "aws", known?.domain ?? "amazonaws.com")
    }

    /// A name of a resource: what stands before `rest` is the partition's.
    package func arn(_ rest: String) -> String { "arn:\(name):\(rest)" }

    private static let others = [
        (regions: "cn-", name: "aws-cn", domain: "amazonaws.com.cn"),
        (regions: "us-gov-", name: "aws-us-gov", domain: "amazonaws.com"),
        (regions: "eusc-", name: "aws-eusc", domain: "amazonaws.eu"),
        (regions: "us-iso-", name: "aws-iso", domain: "c2s.ic.gov"),
        (regions: "us-isob-", name: "aws-iso-b", domain: "sc2s.sgov.gov"),
        (regions: "eu-isoe-", name: "aws-iso-e", domain: "cloud.adc-e.uk"),
        (regions: "us-isof-", name: "aws-iso-f", domain: "csp.hci.ic.gov"),
    ]
}
