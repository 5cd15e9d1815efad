/// A request that has had no reply for some time, and is still under way.
package struct SlowRequest: Sendable {
    /// `opsworks`, `ec2`, `instance metadata`.
    package let service: String
    package let operation: String
    /// The number of the attempt, from 1.
    package let tryNumber: Int
    /// How long it has been under way.
    package let elapsed: Duration
}
