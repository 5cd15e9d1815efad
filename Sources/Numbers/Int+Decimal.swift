// # Numbers from outside
//
// A header, a file, a reply or a plugin can contain any number. Each is read by an initialiser of
// this module, with the bounds on which its reader relies.
//
// ```swift
// let wait = response.headers["Retry-After"].flatMap { Int(decimal: $0, in: 0...Int.max) }
// ```

extension Int {
    /// Parses decimal digits, with a minus sign before them if the number is negative.
    ///
    /// Nil for any other text, and for a number outside the bounds.
    package init?(decimal text: String, in bounds: ClosedRange<Int>) {
        guard text.utf8.first != UInt8(ascii: "+"), let number = Int(text),
            bounds.contains(number)
        else { return nil }
        self = number
    }
}
