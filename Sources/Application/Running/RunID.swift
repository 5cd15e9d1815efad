/// The name of one run: 12 random hexadecimal digits.
package enum RunID {
    /// Creates a name.
    package static func make() -> String {
        let digits = String(UInt64.random(in: 0..<1 << 48), radix: 16)
        return String(repeating: "0", count: 12 - digits.utf8.count) + digits
    }
}
