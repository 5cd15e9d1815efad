import Bytes
import Pipeline

/// Values as block-style YAML, keys in alphabetical order.
struct YAMLText {
    /// The indentation of all lines.
    let indentation: Int
    /// Writes a string, in one line.
    let string: (String) -> String

    /// Returns one line for each entry and item, with a line break after each except the last.
    func text(of value: Value) -> String {
        lines(of: value).map { String(repeating: " ", count: indentation) + $0 }
            .joined(separator: "\n")
    }

    private func lines(of value: Value) -> [String] {
        switch value {
        case .list(let items) where !items.isEmpty:
            items.flatMap { item in
                let lines = lines(of: item)
                return zip(lines.indices, lines).map { ($0 == 0 ? "- " : "  ") + $1 }
            }
        case .map(let entries) where !entries.isEmpty:
            entries.sorted { $0.key < $1.key }.flatMap { key, value in
                let lines = lines(of: value)
                let name = isPlain(key) ? key : Value.string(key).json
                return isBlock(value)
                    ? ["\(name):"] + lines.map { "  " + $0 } : ["\(name): \(lines[0])"]
            }
        case .string(let text): [string(text)]
        case .null, .boolean, .integer, .number, .list, .map: [value.json]
        }
    }

    /// Whether a key is a string without quotes; some words of letters alone are not.
    private func isPlain(_ key: String) -> Bool {
        let words = ["", "null", "true", "false", "yes", "no", "on", "off", "y", "n"]
        return key.utf8.allSatisfy(\.isLetter) && !words.contains { key.isSpelledInAnyCase($0) }
    }

    private func isBlock(_ value: Value) -> Bool {
        switch value {
        case .list(let items): !items.isEmpty
        case .map(let entries): !entries.isEmpty
        case .null, .boolean, .integer, .number, .string: false
        }
    }
}
