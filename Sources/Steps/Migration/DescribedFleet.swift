/// The instances that a layer had, as far as they are alike.
package struct DescribedFleet: Sendable, Equatable {
    /// How many ran all the time.
    package var steady = 0
    /// How many were started by load or by the clock.
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
