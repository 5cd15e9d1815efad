/// The rule for names that people give to things and type again on command lines.
package enum PlainName {
    /// The maximum number of characters in a name.
    package static let lengthLimit = 64

    /// The rule as a regular expression (ECMA 262).
    static let pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,\(lengthLimit - 1)}$"

    /// What is wrong with a name, as a predicate; nil if nothing is.
    ///
    /// A valid name consists of ASCII letters, digits, `.`, `_` and `-`, and begins with a letter
    /// or a digit.
    package static func problem(with text: String) -> String? {
        guard let first = text.unicodeScalars.first else { return "is empty" }
        guard text.unicodeScalars.count <= lengthLimit else {
            return "is longer than \(lengthLimit) characters"
        }
        guard text.unicodeScalars.allSatisfy({ isLetterOrDigit($0) || isMark($0) }) else {
            return "has other characters than letters, digits, `.`, `_` and `-`"
        }
        return isLetterOrDigit(first) ? nil : "does not begin with a letter or a digit"
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: false
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "." || scalar == "_" || scalar == "-"
    }
}
