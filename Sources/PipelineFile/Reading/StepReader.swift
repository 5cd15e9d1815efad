import Pipeline

/// Reads one step of a pipeline file: a kind's name alone, or a mapping of the kind to its parameters
/// next to the keys of its policy.
struct StepReader {
    let node: YAMLNode

    private static let policyKeys = ["id", "retry", "timeout", "deadline", "on-failure"]
    /// Keys that the format has and this version of the program does not read.
    private static let laterKeys = ["when"]

    func read(_ problems: inout [Diagnostic]) -> StepDefinition? {
        switch node.content {
        case .plain(.string(let kind)), .quoted(let kind):
            return StepDefinition(kind, locations: .init(["": node.location]))
        case .mapping(let entries):
            return step(of: entries, &problems)
        case .plain, .sequence:
            problems.append(.notAStep(node))
            return nil
        }
    }

    private func step(
        of entries: [YAMLNode.Entry], _ problems: inout [Diagnostic]
    ) -> StepDefinition? {
        for entry in entries where Self.laterKeys.contains(entry.key) {
            problems.append(.laterKey(entry))
        }
        guard let kind = kind(among: entries, &problems) else { return nil }

        var step = StepDefinition(kind.key)
        step.locations.byPath[""] = kind.keyLocation
        step.parameters = parameters(of: kind, &step.locations, &problems)
        for entry in entries where Self.policyKeys.contains(entry.key) {
            step.locations.byPath[entry.key] = entry.keyLocation
            switch entry.key {
            case "id":
                step.id = entry.value.name("id", &problems) ?? step.id
            case "retry":
                step.policy.retries = RetryReader(node: entry.value)
                    .read(&step.locations, &problems)
            case "timeout":
                step.policy.timeout = entry.value.duration("timeout", &problems)
            case "deadline":
                step.policy.deadline = entry.value.duration("deadline", &problems)
            default:
                step.policy.onFailure = entry.value.choice(
                    "on-failure", Policy.OnFailure.self, &problems)
            }
        }
        return step
    }

    /// The first entry whose key is no policy's and does not look like a misspelt one; where there is
    /// nothing else, one that does.
    private func kind(
        among entries: [YAMLNode.Entry], _ problems: inout [Diagnostic]
    ) -> YAMLNode.Entry? {
        let others = entries.filter {
            !Self.policyKeys.contains($0.key) && !Self.laterKeys.contains($0.key)
        }
        let kinds = others.filter { nearestName(to: $0.key, among: Self.policyKeys) == nil }
        guard let kind = kinds.first ?? others.first else {
            problems.append(.noKind(node))
            return nil
        }
        for entry in others where entry.key != kind.key {
            problems.append(.unknownStepKey(entry, of: kind, Self.policyKeys))
        }
        return kind
    }

    /// The parameters of a kind, with the place of each value.
    func parameters(
        of kind: YAMLNode.Entry, _ locations: inout Locations,
        _ problems: inout [Diagnostic]
    ) -> [String: Value] {
        switch kind.value.content {
        case .plain(.null): return [:]
        case .mapping(let entries):
            for entry in entries {
                locations.add(
                    entry, path: Locations.path(ofParameter: entry.key))
            }
            guard case .map(let parameters) = kind.value.value else { return [:] }
            return parameters
        case .plain, .quoted, .sequence:
            problems.append(.parametersAreNoMapping(of: kind))
            return [:]
        }
    }
}

extension Locations {
    /// Notes where an entry stands, and everything in it.
    fileprivate mutating func add(_ entry: YAMLNode.Entry, path: String) {
        byPath[path] = entry.keyLocation
        add(entry.value, path: path)
    }

    private mutating func add(_ node: YAMLNode, path: String) {
        values[path] = node.location
        switch node.content {
        case .sequence(let items):
            for (index, item) in items.enumerated() {
                let path = "\(path)[\(index)]"
                byPath[path] = item.location
                add(item, path: path)
            }
        case .mapping(let entries):
            for entry in entries { add(entry, path: "\(path).\(entry.key)") }
        case .plain, .quoted: break
        }
    }
}
