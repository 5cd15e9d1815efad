import Pipeline

/// Whether this machine's clock agrees with that of AWS, which rejects signatures from another
/// time.
struct ClockPrecondition: Precondition {
    /// The difference in seconds from which signatures are rejected (EC2: five minutes, either
    /// way).
    private static let limit = 300
    /// The difference in seconds that a synchronised clock does not reach.
    private static let doubtful = 10

    let name = "clock"
    let needs = [EndpointPrecondition.skew.name]

    func examine(knowing facts: Facts) throws -> Diagnosis {
        let skew = try facts.require(EndpointPrecondition.skew)
        let words = "\(abs(skew)) s \(skew < 0 ? "behind" : "ahead of") that of AWS"
        guard abs(skew) < Self.limit else { throw Failure.wrongClock(words) }
        if abs(skew) > Self.doubtful {
            return .warning(
                "this machine's clock is \(words), which refuses signatures from "
                    + "\(Self.limit / 60) minutes on",
                remedy: Failure.clockRemedy)
        }
        return .ok("agrees with that of AWS")
    }
}
