import Bytes
import Cryptography

/// The parts of a multipart message (RFC 2046), as far as user-data uses the format.
struct MIMEParts {
    /// The decoded parts; nil for one that cannot be decoded.
    let contents: [String?]

    /// The maximum number of lines in a header.
    private static let headLimit = 200

    /// Parses a message; nil for a text that is not one.
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

    /// The fields of a header by their lower-case names, and what follows the empty line.
    private static func headAndBody(
        _ lines: ArraySlice<String>
    ) -> (head: [String: String], body: ArraySlice<String>) {
        var head: [String: String] = [:]
        var last: String?
        for (index, line) in zip(lines.indices, lines).prefix(headLimit) {
            if line.isEmpty { return (head, lines[(index + 1)...]) }
            // A field continues in a line that begins with a blank.
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

    /// The value of a field's parameter, without its quotes.
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
