import Pipeline
import Testing

private enum Size: String, FactChoice {
    case small, large
}

@Suite("Shapes of values")
struct ValueShapeTests {
    @Test(
        "a type's name is made of its shape",
        arguments: [
            ([Int].shape, "a list, each item an integer"),
            ([String: [Bool]].shape, "a mapping, each value a list, each item true or false"),
            (Size.shape, "one of `small`, `large`"),
            (Duration.shape, "a duration, as `30s` or `5m`"),
            (.integer(0...255), "an integer from 0 to 255"),
            (.exactly(true), "`true`"),
            (.list(of: .text, atLeast: 1), "a list of one or more, each item a string"),
            (
                .record([.init("busy", .integer), .init("done", .text)]),
                "a mapping with any of `busy`, `done`"
            ),
            (.either([.text, .integer]), "a string, or an integer"),
        ])
    func words(shape: ValueShape, words: String) {
        #expect(shape.words == words)
    }

    @Test(
        "a value that does not fit is told what it should be, and its type where that is wrong",
        arguments: [
            ("large", nil), ("huge", "should be one of `small`, `large`"),
            (3, "should be one of `small`, `large` and is an integer"),
        ] as [(Value, String?)])
    func choice(value: Value, problem: String?) {
        #expect(
            Parameter<Size>("size", "how large", default: .small).description.problem(value)
                == problem)
    }
}
