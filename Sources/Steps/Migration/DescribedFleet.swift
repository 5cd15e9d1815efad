/// The instances of a layer, described by what they have in common.
package struct DescribedFleet: Sendable, Equatable {
    /// The number of instances that ran all the time.
    package var steady = 0
    /// The number of instances that were started by load or by the clock.
    package var scaled = 0
    package var instanceType: String?
    package var subnets: [String] = []
    package var securityGroups: [String] = []
    package var keyName: String?
    package var hasPublicAddress = false
    package var isEBSOptimized = false
    package var isDedicated = false

    package init() {}
}
