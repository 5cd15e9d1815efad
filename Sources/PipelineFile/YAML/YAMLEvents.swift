import CYAML
import Pipeline

/// The events of a YAML text, one at a time, from libyaml.
struct YAMLEvents: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let file: String

    struct Event {
        let body: Body
        let location: SourceLocation
        let hasAnchor: Bool
        let hasTag: Bool
    }

    enum Body {
        case documentStart
        case alias
        case scalar(String, isPlain: Bool)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
        case streamEnd
        /// An event without content.
        case other
    }

    /// Starts reading a text.
    ///
    /// - Throws: if memory is exhausted.
    init(_ source: SourceText) throws(Diagnostic) {
        file = source.name
        parser = .allocate(capacity: 1)
        input = .allocate(capacity: source.text.utf8.count)
        _ = input.initialize(from: source.text.utf8)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            input.deallocate()
            throw .noMemory(source.name)
        }
        // Otherwise, libyaml would take some texts for UTF-16.
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// Returns the next event; must not be called after `streamEnd`.
    ///
    /// - Throws: why the text is not YAML.
    func next() throws(Diagnostic) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw error }
        defer { yaml_event_delete(&event) }
        let location = place(event.start_mark)

        func make(_ body: Body, anchor: UnsafeMutablePointer<UInt8>? = nil, isTagged: Bool = false)
            -> Event
        {
            Event(body: body, location: location, hasAnchor: anchor != nil, hasTag: isTagged)
        }
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: return make(.documentStart)
        case YAML_STREAM_END_EVENT: return make(.streamEnd)
        case YAML_ALIAS_EVENT: return make(.alias)
        case YAML_SEQUENCE_END_EVENT: return make(.sequenceEnd)
        case YAML_MAPPING_END_EVENT: return make(.mappingEnd)
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return make(.sequenceStart, anchor: start.anchor, isTagged: start.tag != nil)
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return make(.mappingStart, anchor: start.anchor, isTagged: start.tag != nil)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return make(
                .scalar(
                    String(decoding: bytes, as: UTF8.self),
                    isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE),
                anchor: scalar.anchor, isTagged: scalar.tag != nil)
        default: return make(.other)
        }
    }

    private var error: Diagnostic {
        guard let problem = parser.pointee.problem else { return .noMemory(file) }
        let context = parser.pointee.context.map {
            Diagnostic.Note(String(cString: $0), at: place(parser.pointee.context_mark))
        }
        return .notYAML(
            String(cString: problem), at: place(parser.pointee.problem_mark), context: context)
    }

    private func place(_ mark: yaml_mark_t) -> SourceLocation {
        SourceLocation(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
