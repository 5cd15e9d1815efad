/// Durations are parameters in the form of text: `5s`, `2m`.
extension Duration: FactValue {
    package static var shape: ValueShape {
        .matching(pattern: pattern(canBeZero: true), words: "a duration, as `30s` or `5m`")
    }

    /// What `init(text:)` accepts, as a regular expression (ECMA 262), without the upper limit.
    package static func pattern(canBeZero: Bool) -> String {
        let number = #"([0-9]+\.?[0-9]*|\.[0-9]+)"#
        let units = ["d", "h", "m", "s", "ms"].map { "(\(number)\($0))?" }.joined()
        return "^(?=.*\(canBeZero ? "[0-9]" : "[1-9]"))(?=.{1,32}$)\(units)$"
    }

    package init?(_ value: Value) {
        guard case .string(let text) = value else { return nil }
        self.init(text: text)
    }

    package var value: Value { .string(readable) }
}
