import Pipeline
import Testing

private struct Idle: Step {
    func run(in context: StepContext) async throws -> Facts { Facts() }
}

@Suite("Facts on their way through a pipeline")
struct FactFlowTests {
    private static let text = Parameter<String>("text", "a text", default: "")

    private static func kind(
        _ name: String, needs: [FactName] = [], gives: [FactName] = []
    ) -> StepKind {
        StepKind(
            name, summary: "Does nothing", parameters: [text.description], failures: [.transient],
            needs: needs, gives: gives
        ) { _ in Idle() }
    }

    private static let volume = FactName("volume.id").map { [$0] } ?? []

    private static let pair = ["pair.left", "pair.right"].compactMap { FactName($0) }

    private static let registry = StepRegistry([
        kind("make-volume", gives: volume), kind("use-volume", needs: volume), kind("say"),
        kind("set-environment", gives: [FactKey.environment.name]),
        kind("make-pair", gives: pair), kind("use-pair", needs: pair),
        kind("count", gives: volume).typing { _ in [:].merging(volume.map { ($0, .integer) }) { $1 }
        },
        kind("name", gives: volume).typing { _ in [:].merging(volume.map { ($0, .text) }) { $1 } },
    ])

    private static let given = [
        GivenFacts(
            from: "inputs",
            Facts([
                FactKey.product.name: "shop", FactKey.environment.name: "prod",
                FactKey.platform.name: "web", FactKey.lifecycle.name: "in-service",
            ]))
    ]

    private func step(
        _ kind: String, id: String? = nil, line: Int, text: String? = nil,
        when condition: [Comparison]? = nil, mayFail: Bool = false
    ) -> StepDefinition {
        var step = StepDefinition(
            kind, id: id, parameters: text.map { ["text": .string($0)] } ?? [:],
            policy: mayFail ? PolicyChange(onFailure: .continue) : nil,
            condition: condition.map(Condition.init),
            locations: Locations(["": place(line)]))
        step.locations.values["with.text"] = place(line, 9)
        for comparison in condition ?? [] {
            step.locations.byPath["when.\(comparison.fact)"] = place(line, 5)
        }
        return step
    }

    private func place(_ line: Int, _ column: Int = 1) -> Pipeline.SourceLocation {
        Pipeline.SourceLocation(file: "p.yaml", line: line, column: column)
    }

    private func problems(_ steps: [StepDefinition], former: [FormerStep] = []) -> String {
        var definition = Definition(name: "test", steps: steps)
        definition.former = former
        do {
            _ = try Planner(registry: Self.registry).plan(definition, given: Self.given)
            return ""
        } catch let error as Diagnostics {
            return error.all.map { problem in
                let notes = problem.notes.map { note in
                    " [\(note.location.map { "\($0.line): " } ?? "")\(note.message)]"
                }
                let place = problem.location.map { "\($0.line):\($0.column)" } ?? ""
                return "\(place): \(problem.message); \(problem.remedy)" + notes.joined()
            }
            .joined(separator: "\n")
        } catch {
            return "\(error)"
        }
    }

    private static let inProd = Comparison(FactKey.environment.name, ["prod"])
    private static let onWeb = Comparison(FactKey.platform.name, ["web"])

    @Test("what only a conditional step gives may be needed under the same condition")
    func sameCondition() {
        #expect(
            problems([
                step("make-volume", line: 1, when: [Self.inProd]),
                step("use-volume", line: 2, when: [Self.onWeb, Self.inProd]),
                step("say", line: 3, text: "${volume.id:-none}"),
            ]) == "")
    }

    @Test("steps whose conditions cover every case give a fact for certain")
    func coveredConditions() {
        let notInProd = Comparison(FactKey.environment.name, ["prod"], isNegated: true)
        #expect(
            problems([
                step("make-volume", id: "a", line: 1, when: [Self.inProd]),
                step("make-volume", id: "b", line: 2, when: [notInProd]),
                step("use-volume", line: 3),
                step("say", line: 4, text: "${volume.id}"),
            ]) == "")
        // Whoever needs it elsewhere than in staging lacks it there only.
        let inStaging = Comparison(FactKey.environment.name, ["staging"])
        let other = Comparison(FactKey.environment.name, ["prod", "staging"], isNegated: true)
        let makers = [
            step("make-volume", id: "a", line: 1, when: [Self.inProd]),
            step("make-volume", id: "b", line: 2, when: [other]),
        ]
        let notInStaging = Comparison(FactKey.environment.name, ["staging"], isNegated: true)
        #expect(problems(makers + [step("use-volume", line: 3, when: [notInStaging])]) == "")
        #expect(
            problems(makers + [step("use-volume", line: 3)]) == """
                3:1: `use-volume` needs the fact `volume.id`, which `a`, `b` give only when they run: \
                environment is prod; environment is not prod or staging; let one of them run in every \
                case, or give `use-volume` a `when` [1: `a` is here] [2: `b` is here]
                """)
        #expect(
            problems(makers + [step("use-volume", line: 3, when: [inStaging])]) != "")
    }

    @Test(
        "conditions cover nothing where one of their steps may fail, or the fact changes in between"
    )
    func uncoveredConditions() {
        let notInProd = Comparison(FactKey.environment.name, ["prod"], isNegated: true)
        #expect(
            problems([
                step("make-volume", id: "a", line: 1, when: [Self.inProd], mayFail: true),
                step("make-volume", id: "b", line: 2, when: [notInProd]),
                step("use-volume", line: 3),
            ]) != "")
        #expect(
            problems([
                step("make-volume", id: "a", line: 1, when: [Self.inProd]),
                step("set-environment", line: 2),
                step("make-volume", id: "b", line: 3, when: [notInProd]),
                step("use-volume", line: 4),
            ]) != "")
    }

    @Test("what only a conditional step gives cannot be needed strictly")
    func otherCondition() {
        #expect(
            problems([
                step("make-volume", line: 1, when: [Self.inProd]),
                step("use-volume", line: 2, when: [Self.onWeb]),
                step("say", line: 3, text: "on ${volume.id}"),
            ]) == """
                2:1: `use-volume` needs the fact `volume.id`, which `make-volume` gives only when it \
                runs: environment is prod; give `use-volume` the same `when` \
                [1: `make-volume` is here]
                """)
        #expect(
            problems([
                step("make-volume", line: 1, when: [Self.inProd]),
                step("say", line: 3, text: "on ${volume.id}"),
            ]) == """
                3:9: `say` needs the fact `volume.id`, which `make-volume` gives only when it runs: \
                environment is prod; give `say` the same `when`, or write a default: ${volume.id:-…} \
                [1: `make-volume` is here]
                """)
    }

    @Test("a condition on a fact that changes in between promises nothing")
    func changedBetween() {
        #expect(
            problems([
                step("make-volume", line: 1, when: [Self.inProd]),
                step("set-environment", line: 2),
                step("use-volume", line: 3, when: [Self.inProd]),
            ]).hasPrefix("3:1: `use-volume` needs the fact `volume.id`, which `make-volume` gives"))
    }

    @Test("what a failable step gives may be needed where it is known")
    func failable() {
        let maker = step("make-volume", line: 1, mayFail: true)
        #expect(
            problems([maker, step("use-volume", line: 2)]) == """
                2:1: `use-volume` needs the fact `volume.id`, which `make-volume` may fail to give, \
                as the run continues without it; let its failure stop the run, or add `when: \
                {volume.id: …}` to `use-volume` [1: `make-volume` is here]
                """)
        #expect(
            problems([
                maker,
                step(
                    "use-volume", line: 2,
                    when: Self.volume.map { Comparison($0, [""], isNegated: true) }),
            ]) == "")
    }

    @Test("a condition on a fact that nobody gives is an error at its place")
    func unknownInCondition() {
        #expect(
            problems([
                step("say", line: 1, when: FactName("enviroment").map { [Comparison($0, ["x"])] })
            ]) == """
                1:5: `say` needs the fact `enviroment`, which nothing gives; did you mean \
                `environment`?
                """)
    }

    @Test("a default does not excuse a misspelt name")
    func misspeltDefault() {
        #expect(
            problems([
                step("say", line: 1, text: "${prodct:-none} ${hostname:-none} ${instance.id:-x}")
            ]) == """
                1:9: `say` needs the fact `prodct`, which nothing gives; did you mean `product`?
                """)
    }

    @Test("what a step gave that a change takes away is said with all places")
    func takenAway() {
        let maker = step("make-volume", line: 1)
        for fate in [FormerStep.Fate.removed, .replaced(by: "say")] {
            #expect(
                problems(
                    [step("say", line: 2), step("use-volume", line: 3)],
                    former: [FormerStep(step: maker, fate: fate, location: place(7))]) == """
                        3:1: `use-volume` needs the fact `volume.id`, which `make-volume` gave, and \
                        a change takes that step away; keep that step, change `use-volume`, or say it \
                        with --set volume.id=… [1: `make-volume` stood here] \
                        [7: this change takes it away]
                        """)
        }
    }

    @Test("facts that are missing for one reason are one error")
    func severalFacts() {
        let maker = FormerStep(step: step("make-pair", line: 1), fate: .removed, location: place(7))
        #expect(
            problems([step("use-pair", line: 2)], former: [maker]) == """
                2:1: `use-pair` needs the facts `pair.left`, `pair.right`, which `make-pair` gave, \
                and a change takes that step away; keep that step, change `use-pair`, or say them \
                with --set pair.left=… --set pair.right=… [1: `make-pair` stood here] \
                [7: this change takes it away]
                """)
        #expect(
            problems([step("use-pair", line: 2)]) == """
                2:1: `use-pair` needs the facts `pair.left`, `pair.right`, which no step of this \
                pipeline gives; add a step of kind `make-pair` before it, or say them \
                with --set pair.left=… --set pair.right=…
                """)
    }

    @Test("a moved step is said with the place of the move")
    func moved() {
        var maker = step("make-volume", line: 1)
        maker.movedAt = place(8)
        #expect(
            problems([step("use-volume", line: 2), maker]) == """
                2:1: `use-volume` needs the fact `volume.id`, which only the later step \
                `make-volume` gives; put `make-volume` before `use-volume` \
                [1: `make-volume` is here] [8: `make-volume` is moved here]
                """)
    }

    @Test("a step does not read what it gives itself before it has run")
    func ownFact() throws {
        let volume = try #require(Self.volume.first)
        let own = step("make-volume", line: 3, when: [Comparison(volume, ["x"])])
        #expect(
            problems([own]).hasPrefix(
                "3:5: `make-volume` needs the fact `volume.id`, which only it gives, at its end; let "
                    + "an earlier step give it, or read it in a later one or in `revert`"))
    }

    @Test("a condition that can never be decided is an error where its value stands")
    func types() {
        var step = step("say", line: 1, when: [Comparison(FactKey.product.name, [3])])
        step.locations.values["when.product"] = place(1, 20)
        #expect(
            problems([step]) == """
                1:20: `when` of `say` can never hold: `product` is a string and is compared with an \
                integer; put the value in quotes: a text never equals anything else
                """)
        #expect(
            problems([
                self.step("say", line: 1, when: [Comparison(FactKey.identity.name, ["x"])])
            ]).hasPrefix("1:5: `when` of `say` compares the secret fact `instance.identity`;"))
    }

    @Test("a text that is none of a choice's words is an error, whether or not others are")
    func impossibleWords() {
        func compared(with values: Value...) -> String {
            problems([
                step("say", line: 1, when: [Comparison(FactKey.lifecycle.name, values)])
            ])
        }
        #expect(compared(with: "warm-pool") == "")
        #expect(compared(with: "in-service", "warm-pool") == "")
        #expect(
            compared(with: "in-service", "warmpool") == """
                1:5: `when` of `say` compares `lifecycle` with `warmpool`, which it never is; did you \
                mean `warm-pool`?
                """)
        #expect(
            compared(with: "production") == """
                1:5: `when` of `say` compares `lifecycle` with `production`, which it never is; write \
                one of: `in-service`, `warm-pool`
                """)
    }

    @Test("a fact's type is what the steps that give it declare, where they agree")
    func declaredTypes() throws {
        let volume = try #require(Self.volume.first)
        func compared(_ givers: [String], with value: Value) -> String {
            let steps = givers.enumerated().map { step($1, line: $0 + 1) }
            return problems(steps + [step("say", line: 9, when: [Comparison(volume, [value])])])
        }
        #expect(compared(["count"], with: 3) == "")
        #expect(compared(["name"], with: "3") == "")
        #expect(
            compared(["count"], with: "3") == """
                9:5: `when` of `say` can never hold: `volume.id` is an integer and is compared with a \
                string; write an integer, without quotes
                """)
        #expect(
            compared(["name"], with: 3).hasPrefix(
                "9:5: `when` of `say` can never hold: `volume.id` is a string and is compared with")
        )
        // Nobody knows which it will be, or nobody has said.
        #expect(compared(["count", "name"], with: "3") == "")
        #expect(compared(["make-volume"], with: 3) == "")
    }

    @Test(
        "a value that a person wrote is of the type that the fact's giver declares",
        arguments: [
            ("name", "0123", Value.integer(83), Value.string("0123")),
            ("name", "'12'", "12", "12"), ("name", "1.0", .number(1), "1.0"),
            ("name", "", "", ""), ("count", "12", 12, 12), ("count", "'12'", "12", 12),
            ("make-volume", "12", 12, 12),
        ])
    func writtenValues(giver: String, text: String, read: Value, value: Value) throws {
        let volume = try #require(Self.volume.first)
        let plan = try Planner(registry: Self.registry).plan(
            Definition(name: "test", steps: [step(giver, line: 1), step("say", line: 2)]),
            selection: Selection(from: "say"),
            given: Self.given + [
                GivenFacts(from: "--set", Facts([volume: read]), written: [volume: text])
            ])
        #expect(plan.knownFacts[volume] == value)
    }

    @Test("a value that a person wrote and that is of another type is an error")
    func misfitting() throws {
        let volume = try #require(Self.volume.first)
        #expect(throws: Diagnostics.self) {
            try Planner(registry: Self.registry).plan(
                Definition(name: "test", steps: [step("count", line: 1)]),
                given: [
                    GivenFacts(from: "--set", Facts([volume: "x"]), written: [volume: "x"])
                ])
        }
    }

    @Test("ten thousand steps that need each other are planned at once")
    func many() throws {
        let steps = (1...10_000).map {
            step($0 == 1 ? "make-volume" : "use-volume", id: "step-\($0)", line: $0)
        }
        let plan = try Planner(registry: Self.registry).plan(
            Definition(name: "test", steps: steps), given: Self.given)
        #expect(plan.steps.count == 10_000)
    }
}
