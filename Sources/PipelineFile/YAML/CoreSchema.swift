import Bytes
import Pipeline

/// The value of a text without quotes by the core schema of YAML 1.2 (chapter 10.3.2).
///
/// It avoids the surprises of YAML 1.1: `no`, `on` and `12:30` are strings.
enum CoreSchema {
    /// Returns the value of a text.
    ///
    /// - Throws: why the value would surprise the person who wrote the text.
    static func value(of text: String) throws(Surprise) -> Value {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .boolean(true)
        case "false", "False", "FALSE": return .boolean(false)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .number(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .number(-.infinity)
        case ".nan", ".NaN", ".NAN": return .number(.nan)
        default: break
        }
        for (prefix, radix) in [("0o", 8), ("0x", 16)] {
            guard let digits = text.rest(after: prefix) else { continue }
            guard digits.utf8.allSatisfy(\.isHexDigit), !digits.isEmpty else {
                return .string(text)
            }
            return Int(digits, radix: radix).map(Value.integer) ?? .string(text)
        }
        let unsigned = text.rest(after: "-") ?? text.rest(after: "+") ?? text
        if !unsigned.isEmpty, unsigned.utf8.allSatisfy(\.isDigit) {
            if unsigned.utf8.count > 1, unsigned.begins(with: "0") { throw .leadingZero }
            guard let number = Int(text) else { throw .tooLarge }
            return .integer(number)
        }
        // Of texts of these characters, `Double` accepts what the core schema accepts.
        if text.utf8.allSatisfy({ "+-.0123456789eE".utf8.contains($0) }),
            let number = Double(text)
        {
            guard number.isFinite else { throw .tooLarge }
            return .number(number)
        }
        return .string(text)
    }

    enum Surprise: Error, Equatable {
        /// `0755` is 755 by the core schema and 493 by YAML 1.1; an account id loses its zero.
        case leadingZero
        case tooLarge
    }
}
