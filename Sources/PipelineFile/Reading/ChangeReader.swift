import Pipeline

/// Reads one item of `changes`: a mapping of one verb and the keys that go with it.
struct ChangeReader {
    let node: YAMLNode

    private enum Verb: String, CaseIterable {
        case insert, move, remove, replace, set, rename

        /// The schema of the verb's own value.
        var schema: JSONSchema {
            self == .insert
                ? .defined("step") : ValueReading.name.schema.described("the step's id")
        }

        /// The schemas of the keys that go with it.
        var schemas: [JSONSchema.Key] {
            switch self {
            case .insert, .move:
                [
                    ("before", ValueReading.name.schema.described("the step that comes next")),
                    ("after", ValueReading.name.schema.described("the step that comes before")),
                    ("at", ValueReading<End>.choice.schema.described("one end of the pipeline")),
                ]
            case .remove: []
            case .replace: [("by", .defined("step"))]
            case .set:
                [
                    ("with", ChangeReader.parameters),
                    ("when", .any([ConditionReader.schema, .null])),
                ] + .init(PolicyReader().keys)
            case .rename: [("to", ValueReading.name.schema.described("the new id"))]
            }
        }

        var keys: [String] { schemas.map(\.name) }

        /// The schema of a change with this verb.
        var changeSchema: JSONSchema {
            switch self {
            case .insert, .move: mapping(required: []).and(.one(keys.map(JSONSchema.having)))
            case .set: mapping(required: []).and(.any(keys.map(JSONSchema.having)))
            case .remove, .replace, .rename: mapping(required: keys)
            }
        }

        private func mapping(required: [String]) -> JSONSchema {
            .mapping([(rawValue, schema)] + schemas, required: [rawValue] + required)
        }
    }

    /// Any parameters, as the step that a change names may be of any kind; null restores a kind's
    /// default.
    private static let parameters = JSONSchema(["type": "object"])
        .described("parameters, each in the place of the one of its name; null for the default")

    /// The schema of an item of `changes`.
    static var schema: JSONSchema { .one(Verb.allCases.map(\.changeSchema)) }

    func read(_ problems: inout [Diagnostic]) -> Change? {
        guard case .mapping(let entries) = node.content else {
            problems.append(.notAChange(node, verbs: Verb.allCases.map(\.rawValue)))
            return nil
        }
        let verbs = entries.filter { Verb(rawValue: $0.key) != nil }
        guard let entry = verbs.first, let verb = Verb(rawValue: entry.key) else {
            problems.append(
                .noVerb(node, first: entries.first?.key, among: Verb.allCases.map(\.rawValue)))
            return nil
        }
        for other in entries where other.key != entry.key && !verb.keys.contains(other.key) {
            let isTheSteps =
                [.insert, .replace].contains(verb) && StepReader.keys.contains(other.key)
            problems.append(
                isTheSteps
                    ? .stepKeyOutsideTheStep(
                        other, verb: entry.key, at: verb == .insert ? nil : "by")
                    : .unknownKeyOfChange(other, verb: entry.key, verb.keys))
        }
        let others = entries.filter { verb.keys.contains($0.key) }
        return action(verb, entry, others, &problems).map {
            Change($0, at: entry.keyLocation, from: node.location)
        }
    }

    private func action(
        _ verb: Verb, _ entry: YAMLNode.Entry, _ others: [YAMLNode.Entry],
        _ problems: inout [Diagnostic]
    ) -> Change.Action? {
        switch verb {
        case .insert:
            let step = StepReader(node: entry.value).read(&problems)
            // Checked even without a valid position.
            let position = position(entry, others, &problems) ?? .last
            return step.map { .insert($0, position) }
        case .move:
            let step = reference(entry, &problems)
            guard let position = position(entry, others, &problems), let step else { return nil }
            return .move(step, position)
        case .remove:
            return reference(entry, &problems).map { .remove($0) }
        case .replace:
            let old = reference(entry, &problems)
            guard let new = others.first else {
                problems.append(.missingKeyOfChange("by", entry, "the step to put there"))
                return nil
            }
            guard let step = StepReader(node: new.value).read(&problems), let old else {
                return nil
            }
            return .replace(old, by: step)
        case .set:
            let settings = settings(entry, others, &problems)
            return reference(entry, &problems).map { .set($0, settings) }
        case .rename:
            let old = reference(entry, &problems)
            guard let new = others.first else {
                problems.append(.missingKeyOfChange("to", entry, "the new id"))
                return nil
            }
            guard let new = reference(new, &problems), let old else { return nil }
            return .rename(old, to: new)
        }
    }

    private func reference(
        _ entry: YAMLNode.Entry, _ problems: inout [Diagnostic]
    ) -> Reference? {
        entry.value.name(entry.key, &problems).map { Reference($0, at: entry.value.location) }
    }

    private func position(
        _ verb: YAMLNode.Entry, _ others: [YAMLNode.Entry], _ problems: inout [Diagnostic]
    ) -> Position? {
        guard let entry = others.first else {
            problems.append(.noPosition(verb))
            return nil
        }
        if others.count > 1 { problems.append(.secondPosition(others[1], first: entry)) }
        switch entry.key {
        case "before": return reference(entry, &problems).map { .before($0) }
        case "after": return reference(entry, &problems).map { .after($0) }
        default:
            guard let end = entry.value.choice("at", End.self, &problems) else { return nil }
            return end == .first ? .first : .last
        }
    }

    private enum End: String, CaseIterable { case first, last }

    private func settings(
        _ verb: YAMLNode.Entry, _ others: [YAMLNode.Entry], _ problems: inout [Diagnostic]
    ) -> StepSettings {
        if others.isEmpty { problems.append(.setsNothing(verb)) }
        var settings = StepSettings()
        for entry in others {
            switch entry.key {
            case "with":
                guard case .mapping = entry.value.content else {
                    problems.append(
                        .wrongType(
                            entry.value, "with", expected: "a mapping",
                            remedy: "write `with: {parameter: value}`"))
                    continue
                }
                settings.parameters = entry.parameters(&settings.locations, &problems)
            case "when" where entry.value.content == .plain(.null):
                settings.condition = .remove
            case "when":
                settings.locations.byPath["when"] = entry.keyLocation
                settings.condition = ConditionReader(node: entry.value)
                    .read(&settings.locations, &problems).map { .set($0) }
            default: break
            }
        }
        settings.policy = PolicyReader().read(others, &problems)
        return settings
    }
}
