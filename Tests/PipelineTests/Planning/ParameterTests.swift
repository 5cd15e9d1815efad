import Pipeline
import Testing

@Suite("Parameters of a step")
struct ParameterTests {
    private static func kind(_ rules: [ParameterRule]) -> StepKind {
        StepKind(
            "fetch", summary: "Fetches",
            parameters: [
                Parameter<String?>("url", "from where").shown { .string($0.text.uppercased()) }
                    .description,
                Parameter<String?>("file", "which file").description,
                Parameter<String?>("hash", "what it hashes to").description,
                Parameter<String?>("script", "what to do").literal.description,
            ],
            rules: rules, failures: [],
            declaredGives: { parameters in
                FactName(parameters["hash"]?.text ?? "").map { [$0] } ?? []
            },
            planText: { "fetches \($0["url"]?.text ?? "nothing")" },
            make: { ScriptedStep(script: Script([give()]), arguments: $0) })
    }

    private static func plan(
        _ parameters: [String: Value], _ rules: [ParameterRule] = [], then: [StepDefinition] = []
    ) throws(Diagnostics) -> Plan {
        try Planner(registry: StepRegistry([kind(rules)])).plan(
            Definition(
                name: "test", steps: [StepDefinition("fetch", parameters: parameters)] + then),
            given: [GivenFacts(from: "test", Facts(named: ["product": "shop"]))])
    }

    @Test(
        "those that do not go together are refused",
        arguments: [
            (.exactlyOne(["url", "file"]), [], "lacks one of `url`, `file`"),
            (.exactlyOne(["url", "file"]), ["url"], nil),
            (
                .exactlyOne(["url", "file"]), ["url", "file"],
                "has `url`, `file`, of which only one can be given"
            ),
            (.atMostOne(["url", "file"]), [], nil),
            (
                .atMostOne(["url", "file", "hash"]), ["url", "hash"],
                "has `url`, `hash`, of which only one can be given"
            ),
            (.onlyWith("hash", ["url", "file"]), ["hash"], "has `hash` without `url`, `file`"),
            (.onlyWith("hash", ["url", "file"]), ["hash", "file"], nil),
            (.onlyWith("hash", ["url"]), [], nil),
        ] as [(ParameterRule, [String], String?)])
    func rules(rule: ParameterRule, given: [String], problem: String?) {
        var found: [String] = []
        do {
            _ = try Self.plan(
                Dictionary(uniqueKeysWithValues: given.map { ($0, "x") }), [rule])
        } catch {
            found = error.all.map(\.message)
        }
        #expect(found == (problem.map { ["`fetch` \($0)"] } ?? []))
    }

    @Test("a literal one is taken as it is written, and needs no facts")
    func literal() throws {
        let text: Value = "echo ${HOME} $$ ${stack.id}"
        let step = try #require(try Self.plan(["script": text]).steps.first)
        #expect(step.needs.isEmpty)
        #expect(try step.parameters(rendered: Facts())["script"] == text)
    }

    @Test("people see one in the form that it is shown in, and the plan's text is made of that")
    func shown() throws {
        let step = try #require(try Self.plan(["url": "at ${product}"]).steps.first)
        let facts = Facts(named: ["product": "shop"])
        #expect(step.shownParameters(facts)["url"] == "AT SHOP")
        #expect(step.planText(facts) == "fetches AT SHOP")
    }

    @Test("one can say which facts its step gives")
    func gives() throws {
        let later = StepDefinition("fetch", id: "later", parameters: ["file": "${size}"])
        #expect(
            try Self.plan(["hash": "size"], then: [later]).steps[0].gives.map(\.text) == ["size"])
        #expect(throws: Diagnostics.self) { try Self.plan([:], then: [later]) }
    }
}
