import Pipeline

/// Reads the value of `retry`: `none`, one rule, or a list of rules.
struct RetryReader {
    let node: YAMLNode
    let canRewind: Bool

    private static let keys: [FileKey<RetryChange>] = [
        FileKey("attempts", "tries in all", .integer(atLeast: 1), to: \.attempts),
        FileKey("delay", "the wait after the first failure", .wait, to: \.delay),
        FileKey(
            "factor", "what each further wait is longer by", .number(atLeast: 1), to: \.factor),
        FileKey("max-delay", "no wait is longer", .wait, to: \.maxDelay),
        FileKey(
            "jitter", "how chance shortens a wait: `full` to anything, `equal` by half at most",
            .choice, to: \.jitter),
        FileKey(
            "on", "the failure classes that the rule speaks for",
            schema: .any([classSchema, .list(of: classSchema, atLeast: 1)])
        ) { entry, rule, problems in
            rule.classes = classes(entry.value, &problems)
        },
        FileKey("rewind", "the step to go back to", .name, to: \.rewind),
    ]

    private static let classSchema = ValueReading<FailureClass>.choice.schema

    private static func keys(canRewind: Bool) -> [FileKey<RetryChange>] {
        canRewind ? keys : keys.filter { $0.name != "rewind" }
    }

    /// The schema of the value of `retry`.
    static func schema(canRewind: Bool) -> JSONSchema {
        let rule = JSONSchema.mapping([JSONSchema.Key](keys(canRewind: canRewind)))
        return .any([.exactly("none"), rule, .list(of: rule)])
    }

    /// Reads the rules, each with its places; the place of a rule outside a list is that of the
    /// key.
    func read(at location: SourceLocation, _ problems: inout [Diagnostic]) -> [RetryChange] {
        switch node.content {
        case .plain(.string("none")), .quoted("none"):
            return [.none(at: location)]
        case .mapping:
            return rule(node, at: location, &problems).map { [$0] } ?? []
        case .sequence(let items):
            return items.compactMap { rule($0, at: $0.location, &problems) }
        case .plain, .quoted:
            problems.append(.notARetry(node))
            return []
        }
    }

    private func rule(
        _ node: YAMLNode, at location: SourceLocation, _ problems: inout [Diagnostic]
    ) -> RetryChange? {
        guard let entries = node.entries("retry", &problems) else { return nil }
        let keys = Self.keys(canRewind: canRewind)
        var rule = RetryChange()
        rule.locations.byPath[""] = location
        for entry in entries {
            rule.locations.byPath[entry.key] = entry.keyLocation
            if let key = keys.first(where: { $0.name == entry.key }) {
                key.read(entry, &rule, &problems)
            } else {
                problems.append(.unknownKey(entry, in: "`retry`", keys.map(\.name)))
            }
        }
        return rule
    }

    /// One failure class, or a list of them.
    private static func classes(
        _ node: YAMLNode, _ problems: inout [Diagnostic]
    ) -> Set<FailureClass>? {
        guard case .sequence(let items) = node.content else {
            return node.choice("on", FailureClass.self, &problems).map { [$0] }
        }
        if items.isEmpty { problems.append(.noClasses(at: node.location)) }
        var classes: Set<FailureClass> = []
        for item in items {
            guard let found = item.choice("on", FailureClass.self, &problems) else { continue }
            if !classes.insert(found).inserted {
                problems.append(.repeatedClass(found, at: item.location))
            }
        }
        return classes
    }
}

extension RetryChange {
    /// The rule that makes the first failure of any class final.
    ///
    /// It covers only the classes that are retried: a class without a rule is final anyway.
    fileprivate static func none(at location: SourceLocation) -> RetryChange {
        var rule = RetryChange()
        rule.attempts = 1
        rule.locations.byPath[""] = location
        return rule
    }
}
