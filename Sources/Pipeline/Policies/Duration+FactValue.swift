/// Durations are parameters as text: `5s`, `2m`.
extension Duration: FactValue {
    package static var shape: ValueShape {
        .matching(
            pattern: "^([0-9]*\\.?[0-9]+(d|h|ms|m|s))+$", words: "a duration, as `30s` or `5m`")
    }

    package init?(_ value: Value) {
        guard case .string(let text) = value else { return nil }
        self.init(text: text)
    }

    package var value: Value { .string(readable) }
}
