package import AWS
package import Pipeline

/// That an instance is about to be terminated, or to serve no longer, as its metadata says.
package enum InstanceDeparture: Sendable, Equatable {
    /// Its Auto Scaling group removes it.
    case group
    /// Its Auto Scaling group takes it back into the warm pool, from where it may come to serve again.
    case pool
    /// EC2 takes a spot instance back, at a time in UTC: `2026-11-23T10:00:00Z`.
    case spot(time: String)

    /// Whether a group brings it about, which may wait for the instance at a hook.
    package var isOfGroup: Bool { self == .group || self == .pool }

    /// For how long an instance is there after EC2 has said that it takes it back ("Spot Instance
    /// interruption notices" in the EC2 user guide).
    package static let spotNotice = Duration.seconds(120)
}

extension InstanceFacts {
    /// Whether the instance is about to be terminated, or in a warm pool.
    ///
    /// An instance that leaves its group and goes on (`Detached`, `Standby`), and one that is only stopped or
    /// hibernated, is not.
    ///
    /// - Returns: nil where it stays.
    /// - Throws: `AWSError`.
    package func departure() async throws(AWSError) -> InstanceDeparture? {
        if let spot = try await metadata.spotAction(), spot.action == "terminate" {
            return .spot(time: spot.time)
        }
        guard let target = try await groupTarget() else { return nil }
        return target.isEnd ? .group : target.isPool ? .pool : nil
    }
}
