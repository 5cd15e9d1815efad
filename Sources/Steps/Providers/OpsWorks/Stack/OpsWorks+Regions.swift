import AWS

extension OpsWorks {
    /// The regions whose endpoints may know the stacks for instances of a region, in the order to
    /// ask them: its own, and the "classic" one, which knows most.
    ///
    /// - Parameters:
    ///   - region: of the instances.
    ///   - first: the region to ask before these, if one is known to be right.
    /// - Returns: each region once.
    static func apiRegions(
        forInstancesIn region: String, first: String? = nil
    ) -> [String] {
        var regions: [String] = []
        for region in [first, region, "us-east-1"].compactMap({ $0 })
        where !regions.contains(region) {
            regions.append(region)
        }
        return regions
    }
}
