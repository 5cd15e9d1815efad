import Pipeline

/// A parameter whose only value is `true`: leaving it out stands for `false`.
struct Agreement: FactValue, Equatable {
    static var shape: ValueShape { .exactly(true) }

    init?(_ value: Value) {
        guard Bool(value) == true else { return nil }
    }

    var value: Value { true }
}
