import Pipeline

/// Reads the value of `when`: facts with the values that they must have, or must not have.
struct ConditionReader {
    let node: YAMLNode

    /// The schema of the value of `when`.
    static let schema: JSONSchema = {
        let value = JSONSchema(["type": ["string", "boolean", "number"]])
        let values = JSONSchema.any([value, .list(of: value, atLeast: 1)])
        let comparison = JSONSchema.any([
            values, .mapping([("not", values)], required: ["not"]),
        ])
        return JSONSchema.mapping(to: comparison).and(
            JSONSchema([
                "minProperties": 1,
                "propertyNames": .map(["pattern": .string("^\(FactSchema.name)$")]),
            ]))
    }()

    /// Reads the condition, and adds the places of its facts and values under the key path `when`.
    ///
    /// - Returns: nil if it is invalid.
    func read(_ locations: inout Locations, _ problems: inout [Diagnostic]) -> Condition? {
        guard case .mapping(let entries) = node.content else {
            problems.append(
                .wrongType(
                    node, "when", expected: "a mapping", remedy: "write `when: {fact: value}`"))
            return nil
        }
        if entries.isEmpty { problems.append(.comparesNothing("when", at: node.location)) }
        var comparisons: [Comparison] = []
        for entry in entries {
            guard let fact = FactName(entry.key) else {
                problems.append(.notAFact(entry))
                continue
            }
            locations.byPath["when.\(entry.key)"] = entry.keyLocation
            locations.values["when.\(entry.key)"] = entry.value.location
            if let comparison = comparison(fact, entry.value, &problems) {
                comparisons.append(comparison)
            }
        }
        return comparisons.isEmpty ? nil : Condition(comparisons)
    }

    private func comparison(
        _ fact: FactName, _ node: YAMLNode, _ problems: inout [Diagnostic]
    ) -> Comparison? {
        guard case .mapping(let entries) = node.content else {
            return values(node, of: fact, &problems).map { Comparison(fact, $0) }
        }
        var negated: YAMLNode?
        for entry in entries {
            if entry.key == "not" {
                negated = entry.value
            } else {
                problems.append(.unknownKey(entry, in: "a comparison", ["not"]))
            }
        }
        guard let negated else {
            if entries.isEmpty {
                problems.append(.comparesNothing(fact.text, at: node.location))
            }
            return nil
        }
        return values(negated, of: fact, &problems).map { Comparison(fact, $0, isNegated: true) }
    }

    /// One value, or a list of them.
    private func values(
        _ node: YAMLNode, of fact: FactName, _ problems: inout [Diagnostic]
    ) -> [Value]? {
        guard case .sequence(let items) = node.content else {
            return value(node, of: fact, &problems).map { [$0] }
        }
        if items.isEmpty { problems.append(.comparesNothing(fact.text, at: node.location)) }
        let values = items.compactMap { value($0, of: fact, &problems) }
        return values.isEmpty ? nil : values
    }

    private func value(
        _ node: YAMLNode, of fact: FactName, _ problems: inout [Diagnostic]
    ) -> Value? {
        switch node.value {
        case .string, .boolean, .integer, .number: return node.value
        case .null, .list, .map:
            problems.append(
                .wrongType(
                    node, fact.text, expected: "a text, a number, true or false",
                    remedy: "compare it with a value, `[a list]` of values or `{not: …}`"))
            return nil
        }
    }
}
