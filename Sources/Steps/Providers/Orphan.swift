/// A member of a stack whose EC2 instance is gone.
package struct Orphan: Sendable, Equatable {
    package let memberID: String
    package let hostname: String?
    package let ec2InstanceID: String
    /// The provider's status for it: `connection_lost`, mostly.
    package let status: String
    package let stack: String
    /// The region whose endpoint knows the stack.
    package let apiRegion: String
    /// The instance's region.
    package let region: String
}
