import Pipeline

/// A key that the mappings of one sort can have in a pipeline file: how its value becomes part of
/// `Target`, and what a schema says of it.
///
/// Readers and the schema are made of the same tables of keys, so that neither knows one that the
/// other does not.
struct FileKey<Target>: Sendable {
    let name: String
    let schema: JSONSchema
    let read: @Sendable (YAMLNode.Entry, inout Target, inout [Diagnostic]) -> Void

    /// States a key; `summary` is what it is for, in a phrase.
    init(
        _ name: String, _ summary: String, schema: JSONSchema,
        read: @escaping @Sendable (YAMLNode.Entry, inout Target, inout [Diagnostic]) -> Void
    ) {
        self.name = name
        self.schema = schema.described(summary)
        self.read = read
    }

    /// States a key whose value goes to one place of the target, where it fits.
    init<Content>(
        _ name: String, _ summary: String,
        _ values: ValueReading<Content>, to place: any WritableKeyPath<Target, Content?> & Sendable
    ) {
        self.init(name, summary, schema: values.schema) {
            entry, target, problems in
            target[keyPath: place] = values.read(entry.value, name, &problems)
        }
    }
}

extension [JSONSchema.Key] {
    /// What a schema says of keys that are read.
    init<Target>(_ keys: [FileKey<Target>]) {
        self = keys.map { ($0.name, $0.schema) }
    }
}
