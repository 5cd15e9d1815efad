/// Strings that must not be seen in a log: keys, tokens, signatures.
package struct Secrets: Sendable {
    /// Longest first, so that a secret which is part of another leaves nothing of it.
    private let values: [String]

    /// Takes secrets; text may carry each of them as it is, within JSON, or percent-encoded.
    package init(_ values: [String] = []) {
        let forms = values.flatMap { value in
            [value, value.replacing(bytes: "/", with: "\\/"), QueryForm.escape(value)]
        }
        self.values = Set(forms).filter { !$0.isEmpty }
            .sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    }

    /// The length of the longest, in bytes.
    package var longest: Int { values.first?.utf8.count ?? 0 }

    /// The text with `***` in the place of each secret.
    package func hidden(in text: String) -> String {
        var text = text
        for value in values where text.utf8.count >= value.utf8.count {
            text = text.replacing(bytes: value, with: "***")
        }
        return text
    }
}

extension String {
    /// The text with one run of bytes in the place of another, wherever that stands: a combining mark
    /// behind a secret makes another character of its end, and is no reason to show it.
    fileprivate func replacing(bytes old: String, with new: String) -> String {
        let old = Array(old.utf8)
        var rest = Array(utf8)[...]
        var result: [UInt8] = []
        guard let first = old.first else { return self }
        while let place = rest.firstIndex(of: first) {
            result += rest[..<place]
            if rest[place...].starts(with: old) {
                result += Array(new.utf8)
                rest = rest[(place + old.count)...]
            } else {
                result.append(first)
                rest = rest[(place + 1)...]
            }
        }
        return String(decoding: result + rest, as: UTF8.self)
    }
}

extension Secrets: CustomStringConvertible, CustomReflectable {
    package var description: String { "\(values.count) secrets" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
