/// What is wrong with a scenario or fault file, and what to do.
package enum ScenarioError: Error, Equatable {
    case unreadable(file: String, reason: String)
    case notJSON(file: String)
    case unknownKey(path: String, known: [String])
    case missing(path: String)
    case wrongType(path: String, expected: String, found: String)
    case wrongValue(path: String, value: String, allowed: [String])
    case unknownLayer(path: String, value: String, layers: [String])
    case severalEffects(path: String, effects: [String])
    case duplicate(path: String, value: String)
    indirect case inFile(String, ScenarioError)
}

extension ScenarioError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "\(file): cannot be read: \(reason). Name a file that this user can read."
        case .notJSON(let file):
            "\(file): is not JSON. Check it with `python3 -m json.tool \(file)`."
        case .unknownKey(let path, let known):
            "\(path): there is no such key here. Use one of: \(known.joined(separator: ", "))."
        case .missing(let path):
            "\(path): is missing. Add it, as docs/local-cloud.md describes."
        case .wrongType(let path, let expected, let found):
            "\(path): must be \(expected), but is \(found)."
        case .wrongValue(let path, let value, let allowed):
            "\(path): cannot be \"\(value)\". Use one of: \(allowed.joined(separator: ", "))."
        case .unknownLayer(let path, let value, let layers):
            "\(path): the stack has no layer \"\(value)\". "
                + (layers.isEmpty
                    ? "It has none." : "Its layers are: \(layers.joined(separator: ", ")).")
        case .severalEffects(let path, let effects):
            "\(path): has \(effects.joined(separator: " and ")), but a rule has one effect. "
                + "Write a rule for each."
        case .duplicate(let path, let value):
            "\(path): \"\(value)\" is there already. Give each its own."
        case .inFile(let file, let error):
            "\(file): \(error)"
        }
    }
}
