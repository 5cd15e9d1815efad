import Pipeline
import Testing

@Suite("When a step runs")
struct ConditionTests {
    private static let environment = FactKey.environment.name
    private static let count = FactName("count") ?? environment

    @Test(
        "a comparison holds for one of its values, or for any other",
        arguments: [
            (Comparison(environment, ["prod"]), "prod", nil),
            (
                Comparison(environment, ["prod"]), "staging",
                "environment is staging, not prod"
            ),
            (Comparison(environment, ["prod", "staging"]), "staging", nil),
            (
                Comparison(environment, ["prod", "staging", "test"]), "dev",
                "environment is dev, not prod, staging or test"
            ),
            (Comparison(environment, ["prod"], isNegated: true), "staging", nil),
            (Comparison(environment, ["prod"], isNegated: true), "prod", "environment is prod"),
            (Comparison(count, [3]), 3, nil), (Comparison(count, [3]), .number(3), nil),
            (Comparison(count, [.number(0.5)]), 3, "count is 3, not 0.5"),
            (Comparison(count, [true]), false, "count is false, not true"),
            (Comparison(count, ["all", 3]), 3, nil),
        ] as [(Comparison, Value, String?)])
    func decides(comparison: Comparison, value: Value, reason: String?) throws {
        let decision = try Condition([comparison]).decision(Facts([comparison.fact: value]))
        #expect(decision == (reason.map { .doesNotRun(because: $0) } ?? .runs))
    }

    @Test("every comparison must hold, and one with a fact that is not known does not")
    func all() throws {
        let condition = Condition([
            Comparison(Self.environment, ["prod"]), Comparison(Self.count, [1], isNegated: true),
        ])
        #expect(condition.text == "environment is prod and count is not 1")
        let facts = Facts([Self.environment: "prod"])
        #expect(try condition.decision(facts) == .doesNotRun(because: "count is not known"))
        #expect(try condition.decision(facts.merging(Facts([Self.count: 2]))) == .runs)
    }

    @Test(
        "values of different types are not compared",
        arguments: [
            (
                "3", 3,
                """
                `when` cannot be decided: `count` is a string and is compared with an integer; put \
                the value in quotes: a text never equals anything else
                """
            ),
            (
                3, "3",
                """
                `when` cannot be decided: `count` is an integer and is compared with a string; \
                write an integer, without quotes
                """
            ),
            (
                ["a"], "a",
                """
                `when` cannot be decided: `count` is a list and is compared with a string; compare \
                a fact that is a text, a number, true or false
                """
            ),
        ] as [(Value, Value, String)])
    func types(fact: Value, value: Value, problem: String) {
        let failure = #expect(throws: Failure.self) {
            try Condition([Comparison(Self.count, [value])]).decision(Facts([Self.count: fact]))
        }
        #expect(failure.map { "\($0.message); \($0.remedy)" } == problem)
    }
}
