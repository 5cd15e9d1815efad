/// The variant of a service's endpoint.
struct EndpointVariant: Sendable, Equatable {
    /// Whether its cryptography is validated to FIPS 140.
    var fips = false
    /// Whether it has an IPv6 address, too.
    var dualStack = false
}

extension Partition {
    /// The host of a service's endpoint.
    ///
    /// - Returns: nil if the partition has no such endpoint.
    func host(of service: Service, in region: String, _ variant: EndpointVariant) -> String? {
        let fips = variant.fips ? "-fips" : ""
        guard let end = variant.dualStack ? dualStackSuffix : suffix else { return nil }
        switch service {
        case .iam: return iamHost(variant, end)
        case .s3:
            if variant.fips, name == "aws-cn" { return nil }
            return "s3\(fips)\(variant.dualStack ? ".dualstack" : "").\(region).\(suffix)"
        default:
            // The standard endpoints of these regions are validated; there are no others.
            if name == "aws-us-gov", !variant.dualStack, service != .opsworks {
                return "\(service.name).\(region).\(end)"
            }
            return "\(service.name)\(fips).\(region).\(end)"
        }
    }

    /// IAM has one endpoint per partition, whose name follows no rule.
    private func iamHost(_ variant: EndpointVariant, _ end: String) -> String {
        switch (name, variant.fips, variant.dualStack) {
        case ("aws-us-gov", _, _): "iam.us-gov.\(end)"
        case ("aws", false, false): "iam.\(end)"
        case ("aws", true, false): "iam-fips.\(end)"
        case ("aws", false, true), ("aws-cn", false, true), ("aws-eusc", false, true):
            "iam.global.\(end)"
        case ("aws", true, true): "iam-fips.global.\(end)"
        case (_, false, false): "iam.\(globalRegion).\(end)"
        case (_, false, true): "iam.\(end)"
        case ("aws-iso", true, false), ("aws-iso-b", true, false): "iam-fips.\(globalRegion).\(end)"
        default: "iam-fips.\(end)"
        }
    }
}
