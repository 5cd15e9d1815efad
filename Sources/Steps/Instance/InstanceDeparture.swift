package import AWS
package import Pipeline

/// That an instance is about to be terminated, as its metadata says.
package enum InstanceDeparture: Sendable, Equatable {
    /// Its Auto Scaling group removes it.
    case group
    /// EC2 takes a spot instance back, at a time in UTC: `2026-11-23T10:00:00Z`.
    case spot(time: String)

    /// For how long an instance is there after EC2 has said that it takes it back ("Spot Instance
    /// interruption notices" in the EC2 user guide).
    package static let spotNotice = Duration.seconds(120)
}

extension InstanceFacts {
    /// Whether the instance is about to be terminated.
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
        return try await groupTarget()?.isEnd ?? false ? .group : nil
    }
}
