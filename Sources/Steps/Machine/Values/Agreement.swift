import Pipeline

/// A parameter that can only be `true`: what nobody wants is left out.
struct Agreement: FactValue, Equatable {
    static var shape: ValueShape { .exactly(true) }

    init?(_ value: Value) {
        guard Bool(value) == true else { return nil }
    }

    var value: Value { true }
}
