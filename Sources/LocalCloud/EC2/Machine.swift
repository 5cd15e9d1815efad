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
    /// Seconds after the launch before the tags of the launch become visible.
    package var tagsAfter = 0.0
    /// The keys of the tags of the launch.
    package var launchTags: Set<String> = []
    /// Whether its tags are in its metadata.
    package var showsTags: Bool
    /// Termination protection: the attribute `disableApiTermination`.
    package var isProtected = false
    package var role: InstanceRole
    package var identity: MachineIdentity
    package var scaling: ScalingMembership?
    package var setupFailure: Member.SetupFailure?
    /// Systems Manager's agent on it.
    package var agent: StandInAgent
    /// The folder that stands for `/` on it, if scripts run in one.
    package var root: String?
    /// Seconds after the launch before the role is available, for an agent that does not wait for
    /// it.
    package var roleAfter: Double?
    /// Whether documents that run on it fail.
    package var documentFails = false
    /// Seconds after the launch at which a spot interruption notice appears.
    package var spotInterruptionAfter: Double?

    /// The tags that the API and metadata show at a moment; a group adds its own tag.
    package func shownTags(at now: Date) -> [String: String] {
        var shown = tags
        if let group = scaling?.group { shown["aws:autoscaling:groupName"] = group }
        guard now < launchedAt + tagsAfter else { return shown }
        return shown.filter { !launchTags.contains($0.key) && !$0.key.begins(with: "aws:") }
    }

    /// Whether Auto Scaling lists it by now, if it is in a group.
    package func isListedInGroup(at now: Date) -> Bool {
        now >= launchedAt + (scaling?.listedAfter ?? 0)
    }

    /// The states of an instance in this cloud.
    package enum State: String, Sendable {
        case running
        case terminated

        /// The state's number on the wire.
        package var code: Int {
            switch self {
            case .running: 16
            case .terminated: 48
            }
        }
    }
}
