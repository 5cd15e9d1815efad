import Pipeline

/// Reads what is done about a run that failed: one word, or a mapping.
struct FailurePolicyReader {
    let node: YAMLNode

    private static let keys: [FileKey<FailurePolicy>] = [
        FileKey(
            "then", "what is reported to the Auto Scaling group and CloudFormation in the end",
            .choice,
            to: \.then),
        FileKey(
            "report", "where the report of the run is uploaded, as `s3://bucket/folder`",
            schema: ReportPlaceReader.schema
        ) { entry, policy, problems in
            policy.report = ReportPlaceReader(node: entry.value).read(&problems)
        },
        FileKey("revert", "whether the steps are undone", .flag, to: \.revert),
        FileKey(
            "keep", "how long to keep the instance for inspection before it is reported",
            .duration, to: \.keep),
        FileKey(
            "deadline",
            "the most that each of putting the report and telling may take",
            .duration, to: \.deadline),
        FileKey(
            "breaker", "when the instances of a group are not given up any more, as they all fail",
            schema: BreakerReader.schema
        ) { entry, policy, problems in
            policy.breaker = BreakerReader(node: entry.value).read(&problems)
        },
    ]
    private static let names = keys.map(\.name)
    private static let word = ValueReading<FailurePolicy.Verdict>.choice

    /// What a schema says of it.
    static let schema = JSONSchema.any([word.schema, .mapping([JSONSchema.Key](keys))])

    func read(_ problems: inout [Diagnostic]) -> FailurePolicy? {
        guard case .mapping(let entries) = node.content else {
            return Self.word.read(node, "on-failure", &problems).map { FailurePolicy(then: $0) }
        }
        var policy = FailurePolicy()
        for entry in entries {
            guard let key = Self.keys.first(where: { $0.name == entry.key }) else {
                problems.append(.unknownKey(entry, in: "`on-failure`", Self.names))
                continue
            }
            key.read(entry, &policy, &problems)
        }
        return policy
    }
}
