package import AWS
package import Pipeline

/// The announcement in metadata that an instance is about to be terminated, or to leave service.
package enum InstanceDeparture: Sendable, Equatable {
    /// Its Auto Scaling group removes it.
    case group
    /// Its Auto Scaling group moves it back to the warm pool, from where it may return to service.
    case pool
    /// EC2 interrupts a spot instance, at a time in UTC: `2026-11-23T10:00:00Z`.
    case spot(time: String)

    /// Whether a group causes it, which may wait for the instance at a hook.
    package var isOfGroup: Bool { self == .group || self == .pool }

    /// How long an instance lives after EC2 has announced its interruption ("Spot Instance
    /// interruption notices" in the EC2 user guide).
    package static let spotNotice = Duration.seconds(120)
}

extension InstanceFacts {
    /// Whether the instance is about to be terminated, or to be moved to a warm pool.
    ///
    /// An instance that leaves its group and keeps running (`Detached`, `Standby`), or is only
    /// stopped or hibernated, does not depart.
    ///
    /// - Returns: nil if it stays.
    /// - Throws: `AWSError`.
    package func departure() async throws(AWSError) -> InstanceDeparture? {
        if let spot = try await metadata.spotAction(), spot.action == "terminate" {
            return .spot(time: spot.time)
        }
        guard let target = try await groupTarget() else { return nil }
        return target.isEnd ? .group : target.isPool ? .pool : nil
    }
}
