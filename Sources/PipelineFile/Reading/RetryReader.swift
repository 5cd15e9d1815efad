import Pipeline

/// Reads what stands at `retry`: `none`, one rule, or a list of rules.
struct RetryReader {
    let node: YAMLNode

    private static let keys = [
        "attempts", "delay", "factor", "max-delay", "jitter", "on", "rewind",
    ]

    /// Reads the rules, and adds their places under the key path `retry`.
    func read(
        _ locations: inout Locations, _ problems: inout [Diagnostic]
    ) -> [RetryChange] {
        switch node.content {
        case .plain(.string("none")), .quoted("none"):
            return [.none]
        case .mapping:
            return rule(node, path: "retry", &locations, &problems).map { [$0] } ?? []
        case .sequence(let items):
            var rules: [RetryChange] = []
            for (index, item) in items.enumerated() {
                let path = "retry[\(index)]"
                locations.byPath[path] = item.location
                if let rule = rule(item, path: path, &locations, &problems) { rules.append(rule) }
            }
            return rules
        case .plain, .quoted:
            problems.append(.notARetry(node))
            return []
        }
    }

    private func rule(
        _ node: YAMLNode, path: String, _ locations: inout Locations,
        _ problems: inout [Diagnostic]
    ) -> RetryChange? {
        guard let entries = node.entries("retry", &problems) else { return nil }
        var rule = RetryChange()
        for entry in entries {
            locations.byPath["\(path).\(entry.key)"] = entry.keyLocation
            let value = entry.value
            switch entry.key {
            case "attempts": rule.attempts = value.integer("attempts", atLeast: 1, &problems)
            case "delay": rule.delay = value.duration("delay", canBeZero: true, &problems)
            case "factor": rule.factor = value.number("factor", atLeast: 1, &problems)
            case "max-delay":
                rule.maxDelay = value.duration("max-delay", canBeZero: true, &problems)
            case "jitter": rule.jitter = value.choice("jitter", Retry.Jitter.self, &problems)
            case "on": rule.classes = classes(value, &problems)
            case "rewind": rule.rewind = value.name("rewind", &problems)
            default: problems.append(.unknownKey(entry, in: "`retry`", Self.keys))
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
    fileprivate static var none: RetryChange {
        var rule = RetryChange()
        rule.attempts = 1
        return rule
    }
}
