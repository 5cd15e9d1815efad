import Pipeline

/// Reads when the instances of a group are not given up any more.
struct BreakerReader {
    let node: YAMLNode

    private static let keys: [FileKey<Breaker>] = [
        FileKey(
            "failures", "how many instances have failed then, this one among them",
            .integer(in: 1...Breaker.mostFailures), to: \.failures),
        FileKey("within", "within which time", .duration, to: \.within),
        FileKey("then", "what happens to the instance then", .choice, to: \.then),
    ]

    /// What a schema says of it.
    static let schema = JSONSchema.mapping([JSONSchema.Key](keys))

    func read(_ problems: inout [Diagnostic]) -> Breaker? {
        guard let entries = node.entries("breaker", &problems) else { return nil }
        var breaker = Breaker()
        for entry in entries {
            guard let key = Self.keys.first(where: { $0.name == entry.key }) else {
                problems.append(.unknownKey(entry, in: "`breaker`", Self.keys.map(\.name)))
                continue
            }
            key.read(entry, &breaker, &problems)
        }
        return breaker
    }
}
