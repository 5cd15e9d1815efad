import AWS
import Bytes
import Pipeline

/// Notes in a tag of the Auto Scaling group that the instance has failed, and counts how many have of late.
///
/// The tag outlives the instances. Of two that write at the same moment one may be lost, and is written once more.
struct CountFailure: Step {
    static let within = Parameter<Duration>(
        "within", "which failures count", default: Breaker.defaultWithin)
    /// How many instances of the group have failed of late; 0 where the instance is in no group.
    static let count = FactKey<Int>("group.failures")
    static let tag = "enlist:failures"

    let within: Duration
    let host: Host

    func run(in context: StepContext) async throws -> Facts {
        let autoScaling = host.autoScaling(try context.facts.require(.instanceRegion))
        let instanceID = try context.facts.require(.instanceID)
        var given = Facts()
        guard let group = try await autoScaling.instance(instanceID)?.group else {
            context.note("the instance is in no Auto Scaling group, so its failure is not counted")
            given[Self.count] = 0
            return given
        }
        let now = context.time.now()
        var failures = FailureList("", until: now.sinceEpoch, within)
        for _ in 1...2 {
            failures = FailureList(
                try await autoScaling.tag(Self.tag, of: group) ?? "", until: now.sinceEpoch, within)
            if failures.names(instanceID) { break }
            failures.add(instanceID, at: now)
            try await autoScaling.setTag(Self.tag, to: failures.text, of: group)
        }
        given[Self.count] = failures.count
        context.note(
            "\(failures.count) of the Auto Scaling group's instances have failed within "
                + "\(within.readable) (its tag \(Self.tag))")
        return given
    }
}

/// Which instances have failed of late: `2026-05-01T12:00:00.000Z i-0123456789abcdef0, …`, oldest first.
struct FailureList: Equatable {
    private var entries: [(time: String, instance: String)]

    /// Reads the text of a tag, of which what is older, and what is not such a list, is left out.
    init(_ text: String, until now: Duration, _ within: Duration) {
        entries = text.parts(at: ",").compactMap { part in
            let words = part.words()
            guard words.count == 2, let time = Moment.sinceEpoch(timestamp: words[0]),
                time > now - within
            else { return nil }
            return (words[0], words[1])
        }
    }

    var count: Int { entries.count }

    var text: String { entries.map { "\($0.time) \($0.instance)" }.joined(separator: ", ") }

    func names(_ instance: String) -> Bool { entries.contains { $0.instance == instance } }

    /// Adds an instance; the oldest goes where there are more than have room in a tag.
    mutating func add(_ instance: String, at time: Moment) {
        entries = entries.suffix(Breaker.mostFailures - 1) + [(time.timestamp, instance)]
    }

    static func == (left: FailureList, right: FailureList) -> Bool { left.text == right.text }
}

extension CountFailure {
    /// The kind `count-failure`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "count-failure",
            summary: "Counts the instances of the Auto Scaling group that have failed",
            parameters: [within.description],
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            needs: [FactKey.instanceID.name, FactKey.instanceRegion.name],
            gives: [count.name],
            permissions: IAMPermission.declared { _ in
                [
                    .autoScaling("DescribeAutoScalingInstances"), .autoScaling("DescribeTags"),
                    .groupTags("CreateOrUpdateTags", [tag]),
                ]
            }
        ) { arguments throws(Failure) in
            CountFailure(within: try arguments.value(within), host: host)
        }
    }
}
