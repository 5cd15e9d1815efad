package import Foundation

/// An EC2 instance. (The code says machine, because OpsWorks' instances are something else.)
package struct Machine: Sendable, Equatable {
    package let id: String
    package var region: String
    package var availabilityZone: String
    package var type: String
    package var architecture: String
    package var imageID: String
    package var privateIP: String
    package var publicIP: String?
    package var vpcID: String?
    package var launchedAt: Date
    package var state = State.running
    package var tags: [String: String]
    /// Whether its tags are in its metadata.
    package var showsTags: Bool
    /// Termination protection: the attribute `disableApiTermination`.
    package var isProtected = false
    package var role: InstanceRole
    package var identity: MachineIdentity
    package var scaling: ScalingMembership?
    package var setupFailure: Member.SetupFailure?
    /// Seconds after the launch at which Systems Manager's agent reports for the first time.
    package var agentAfter = 0.3
    /// Whether documents that are run on it fail.
    package var documentFails = false
    /// Seconds after the launch at which a spot interruption notice appears.
    package var spotInterruptionAfter: Double?

    /// The states that an instance of this cloud can be in.
    package enum State: String, Sendable {
        case running
        case terminated

        /// The number that goes with the name on the wire.
        package var code: Int {
            switch self {
            case .running: 16
            case .terminated: 48
            }
        }
    }
}
