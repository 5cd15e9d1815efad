import Pipeline

/// A key of one kind of mapping in a pipeline file: how its value becomes part of `Target`, and its
/// schema.
///
/// Readers and the schema are built from the same tables of keys, so they always know the same
/// ones.
struct FileKey<Target>: Sendable {
    let name: String
    let schema: JSONSchema
    let read: @Sendable (YAMLNode.Entry, inout Target, inout [Diagnostic]) -> Void

    /// Declares a key; `summary` is its purpose, in a phrase.
    init(
        _ name: String, _ summary: String, schema: JSONSchema,
        read: @escaping @Sendable (YAMLNode.Entry, inout Target, inout [Diagnostic]) -> Void
    ) {
        self.name = name
        self.schema = schema.described(summary)
        self.read = read
    }

    /// Declares a key whose value is assigned to one property of the target if it fits.
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
    /// The schemas of keys that are read.
    init<Target>(_ keys: [FileKey<Target>]) {
        self = keys.map { ($0.name, $0.schema) }
    }
}
