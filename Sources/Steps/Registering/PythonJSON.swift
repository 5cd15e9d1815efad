import Pipeline

/// A value as Python's `json.dumps` writes it: ASCII only, `, ` and `: ` between items.
struct PythonJSON {
    private(set) var text = ""

    init(_ value: Value) { write(value) }

    private mutating func write(_ value: Value) {
        switch value {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value): text += Self.float(value)
        case .string(let value): write(value)
        case .list(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += ", " }
                write(value)
            }
            text += "]"
        case .map(let entries):
            text += "{"
            for (index, entry) in entries.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { text += ", " }
                write(entry.key)
                text += ": "
                write(entry.value)
            }
            text += "}"
        }
    }

    private mutating func write(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            case " "..."~": text.unicodeScalars.append(scalar)
            default:
                for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                    let hex = String(unit, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                }
            }
        }
        text += "\""
    }

    /// A number as `repr` writes it: Swift finds the same shortest digits, but goes over to
    /// scientific notation elsewhere (Python below 1e-4 and from 1e16 on).
    private static func float(_ value: Double) -> String {
        guard value.isFinite else {
            return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
        }
        let sign = value.sign == .minus ? "-" : ""
        let parts = value.magnitude.description.split(separator: "e")
        let decimals = parts[0].split(separator: ".")
        let whole = decimals[0]
        let fraction = decimals.count > 1 && decimals[1] != "0" ? decimals[1] : ""
        let leadingZeros = (whole + fraction).prefix { $0 == "0" }.count
        let digits = (whole + fraction).drop { $0 == "0" }
        guard !digits.isEmpty else { return sign + "0.0" }

        // The value is 0.<digits> × 10^point.
        let point = whole.count - leadingZeros + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        let significant = digits.reversed().drop { $0 == "0" }.reversed().map(String.init).joined()
        switch point {
        case -3...0:
            return sign + "0." + String(repeating: "0", count: -point) + significant
        case 1...16:
            let padded =
                significant + String(repeating: "0", count: max(0, point - significant.count))
            let rest = padded.dropFirst(point)
            return sign + padded.prefix(point) + "." + (rest.isEmpty ? "0" : rest)
        default:
            let exponent = point - 1
            let shown = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
            let rest = significant.dropFirst()
            return sign + significant.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "e"
                + (exponent < 0 ? "-" : "+") + shown
        }
    }
}
