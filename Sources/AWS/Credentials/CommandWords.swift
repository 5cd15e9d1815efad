/// Splits a command into words as a POSIX shell does, without running one.
///
/// There are quotes and backslashes, but no variables, patterns or operators. botocore splits a `credential_process` like this.
enum CommandWords {
    /// The words of `text`; nil where a quote or an escape is left open.
    static func split(_ text: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = text[...]
        while let character = rest.popFirst() {
            switch (character, quote) {
            case ("'", nil), ("\"", nil):
                quote = character
                // Quotes around nothing are a word, too.
                word = word ?? ""
            case (quote, .some): quote = nil
            case ("\\", nil):
                guard let escaped = rest.popFirst() else { return nil }
                word = (word ?? "") + String(escaped)
            case ("\\", "\""):
                guard let escaped = rest.popFirst() else { return nil }
                // Inside double quotes a backslash is itself, but before these two.
                let isEscape = escaped == "\"" || escaped == "\\"
                word = (word ?? "") + (isEscape ? "" : "\\") + String(escaped)
            case (_, nil) where character.isWhitespace:
                if let ended = word { words.append(ended) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { return nil }
        return words + (word.map { [$0] } ?? [])
    }
}
