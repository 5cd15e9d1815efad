package import Pipeline

/// A part of a YAML document, with its place.
package struct YAMLNode: Sendable, Equatable {
    package let content: Content
    package let location: SourceLocation
    /// The text of a number, boolean or null as written in the file; nil for everything else.
    package let spelling: String?

    package enum Content: Sendable, Equatable {
        /// A text without quotes, by the core schema: a string, a number, a boolean or null.
        case plain(Value)
        /// A text in quotes, or a block of text: always a string.
        case quoted(String)
        case sequence([YAMLNode])
        /// Entries in the order of the file, with unique keys.
        case mapping([Entry])
    }

    package struct Entry: Sendable, Equatable {
        package let key: String
        package let keyLocation: SourceLocation
        package let value: YAMLNode

        package init(key: String, keyLocation: SourceLocation, value: YAMLNode) {
            self.key = key
            self.keyLocation = keyLocation
            self.value = value
        }
    }

    package init(_ content: Content, spelled spelling: String? = nil, at location: SourceLocation) {
        self.content = content
        self.spelling = spelling
        self.location = location
    }

    /// The node without its places.
    package var value: Value {
        switch content {
        case .plain(let value): value
        case .quoted(let text): .string(text)
        case .sequence(let nodes): .list(nodes.map(\.value))
        case .mapping(let entries):
            .map(Dictionary(entries.map { ($0.key, $0.value.value) }) { first, _ in first })
        }
    }
}
