import Pipeline

/// Reads one step of a pipeline file: a kind's name alone, or a mapping.
///
/// The mapping has the kind with its parameters, and the step's id, condition and policy.
struct StepReader {
    let node: YAMLNode

    private static let ownKeys: [FileKey<StepDefinition>] = [
        FileKey(
            "id", "the step's name in this pipeline; by default the kind's",
            schema: ValueReading.name.schema
        ) { entry, step, problems in
            step.id = entry.value.name("id", &problems) ?? step.id
        },
        FileKey("when", "facts that must have these values", schema: ConditionReader.schema) {
            entry, step, problems in
            step.condition = ConditionReader(node: entry.value).read(&step.locations, &problems)
        },
    ]
    /// The keys that are allowed beside the kind.
    static let keys = ownKeys.map(\.name) + PolicyReader.names

    /// The schemas of the keys that are allowed beside the kind.
    static var schemas: [JSONSchema.Key] { .init(ownKeys) + .init(PolicyReader().keys) }

    func read(_ problems: inout [Diagnostic]) -> StepDefinition? {
        switch node.content {
        case .plain(.string(let kind)), .quoted(let kind):
            return StepDefinition(kind, locations: Locations(["": node.location]))
        case .mapping(let entries):
            var step = step(of: entries, &problems)
            step?.locations.values[""] = node.location
            return step
        case .plain, .sequence:
            problems.append(.notAStep(node))
            return nil
        }
    }

    private func step(
        of entries: [YAMLNode.Entry], _ problems: inout [Diagnostic]
    ) -> StepDefinition? {
        guard let kind = kind(among: entries, &problems) else { return nil }
        var step = StepDefinition(kind.key)
        step.locations.byPath[""] = kind.keyLocation
        step.parameters = kind.parameters(&step.locations, &problems)
        for entry in entries {
            guard let key = Self.ownKeys.first(where: { $0.name == entry.key }) else { continue }
            step.locations.byPath[entry.key] = entry.keyLocation
            key.read(entry, &step, &problems)
        }
        step.policies = PolicyReader().read(entries, &problems).map { [$0] } ?? []
        return step
    }

    /// Returns the first entry whose key is not one of the others and does not look like a misspelt
    /// one.
    ///
    /// If there is no such entry, returns one that looks misspelt.
    private func kind(
        among entries: [YAMLNode.Entry], _ problems: inout [Diagnostic]
    ) -> YAMLNode.Entry? {
        let others = entries.filter { !Self.keys.contains($0.key) }
        let kinds = others.filter { nearestName(to: $0.key, among: Self.keys) == nil }
        guard let kind = kinds.first ?? others.first else {
            problems.append(.noKind(node))
            return nil
        }
        for entry in others where entry.key != kind.key {
            problems.append(.unknownStepKey(entry, of: kind, Self.keys))
        }
        return kind
    }
}

extension YAMLNode.Entry {
    /// Reads the parameters of the kind, with the place of each value.
    func parameters(
        _ locations: inout Locations, _ problems: inout [Diagnostic]
    ) -> [String: Value] {
        switch value.content {
        case .plain(.null): return [:]
        case .mapping(let entries):
            for entry in entries {
                locations.add(entry, path: Locations.path(ofParameter: entry.key))
            }
            guard case .map(let parameters) = value.value else { return [:] }
            return parameters
        case .plain, .quoted, .sequence:
            problems.append(.parametersAreNoMapping(of: self))
            return [:]
        }
    }
}

extension Locations {
    /// Adds the places of an entry and of everything in it.
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
