import Bytes

/// A number of bytes, as a parameter: `512KiB`, `100MB`, or a plain number.
package struct ByteCount: Sendable, Equatable {
    package let bytes: Int

    package init(bytes: Int) { self.bytes = bytes }

    private static let units: [(name: String, size: Int)] = [
        ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1000),
        ("B", 1),
    ]

    /// For a person, with one digit after the point: `12.5 MiB`.
    package var readable: String {
        guard let unit = Self.units.first(where: { $0.name.ends(with: "iB") && bytes >= $0.size })
        else { return "\(bytes) bytes" }
        let tenths = Int((Double(bytes) / Double(unit.size) * 10).rounded())
        return "\(tenths / 10)\(tenths % 10 == 0 ? "" : ".\(tenths % 10)") \(unit.name)"
    }
}

extension ByteCount: FactValue {
    package static var shape: ValueShape {
        .either([
            .matching(pattern: pattern, words: "a size, as `100MB` or `512KiB`"),
            .integer(1...Int.max),
        ])
    }
    /// Matches a text that is a size.
    package static let pattern = "^0*[1-9][0-9]* ?([KMGT]i?)?B$"
    package static var typeName: String { "a size, as `100MB`, `512KiB` or a number of bytes" }

    package init?(_ value: Value) {
        switch value {
        case .integer(let bytes) where bytes > 0: self.init(bytes: bytes)
        case .string(let text):
            let digits = text.utf8.prefix(while: \.isDigit)
            let rest = text.dropping(bytes: digits.count)
            let name = rest.rest(after: " ") ?? rest
            guard let number = Int(Substring(digits)), number > 0,
                let unit = Self.units.first(where: { $0.name.isSpelled(name) })
            else { return nil }
            let (bytes, isTooLarge) = number.multipliedReportingOverflow(by: unit.size)
            guard !isTooLarge else { return nil }
            self.init(bytes: bytes)
        default: return nil
        }
    }

    /// The size in the largest unit that divides it.
    package var value: Value {
        let unit = Self.units.first { bytes % $0.size == 0 && $0.name != "B" }
        return unit.map { .string("\(bytes / $0.size)\($0.name)") } ?? .integer(bytes)
    }
}
