import Pipeline

/// Whether this machine's clock agrees with that of AWS, which refuses signatures from another time.
struct ClockPrecondition: Precondition {
    /// Seconds from which on signatures are refused (EC2: five minutes, either way).
    private static let limit = 300
    /// Seconds that a clock which is kept does not differ by.
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
