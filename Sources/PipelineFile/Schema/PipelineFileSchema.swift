package import Pipeline

/// A JSON Schema of pipeline files, built from the known kinds and from the readers' own keys.
///
/// It covers the form of a file: keys, kinds, parameters and the types of their values. Whatever
/// needs a plan (the order of facts, references to steps, the meaning of a text) is left to `enlist
/// validate`.
package struct PipelineFileSchema: Sendable {
    private let registry: StepRegistry
    /// The files of the plugins that provide some of the kinds, as pipeline files name them.
    private let plugins: [String]

    /// Creates the schema from the known kinds, and the files of the plugins that provide some of
    /// them.
    package init(_ registry: StepRegistry, plugins: [String] = []) {
        self.registry = registry
        self.plugins = plugins
    }

    package var schema: JSONSchema {
        JSONSchema([
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "urn:enlist:pipeline-file:1",
            "title": "enlist pipeline file",
            "$defs": .map(definitions.mapValues(\.value)),
        ]).and(PipelineFileReader.schema).and(
            JSONSchema([
                "if": JSONSchema.not(mayHaveOtherKinds).value, "then": withoutOtherKinds.value,
            ]))
    }

    private var definitions: [String: JSONSchema] {
        var definitions = [
            "text": FactSchema.text, "fact": FactSchema.fact, "value": FactSchema.value,
            "step": step, "other-step": otherStep, "change": ChangeReader.schema,
        ]
        for kind in registry.kinds { definitions[kind.schemaName] = kind.schema }
        return definitions
    }

    /// A kind's name alone, or a mapping with a kind among its keys.
    private var step: JSONSchema {
        let kinds = registry.kinds.map { ($0.name, JSONSchema.defined($0.schemaName)) }
        let bare = registry.kinds.filter(\.worksWithoutParameters).map(\.name)
        let oneKind = registry.names.map(JSONSchema.having)
        return .any([
            .choice(bare), JSONSchema.mapping(kinds + StepReader.schemas).and(.one(oneKind)),
            .defined("other-step"),
        ])
    }

    /// A step of an unknown kind, from a plugin that this program has not seen.
    private var otherStep: JSONSchema {
        let parameters = JSONSchema(["type": ["object", "null"]])
        let own = StepReader.schemas
        let mapping = JSONSchema([
            "type": "object", "additionalProperties": parameters.value,
            "properties": .map(
                Dictionary(own.map { ($0.name, $0.schema.value) }) { first, _ in first }),
        ])
        let hasOwnKeysAlone = JSONSchema([
            "propertyNames": JSONSchema.choice(own.map(\.name)).value
        ])
        let hasKnownKind = JSONSchema.any(registry.names.map(JSONSchema.having))
        return .any([
            .all([ValueReading.name.schema, .not(.choice(registry.names))]),
            .all([mapping, .not(hasOwnKeysAlone), .not(hasKnownKind)]),
        ])
    }

    /// A file that names an unknown plugin, or extends a file, which may name one.
    private var mayHaveOtherKinds: JSONSchema {
        let known = JSONSchema.choice(plugins)
        let other =
            plugins.isEmpty
            ? JSONSchema.anything
            : .not(.any([known, .property("file", known)]))
        return .any([
            .property("plugins", JSONSchema(["type": "array", "contains": other.value])),
            .property("extends", .text(matching: #"/|\.ya?ml$"#)),
        ])
    }

    private var withoutOtherKinds: JSONSchema {
        let known = JSONSchema.not(.defined("other-step")).value
        let change = JSONSchema(["properties": ["insert": known, "by": known]])
        return JSONSchema([
            "properties": ["steps": ["items": known], "changes": ["items": change.value]]
        ])
    }
}
