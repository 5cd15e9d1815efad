import Glibc
import Pipeline

/// The mode of a file as a parameter: octal digits in quotes.
///
/// A number is refused: `644` without quotes is decimal, which is never what is meant.
struct FileMode: Sendable, Equatable {
    let bits: mode_t

    init(bits: mode_t) { self.bits = bits }

    /// Four octal digits: `0644`.
    var text: String {
        let digits = String(bits, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}

extension FileMode: FactValue {
    static var shape: ValueShape {
        .matching(
            pattern: "^[0-7]{3,4}$",
            words: "a mode of three or four octal digits in quotes, "
                + "as \"0644\"")
    }

    init?(_ value: Value) {
        guard case .string(let text) = value, (3...4).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x37).contains($0) }), let bits = mode_t(text, radix: 8)
        else { return nil }
        self.init(bits: bits)
    }

    var value: Value { .string(text) }
}
