import Bytes
import Pipeline

/// A stretch of a run: the run itself, a step, an attempt, or a request.
///
/// Source: OpenTelemetry's specification of tracing; the limits are its defaults.
struct Span: Sendable {
    let id: String
    /// Nil for the first of a trace.
    let parent: String?
    let name: String
    let kind: Kind
    /// On the time source's clock.
    let begin: Duration
    /// Nil while it is under way.
    var end: Duration?
    var attributes = Attributes()
    private(set) var events: [Event] = []
    private(set) var droppedEvents = 0
    /// The runs that this one resumes.
    var links: [TraceContext] = []
    /// Why it failed; nil unless it did.
    var error: String?

    /// By the numbers of the protocol.
    enum Kind: Int, Sendable {
        case inner = 1
        case client = 3
    }

    /// Something that happened at a moment within the span.
    struct Event: Sendable {
        let name: String
        let time: Duration
        let attributes: Attributes
    }

    private static let mostEvents = 128

    init(
        parent: String?, _ name: String, _ kind: Kind = .inner, id: String? = nil, begin: Duration,
        attributes: Attributes = Attributes()
    ) {
        self.id = id ?? TraceContext.randomID(bytes: 8)
        self.parent = parent
        self.name = name
        self.kind = kind
        self.begin = begin
        self.attributes = attributes
    }

    mutating func add(_ name: String, at time: Duration, _ attributes: Attributes) {
        guard events.count < Span.mostEvents else {
            droppedEvents += 1
            return
        }
        events.append(Event(name: name, time: time, attributes: attributes))
    }
}

/// Named values, in order.
struct Attributes: Sendable, Equatable {
    private(set) var entries: [(name: String, value: Value)] = []

    /// The most bytes of a text.
    private static let longestText = 1024

    /// Takes the values that are there.
    init(_ entries: [(String, Value?)] = []) {
        for (name, value) in entries { set(name, value) }
    }

    /// Adds a value, or replaces the one of this name; nothing for nil.
    mutating func set(_ name: String, _ value: Value?) {
        guard let value else { return }
        entries.removeAll { $0.name == name }
        if case .string(let text) = value {
            entries.append((name, .string(text.beginning(Self.longestText))))
        } else {
            entries.append((name, value))
        }
    }

    static func == (one: Attributes, other: Attributes) -> Bool {
        one.entries.elementsEqual(other.entries) { $0.name == $1.name && $0.value == $1.value }
    }
}
