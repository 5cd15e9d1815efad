import Pipeline

/// Reads what stands at `retry`: `none`, one rule, or a list of rules.
struct RetryReader {
    let node: YAMLNode
    let canRewind: Bool

    private var keys: [String] {
        ["attempts", "delay", "factor", "max-delay", "jitter", "on"] + (canRewind ? ["rewind"] : [])
    }

    /// Reads the rules, each with its places; one that is not in a list stands where the key does.
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
        var rule = RetryChange()
        rule.locations.byPath[""] = location
        for entry in entries {
            rule.locations.byPath[entry.key] = entry.keyLocation
            let value = entry.value
            switch entry.key {
            case "attempts": rule.attempts = value.integer("attempts", atLeast: 1, &problems)
            case "delay": rule.delay = value.duration("delay", canBeZero: true, &problems)
            case "factor": rule.factor = value.number("factor", atLeast: 1, &problems)
            case "max-delay":
                rule.maxDelay = value.duration("max-delay", canBeZero: true, &problems)
            case "jitter": rule.jitter = value.choice("jitter", Retry.Jitter.self, &problems)
            case "on": rule.classes = classes(value, &problems)
            case "rewind" where canRewind: rule.rewind = value.name("rewind", &problems)
            default: problems.append(.unknownKey(entry, in: "`retry`", keys))
            }
        }
        return rule
    }

    /// One failure class, or a list of them.
    private func classes(
        _ node: YAMLNode, _ problems: inout [Diagnostic]
    ) -> Set<FailureClass>? {
        guard case .sequence(let items) = node.content else {
            return node.choice("on", FailureClass.self, &problems).map { [$0] }
        }
        if items.isEmpty { problems.append(.noClasses(at: node.location)) }
        return Set(items.compactMap { $0.choice("on", FailureClass.self, &problems) })
    }
}

extension RetryChange {
    /// The rule by which the first failure of any class is the last: where nothing is tried again, a
    /// class that no rule names is final anyway.
    fileprivate static func none(at location: SourceLocation) -> RetryChange {
        var rule = RetryChange()
        rule.attempts = 1
        rule.locations.byPath[""] = location
        return rule
    }
}
