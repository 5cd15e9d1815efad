import Pipeline
import Testing

@Suite("Changing a pipeline")
struct OverlayTests {
    private static let base = Definition(
        name: "base", deadline: .seconds(60),
        steps: ["a", "b", "c", "d"].map { StepDefinition("kind-\($0)", id: $0) })

    private func place(_ line: Int) -> Pipeline.SourceLocation {
        Pipeline.SourceLocation(file: "o.yaml", line: line, column: 3)
    }

    private func reference(_ name: String, _ line: Int) -> Reference {
        Reference(name, at: place(line))
    }

    /// The ids after the changes, with the line of each change that could not be made and why.
    private func outcome(_ changes: [Change.Action]) -> (ids: String, problems: [String]) {
        var definition = Self.base
        var problems: [Diagnostic] = []
        definition.apply(
            Overlay(
                changes: changes.enumerated().map { Change($1, at: place($0 + 1)) }), &problems)
        return (
            definition.steps.map(\.id).joined(),
            problems.map { problem in
                let notes = problem.notes.map { note in
                    " [\(note.location.map { "\($0.line): " } ?? "")\(note.message)]"
                }
                return "\(problem.location?.line ?? 0): \(problem.message); \(problem.remedy)"
                    + notes.joined()
            }
        )
    }

    @Test(
        "each change does what it says, and the other steps keep their order",
        arguments: [
            ([.insert(StepDefinition("x"), .first)], "xabcd"),
            ([.insert(StepDefinition("x"), .last)], "abcdx"),
            ([.insert(StepDefinition("x"), .before(Reference("c")))], "abxcd"),
            ([.insert(StepDefinition("x"), .after(Reference("c")))], "abcxd"),
            ([.move(Reference("a"), .last)], "bcda"),
            ([.move(Reference("d"), .first)], "dabc"),
            ([.move(Reference("a"), .after(Reference("c")))], "bcad"),
            ([.move(Reference("a"), .before(Reference("c")))], "bacd"),
            ([.move(Reference("d"), .after(Reference("a")))], "adbc"),
            ([.move(Reference("d"), .before(Reference("a")))], "dabc"),
            ([.remove(Reference("b"))], "acd"),
            ([.replace(Reference("b"), by: StepDefinition("x"))], "axcd"),
            ([.replace(Reference("b"), by: StepDefinition("x", id: "b"))], "abcd"),
            ([.rename(Reference("b"), to: Reference("x"))], "axcd"),
            (
                [
                    .insert(StepDefinition("x"), .after(Reference("d"))),
                    .move(Reference("x"), .before(Reference("a"))), .remove(Reference("a")),
                    .insert(StepDefinition("a"), .last),
                ], "xbcda"
            ),
        ] as [([Change.Action], String)])
    func changes(actions: [Change.Action], ids: String) {
        let outcome = outcome(actions)
        #expect(outcome.ids == ids)
        #expect(outcome.problems == [])
    }

    @Test("a change that cannot be made says why, and the others are made")
    func problems() {
        let outcome = outcome([
            .remove(reference("aa", 1)),
            .rename(reference("b", 2), to: reference("e", 2)),
            .set(reference("b", 3), StepSettings()),
            .remove(reference("c", 4)),
            .move(reference("c", 5), .first),
            .replace(reference("d", 6), by: StepDefinition("x")),
            .insert(StepDefinition("y"), .before(reference("d", 7))),
            .move(reference("a", 8), .after(reference("a", 8))),
            .insert(
                StepDefinition("z", id: "a", locations: Locations(["id": place(9)])), .first),
            .rename(reference("a", 10), to: reference("x", 10)),
            .rename(reference("a", 11), to: reference("a", 11)),
            .insert(StepDefinition("w"), .after(reference("zzzzzz", 12))),
            .move(reference("y", 13), .first),
        ])
        #expect(outcome.ids == "yaexw")
        #expect(
            outcome.problems.joined(separator: "\n") == """
                1: no step has the id `aa`; did you mean `a`?
                3: no step has the id `b` any more; write `e` \
                [2: an earlier change renamed it to `e`]
                5: no step has the id `c` any more; remove one of the two changes, or change their \
                order [4: an earlier change removed it]
                7: no step has the id `d` any more; write `x` \
                [6: an earlier change replaced it by `x`]
                8: `a` cannot be moved before or after itself; name another step, or write `at: \
                first` or `at: last`
                9: there is a step with the id `a` already; choose another id: a step can have an \
                `id:` beside its kind [it is here]
                10: there is a step with the id `x` already; choose another id: a step can have an \
                `id:` beside its kind [it is here]
                11: `a` has this id already; remove the change
                12: no step has the id `zzzzzz`; choose from `a`, `e`, `x`, `y`
                """)
    }

    @Test("settings take the place of those of the same name, and null takes one away")
    func settings() throws {
        var step = StepDefinition(
            "kind", id: "a", parameters: ["kept": 1, "changed": ["x": 1], "gone": 3],
            locations: Locations([
                "": Pipeline.SourceLocation(file: "base.yaml", line: 1, column: 1),
                "with.kept": Pipeline.SourceLocation(file: "base.yaml", line: 2, column: 1),
                "with.changed": Pipeline.SourceLocation(file: "base.yaml", line: 3, column: 1),
                "with.changed.x": Pipeline.SourceLocation(file: "base.yaml", line: 3, column: 9),
            ]))
        step.condition = Condition([Comparison(FactKey.product.name, ["shop"])])
        var definition = Definition(name: "base", steps: [step])
        var settings = StepSettings()
        settings.parameters = ["changed": 2, "gone": .null, "new": 4]
        settings.policy = PolicyChange(timeout: .seconds(3))
        settings.condition = .remove
        settings.locations = Locations(["with.changed": place(7), "with.new": place(8)])
        var problems: [Diagnostic] = []
        definition.apply(
            Overlay(changes: [Change(.set(Reference("a"), settings))]), &problems)
        let changed = try #require(definition.steps.first)
        #expect(problems == [])
        #expect(changed.parameters == ["kept": 1, "changed": 2, "new": 4])
        #expect(changed.condition == nil)
        #expect(changed.policies.map(\.timeout) == [.seconds(3)])
        #expect(
            ["", "with.kept", "with.changed", "with.changed.x", "with.new"].map { path in
                changed.locations[path].map { "\($0.file):\($0.line)" }
            } == ["base.yaml:1", "base.yaml:2", "o.yaml:7", "o.yaml:7", "o.yaml:8"])
    }

    @Test("a retry that goes back to a step follows it to its new id")
    func rewindFollows() {
        var back = RetryChange()
        back.rewind = "a"
        var definition = Self.base
        definition.steps[2].policies = [PolicyChange(retries: [back])]
        var problems: [Diagnostic] = []
        definition.apply(
            Overlay(changes: [Change(.rename(Reference("a"), to: Reference("z")))]), &problems)
        #expect(definition.steps[2].policies[0].retries[0].rewind == "z")
    }

    @Test("a pipeline that was made of another is known by both names")
    func names() {
        var definition = Self.base
        var problems: [Diagnostic] = []
        definition.apply(Overlay(name: "shop", deadline: .seconds(90)), &problems)
        definition.apply(Overlay(name: "special", defaults: PolicyChange()), &problems)
        #expect(definition.name == "special")
        #expect(definition.extended == ["shop", "base"])
        #expect(definition.deadline == .seconds(90))
        #expect(definition.defaults.count == 1)
        #expect(["special", "shop", "base"].allSatisfy(definition.isOrExtends))
        #expect(!definition.isOrExtends("other"))
    }

    @Test("a pipeline cannot grow without end")
    func bounded() {
        var definition = Definition(
            name: "base",
            steps: (1...Definition.stepLimit).map { StepDefinition("kind", id: "s\($0)") })
        var problems: [Diagnostic] = []
        definition.apply(
            Overlay(changes: [Change(.insert(StepDefinition("x"), .first), at: place(1))]),
            &problems)
        #expect(definition.steps.count == Definition.stepLimit)
        #expect(problems.map(\.message) == ["the pipeline comes to more than 10000 steps"])
    }
}
