import Bytes
import Cryptography

/// The parts of a message in several parts (RFC 2046), as far as user-data is made of such.
struct MIMEParts {
    /// Each decoded; nil where it cannot be.
    let contents: [String?]

    /// How many lines a head may have.
    private static let headLimit = 200

    /// Reads a message; nil for a text that is none.
    init?(_ text: String) {
        let lines = text.lines()
        let (head, body) = Self.headAndBody(lines[...])
        guard let type = head["content-type"], type.lowercased().begins(with: "multipart/"),
            let boundary = Self.parameter("boundary", of: type)
        else { return nil }
        var parts: [[String]] = []
        var isInside = false
        for line in body {
            if line.begins(with: "--\(boundary)") {
                isInside = !line.begins(with: "--\(boundary)--")
                if isInside { parts.append([]) }
            } else if isInside {
                parts[parts.count - 1].append(line)
            }
        }
        contents = parts.map { part in
            let (head, body) = Self.headAndBody(part[...])
            return Self.decoded(body, head["content-transfer-encoding"]?.lowercased() ?? "7bit")
        }
    }

    /// The fields of a head by their names in lower case, and what follows the empty line.
    private static func headAndBody(
        _ lines: ArraySlice<String>
    ) -> (head: [String: String], body: ArraySlice<String>) {
        var head: [String: String] = [:]
        var last: String?
        for (index, line) in zip(lines.indices, lines).prefix(headLimit) {
            if line.isEmpty { return (head, lines[(index + 1)...]) }
            // A field goes on in a line that begins with a blank.
            if line.utf8.first?.isSpace ?? false {
                if let last { head[last]? += " " + line.trimmed() }
                continue
            }
            guard let (name, value) = line.halves(around: ":") else { break }
            last = name.lowercased()
            head[name.lowercased()] = value.trimmed()
        }
        return (head, [])
    }

    /// The value of a parameter of a field, without its quotes.
    private static func parameter(_ name: String, of field: String) -> String? {
        for part in field.parts(at: ";").dropFirst() {
            guard let (key, value) = part.halves(around: "="),
                key.trimmed().isSpelledInAnyCase(name)
            else { continue }
            let bare = value.trimmed()
            guard let open = bare.rest(after: "\"") else { return bare }
            return open.halves(around: "\"")?.before
        }
        return nil
    }

    private static func decoded(_ lines: ArraySlice<String>, _ encoding: String) -> String? {
        switch encoding {
        case "7bit", "8bit", "binary": return lines.joined(separator: "\n")
        case "base64":
            return Base64.bytes(of: lines.map { $0.trimmed() }.joined())
                .flatMap { String(validating: $0, as: UTF8.self) }
        default: return nil
        }
    }
}
