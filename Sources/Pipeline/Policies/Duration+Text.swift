import Bytes

extension Duration {
    /// Parses `500ms`, `2s`, `5m`, `1h30m`; nil for anything else, including a plain number.
    ///
    /// Zero is valid; more than a year is not.
    package init?(text: String) {
        var rest = text.utf8[...]
        guard !rest.isEmpty, rest.count <= 32 else { return nil }
        var total = 0.0
        var lastUnit = Double.infinity
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
            guard let number = Double(Substring(digits)) else { return nil }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix(while: \.isLetter)
            guard let unit = Duration.units[String(Substring(letters))], unit < lastUnit else {
                return nil
            }
            lastUnit = unit
            rest = rest.dropFirst(letters.count)
            total += number * unit
        }
        guard total <= 366 * 86_400 else { return nil }
        self = .milliseconds(Int64((total * 1000).rounded()))
    }

    private static let units: [String: Double] = [
        "ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400,
    ]

    /// The duration in seconds.
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }

    /// The duration for a person: `340ms`, `2.5s`, `5m`, `1h30m`.
    package var readable: String {
        let total = seconds
        if total < 0 { return "-" + (Duration.zero - self).readable }
        let milliseconds = Int((total * 1000).rounded())
        if milliseconds < 1000 { return milliseconds == 0 ? "0s" : "\(milliseconds)ms" }
        if milliseconds < 60_000 {
            let tenths = Int((total * 10).rounded())
            return tenths % 10 == 0 ? "\(tenths / 10)s" : "\(tenths / 10).\(tenths % 10)s"
        }
        var rest = Int(total.rounded())
        var text = ""
        for (unit, size) in [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)] where rest >= size {
            text += "\(rest / size)\(unit)"
            rest %= size
        }
        return text
    }

    /// Returns the duration times a factor, at most `limit`.
    func scaled(by factor: Double, atMost limit: Duration) -> Duration {
        let scaled = seconds * factor
        guard scaled < limit.seconds else { return limit }
        return .nanoseconds(Int64(scaled * 1e9))
    }
}
