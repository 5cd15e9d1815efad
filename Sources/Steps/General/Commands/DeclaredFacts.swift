import Bytes
import Pipeline

/// The facts that a command declares to give, each with its type: `[disk.id]`, `{disk.size:
/// integer}`.
struct DeclaredFacts: Sendable, Equatable {
    enum FactType: String, FactChoice {
        case string, integer, boolean

        /// The type's name in a message.
        var words: String {
            switch self {
            case .string: String.typeName
            case .integer: Int.typeName
            case .boolean: Bool.typeName
            }
        }

        /// The type as the plan knows it.
        var type: ValueShape {
            switch self {
            case .string: .text
            case .integer: .integer
            case .boolean: .boolean
            }
        }

        /// Parses a text; nil if it is not of the type.
        func value(of text: String) -> Value? {
            switch self {
            case .string: .string(text)
            case .integer: Int(text).map(Value.integer)
            case .boolean: Bool(text).map(Value.boolean)
            }
        }
    }

    let types: [FactName: FactType]

    static let none = DeclaredFacts(types: [:])

    private init(types: [FactName: FactType]) { self.types = types }

    /// In alphabetical order.
    var names: [FactName] { types.keys.sorted() }

    /// What is wrong with the names, as a predicate; nil if they are valid.
    var problem: String? {
        names.first { $0.text.begins(with: "instance.") }.map { name in
            "has `\(name)`, which instance metadata gives"
        }
    }
}

extension DeclaredFacts: FactValue {
    static var shape: ValueShape {
        .either([.list(of: .text, atLeast: 0), .mapping(to: FactType.shape)])
    }
    static var typeName: String {
        "a list of facts' names, or a mapping from names to "
            + FactType.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    }

    init?(_ value: Value) {
        var types: [FactName: FactType] = [:]
        if let list = [String](value) {
            for text in list {
                guard let name = FactName(text) else { return nil }
                types[name] = .string
            }
        } else if let entries = [String: FactType](value) {
            for (text, type) in entries {
                guard let name = FactName(text) else { return nil }
                types[name] = type
            }
        } else {
            return nil
        }
        self.init(types: types)
    }

    var value: Value {
        .map(Dictionary(uniqueKeysWithValues: types.map { ($0.key.text, $0.value.value) }))
    }
}
