import Bytes
import Pipeline

/// The facts that a command has written, one `name=value` per line.
struct FactLines {
    /// The limit in bytes for all lines together.
    static let mostBytes = 64 << 10

    let facts: Facts

    /// Parses what a command wrote, and compares it with what it declared.
    ///
    /// - Throws: a failure of class `refused` for an invalid line, a fact that was not declared,
    ///   occurs twice or has another type, and for a missing fact.
    init(_ content: [UInt8], declared: DeclaredFacts) throws(Failure) {
        guard let text = String(validating: content, as: UTF8.self) else {
            throw .givesUnreadable("it is not UTF-8")
        }
        var facts = Facts()
        for (index, bytes) in text.utf8.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
        ).enumerated() {
            let line = Substring(bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes)
            if line.utf8.isEmpty { continue }
            guard let (before, after) = line.halves(around: "="), let name = FactName(before)
            else { throw .givesUnreadable("its line \(index + 1) is not `name=value`") }
            guard let type = declared.types[name] else {
                throw .undeclaredFact(name, among: declared.names)
            }
            guard facts[name] == nil else { throw .factGivenTwice(name) }
            guard let value = type.value(of: after) else {
                throw .badGivenFact(name, type)
            }
            facts[name] = value
        }
        let missing = declared.names.filter { facts[$0] == nil }
        guard missing.isEmpty else { throw .factsNotWritten(missing) }
        self.facts = facts
    }
}
