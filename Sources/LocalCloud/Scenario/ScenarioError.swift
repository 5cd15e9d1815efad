/// An error in a scenario or fault file, with its remedy.
package enum ScenarioError: Error, Equatable {
    case unreadable(file: String, reason: String)
    case notJSON(file: String)
    case unknownKey(path: String, known: [String])
    case missing(path: String)
    case wrongType(path: String, expected: String, found: String)
    case wrongValue(path: String, value: String, allowed: [String])
    case unknownLayer(path: String, value: String, layers: [String])
    case severalEffects(path: String, effects: [String])
    case exclusive(path: String, keys: [String])
    case duplicate(path: String, value: String)
    indirect case inFile(String, ScenarioError)
}

extension ScenarioError: Explained {
    package var message: String {
        switch self {
        case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
        case .notJSON(let file): "\(file): is not JSON"
        case .unknownKey(let path, _): "\(path): there is no such key here"
        case .missing(let path): "\(path): is missing"
        case .wrongType(let path, let expected, let found):
            "\(path): must be \(expected), but is \(found)"
        case .wrongValue(let path, let value, _): "\(path): cannot be \"\(value)\""
        case .unknownLayer(let path, let value, _):
            "\(path): the stack has no layer \"\(value)\""
        case .severalEffects(let path, let effects):
            "\(path): has \(effects.joined(separator: " and ")), but a rule has one effect"
        case .exclusive(let path, let keys):
            "\(path): \(keys.joined(separator: " and ")) exclude each other"
        case .duplicate(let path, let value): "\(path): \"\(value)\" is there already"
        case .inFile(let file, let error): "\(file): \(error.message)"
        }
    }

    package var remedy: String {
        switch self {
        case .unreadable: "name a file that this user can read"
        case .notJSON(let file): "check it with `python3 -m json.tool \(file)`"
        case .unknownKey(_, let known): "use one of: \(known.joined(separator: ", "))"
        case .missing: "add it, as docs/local-cloud.md describes"
        case .wrongType: "correct it, as docs/local-cloud.md describes"
        case .wrongValue(_, _, let allowed): "use one of: \(allowed.joined(separator: ", "))"
        case .unknownLayer(_, _, let layers):
            layers.isEmpty
                ? "add it to the stack's `layers`"
                : "add it to the stack's `layers`, or use one of: "
                    + layers.joined(separator: ", ")
        case .severalEffects: "write a rule for each"
        case .exclusive(_, let keys): "keep \(keys.joined(separator: " or "))"
        case .duplicate: "give each its own"
        case .inFile(_, let error): error.remedy
        }
    }
}
