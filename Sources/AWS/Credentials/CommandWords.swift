import Bytes

/// Splits a command into words as a POSIX shell does, without running one.
///
/// It supports quotes and backslashes, but no variables, patterns or operators. botocore splits a
/// `credential_process` the same way.
enum CommandWords {
    /// The words of `text`; nil if a quote or an escape is left open.
    static func split(_ text: String) -> [String]? {
        let (backslash, double) = (UInt8(ascii: "\\"), UInt8(ascii: "\""))
        var words: [String] = []
        var word: [UInt8]?
        var quote: UInt8?
        func end() {
            if let word { words.append(String(decoding: word, as: UTF8.self)) }
            word = nil
        }
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch (byte, quote) {
            case (UInt8(ascii: "'"), nil), (double, nil):
                quote = byte
                // Quotes around nothing are a word, too.
                word = word ?? []
            case (quote, .some): quote = nil
            case (backslash, nil):
                guard let escaped = rest.popFirst() else { return nil }
                word = (word ?? []) + [escaped]
            case (backslash, double):
                guard let escaped = rest.popFirst() else { return nil }
                // Inside double quotes a backslash stands for itself, except before these two.
                let isEscape = escaped == double || escaped == backslash
                word = (word ?? []) + (isEscape ? [] : [backslash]) + [escaped]
            case (_, nil) where byte.isSpace: end()
            default: word = (word ?? []) + [byte]
            }
        }
        guard quote == nil else { return nil }
        end()
        return words
    }
}
