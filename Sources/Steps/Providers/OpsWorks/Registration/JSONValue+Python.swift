import JSON

extension JSONValue {
    /// The value as Python writes it after having parsed it: numbers change their form, as Python
    /// keeps the number and not the text.
    var textByPython: String { withNumbersByPython.text(.spaced) }

    private var withNumbersByPython: JSONValue {
        switch self {
        case .null, .bool, .string: self
        case .number(let digits): .number(Self.numberByPython(digits))
        case .array(let values): .array(values.map(\.withNumbersByPython))
        case .object(let members):
            .object(members.map { Member($0.name, $0.value.withNumbersByPython) })
        }
    }

    /// An integer of any length stays as it is; any other number becomes the `repr` of a double.
    private static func numberByPython(_ text: String) -> String {
        if text == "-0" { return "0" }
        guard text.utf8.contains(where: { ".eE".utf8.contains($0) }),
            let value = Double(text)
        else { return text }
        guard value.isFinite else { return value < 0 ? "-Infinity" : "Infinity" }
        return (value.sign == .minus ? "-" : "") + Decimals(value.magnitude).text
    }
}

/// The shortest decimal digits that represent a double, as both Swift and Python find them.
private struct Decimals {
    /// Without zeros at either end; empty for zero.
    let digits: [UInt8]
    /// The value is 0.<digits> × 10^point.
    let point: Int

    init(_ magnitude: Double) {
        let zero = UInt8(ascii: "0")
        let parts = magnitude.description.utf8.split(separator: UInt8(ascii: "e"))
        let number = parts[0].split(separator: UInt8(ascii: "."))
        let whole = number[0]
        let all = Array(whole) + (number.count > 1 ? Array(number[1]) : [])
        let zeros = all.prefix { $0 == zero }.count
        let last = all.lastIndex { $0 != zero }
        digits = last.map { Array(all[...$0].dropFirst(zeros)) } ?? []
        point = whole.count - zeros + (parts.count > 1 ? Int(Substring(parts[1])) ?? 0 : 0)
    }

    /// The layout of `repr`: with an exponent below 1e-4 and from 1e16 on; Swift has other limits.
    var text: String {
        if digits.isEmpty { return "0.0" }
        switch point {
        case -3...0:
            return "0." + String(repeating: "0", count: -point) + words(digits)
        case 1...16:
            let zeros = repeatElement(UInt8(ascii: "0"), count: max(0, point - digits.count))
            let padded = digits + zeros
            let fraction = padded.dropFirst(point)
            return words(padded.prefix(point)) + "." + (fraction.isEmpty ? "0" : words(fraction))
        default:
            let exponent = point - 1
            let rest = digits.dropFirst()
            return words(digits.prefix(1)) + (rest.isEmpty ? "" : "." + words(rest))
                + (exponent < 0 ? "e-" : "e+") + (abs(exponent) < 10 ? "0" : "")
                + String(abs(exponent))
        }
    }

    private func words(_ digits: some Sequence<UInt8>) -> String {
        String(decoding: Array(digits), as: UTF8.self)
    }
}
