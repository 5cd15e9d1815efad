package import Pipeline

/// A JSON Schema of pipeline files, made of the kinds that there are and of the readers' own keys.
///
/// It speaks of what a file looks like: keys, kinds, parameters and the types of their values. What
/// only a plan can know (the order of facts, ids that a step names, what a text means) it leaves to
/// `enlist validate`.
package struct PipelineFileSchema: Sendable {
    private let registry: StepRegistry

    package init(_ registry: StepRegistry) { self.registry = registry }

    package var schema: JSONSchema {
        JSONSchema([
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "enlist pipeline file",
            "$defs": .map(definitions.mapValues(\.value)),
        ]).and(PipelineFileReader.schema)
    }

    private var definitions: [String: JSONSchema] {
        var definitions = [
            "text": FactSchema.text, "fact": FactSchema.fact, "value": FactSchema.value,
            "step": step, "change": ChangeReader.schema,
        ]
        for kind in registry.kinds { definitions[kind.schemaName] = kind.schema }
        return definitions
    }

    /// A kind's name alone, or a mapping that has one among its keys.
    private var step: JSONSchema {
        let kinds = registry.kinds.map { ($0.name, JSONSchema.defined($0.schemaName)) }
        let bare = registry.kinds.filter(\.worksWithoutParameters).map(\.name)
        let oneKind = registry.names.map(JSONSchema.having)
        return .any([
            .choice(bare), JSONSchema.mapping(kinds + StepReader.schemas).and(.one(oneKind)),
        ])
    }
}
