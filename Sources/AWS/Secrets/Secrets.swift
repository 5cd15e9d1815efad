import Bytes
import JSON

/// Strings that must not be seen in a log: keys, tokens, signatures.
package struct Secrets: Sendable {
    /// Longest first, so that a secret that contains another one is hidden completely.
    private let values: [String]

    /// Takes secrets; a text may contain each of them plain, within JSON, or percent-encoded.
    package init(_ values: [String] = []) {
        let forms = values.flatMap { value in
            let quoted = JSONValue.string(value).text()
            return [
                value, String(decoding: quoted.utf8.dropFirst().dropLast(), as: UTF8.self),
                value.replacing(bytes: "/", by: "\\/"), QueryForm.escape(value),
            ]
        }
        self.values = Set(forms.map(Spelling.init)).map(\.text).filter { !$0.isEmpty }
            .sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    }

    /// The length of the longest, in bytes.
    package var longest: Int { values.first?.utf8.count ?? 0 }

    /// The text with `***` in place of each secret.
    package func hidden(in text: String) -> String {
        var text = text
        for value in values where text.utf8.count >= value.utf8.count {
            text = text.replacing(bytes: value, by: "***")
        }
        return text
    }
}

extension Secrets: CustomStringConvertible, CustomReflectable {
    package var description: String { "\(values.count) secrets" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
