package import Pipeline

/// Parses a YAML text into a tree, within bounds that no file written by hand reaches.
package struct YAMLReader: ~Copyable {
    /// The tree of a text, and the problems that did not keep it from being parsed.
    package struct Document {
        package let root: YAMLNode
        package let problems: [Diagnostic]
    }

    /// The maximum depth of nested lists and mappings.
    package static let depthLimit = 64
    /// The maximum number of texts, lists and mappings in a file.
    package static let nodeLimit = 20_000

    private let events: YAMLEvents
    private var nodes = 0
    private var problems: [Diagnostic] = []

    private init(_ source: SourceText) throws(Diagnostic) {
        events = try YAMLEvents(source)
    }

    /// Parses a text of one document.
    ///
    /// - Returns: the tree; of two entries with the same key, it contains the first.
    /// - Throws: what is wrong, if the text cannot be parsed.
    package static func read(_ source: SourceText) throws(Diagnostics) -> Document {
        guard let document = try readUnlessEmpty(source) else {
            throw Diagnostics([.emptyFile(source.name)])
        }
        return document
    }

    /// Parses a text of one document, or of comments only.
    ///
    /// - Returns: as `read`; nil for a text without content.
    /// - Throws: as `read`.
    package static func readUnlessEmpty(_ source: SourceText) throws(Diagnostics) -> Document? {
        do throws(Diagnostic) {
            var reader = try YAMLReader(source)
            return try reader.document()
        } catch {
            throw Diagnostics([error])
        }
    }

    private mutating func document() throws(Diagnostic) -> Document? {
        var root: YAMLNode?
        while true {
            let event = try events.next()
            switch event.body {
            case .streamEnd:
                guard let root else { return nil }
                return Document(root: root, problems: problems)
            case .documentStart:
                if let root { throw .secondDocument(at: event.location, first: root.location) }
                root = try node(from: events.next(), depth: 1)
            default: break
            }
        }
    }

    private mutating func node(
        from event: YAMLEvents.Event, depth: Int
    ) throws(Diagnostic) -> YAMLNode {
        nodes += 1
        guard nodes <= YAMLReader.nodeLimit else {
            throw .tooManyNodes(limit: YAMLReader.nodeLimit, at: event.location)
        }
        guard depth <= YAMLReader.depthLimit else {
            throw .tooDeep(limit: YAMLReader.depthLimit, at: event.location)
        }
        if event.hasAnchor { problems.append(.anchor(at: event.location)) }
        if event.hasTag { problems.append(.tag(at: event.location)) }

        switch event.body {
        case .scalar(let text, isPlain: false):
            return YAMLNode(.quoted(text), at: event.location)
        case .scalar(let text, isPlain: true):
            let value = plainValue(text, at: event.location)
            var spelling: String?
            if case .string = value {} else { spelling = text }
            return YAMLNode(.plain(value), spelled: spelling, at: event.location)
        case .sequenceStart:
            return YAMLNode(.sequence(try items(depth: depth)), at: event.location)
        case .mappingStart:
            return YAMLNode(.mapping(try entries(depth: depth)), at: event.location)
        default:
            // Only an alias remains: a document without content has a scalar.
            throw .alias(at: event.location)
        }
    }

    private mutating func plainValue(_ text: String, at location: SourceLocation) -> Value {
        do throws(CoreSchema.Surprise) {
            return try CoreSchema.value(of: text)
        } catch {
            problems.append(.surprisingNumber(error, at: location))
            return .string(text)
        }
    }

    private mutating func items(depth: Int) throws(Diagnostic) -> [YAMLNode] {
        var items: [YAMLNode] = []
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.body { return items }
            items.append(try node(from: event, depth: depth + 1))
        }
    }

    private mutating func entries(depth: Int) throws(Diagnostic) -> [YAMLNode.Entry] {
        var entries: [YAMLNode.Entry] = []
        var places: [String: SourceLocation] = [:]
        while true {
            let event = try events.next()
            if case .mappingEnd = event.body { return entries }
            let key = try key(of: node(from: event, depth: depth + 1))
            let value = try node(from: events.next(), depth: depth + 1)
            if let first = places[key] {
                problems.append(.duplicateKey(key, at: event.location, first: first))
                continue
            }
            places[key] = event.location
            entries.append(YAMLNode.Entry(key: key, keyLocation: event.location, value: value))
        }
    }

    private func key(of node: YAMLNode) throws(Diagnostic) -> String {
        switch node.content {
        case .plain(.null), .sequence, .mapping: throw .badKey(at: node.location)
        case .plain(let value): return value.text
        case .quoted(let text): return text
        }
    }
}
