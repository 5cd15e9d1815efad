import Pipeline
import Testing

@Suite("Random changes of random pipelines")
struct RandomOverlayTests {
    private static let facts = (0..<5).compactMap { FactName("fact\($0)") }
    private static let rounds = 3000

    /// Numbers that look random and are the same each time (SplitMix64).
    private struct Chance: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }

        mutating func of<Choice>(_ choices: [Choice]) -> Choice {
            choices[Int(next() % UInt64(choices.count))]
        }

        mutating func once(in count: UInt64) -> Bool { next() % count == 0 }
    }

    /// Gives its fact, or fails where it may.
    private struct Giver: Step {
        let fact: FactName
        let value: Value
        let fails: Bool

        func run(in context: StepContext) async throws -> Facts {
            if fails { throw Failure(.refused, "as it may", remedy: "none") }
            return Facts([fact: value])
        }
    }

    /// Three kinds a fact: one that gives it, one that needs it, one that fails where it may.
    private static let registry = StepRegistry(
        facts.flatMap { fact in
            [
                kind("give-\(fact)", gives: fact, fails: false),
                kind("try-\(fact)", gives: fact, fails: true),
                StepKind("need-\(fact)", summary: "Needs", failures: [.refused], needs: [fact]) {
                    _ in Giver(fact: fact, value: "x", fails: false)
                },
            ]
        })

    private static func kind(_ name: String, gives fact: FactName, fails: Bool) -> StepKind {
        StepKind(
            name, summary: "Gives", failures: [.refused],
            policy: Policy(retries: [], onFailure: fails ? .continue : .stop), gives: [fact]
        ) { _ in Giver(fact: fact, value: "b", fails: fails) }
    }

    private static func step(_ id: String, _ chance: inout Chance) -> StepDefinition {
        var step = StepDefinition(
            "\(chance.of(["give", "try", "need", "need"]))-\(chance.of(facts))", id: id)
        if chance.once(in: 3) {
            let comparison = Comparison(
                chance.of(facts), [chance.of(["a", "b"])], isNegated: chance.once(in: 2))
            step.condition = Condition([comparison])
        }
        return step
    }

    private static func change(_ number: Int, _ chance: inout Chance) -> Change.Action {
        let ids = (0..<8).map { "s\($0)" } + ["n0", "n1", "r0"]
        let reference = Reference(chance.of(ids))
        let position = chance.of([
            Position.first, .last, .before(Reference(chance.of(ids))),
            .after(Reference(chance.of(ids))),
        ])
        switch chance.next() % 6 {
        case 0: return .insert(step("n\(number)", &chance), position)
        case 1: return .move(reference, position)
        case 2: return .remove(reference)
        case 3: return .replace(reference, by: step("r\(number)", &chance))
        case 4: return .rename(reference, to: Reference("m\(number)"))
        default:
            var settings = StepSettings()
            settings.condition = .remove
            return .set(reference, settings)
        }
    }

    /// The ids that a change speaks of, and those that it makes.
    private static func ids(of action: Change.Action) -> [String] {
        switch action {
        case .insert(let step, _): [step.id]
        case .move(let reference, _), .remove(let reference), .set(let reference, _):
            [reference.name]
        case .replace(let reference, let step): [reference.name, step.id]
        case .rename(let reference, let new): [reference.name, new.name]
        }
    }

    @Test("no step that is not mentioned is lost, doubled or moved among its like")
    func keepsOthers() {
        var chance = Chance(state: 1)
        for _ in 0..<Self.rounds {
            let before = (0..<8).map { Self.step("s\($0)", &chance) }
            let actions = (0..<4).map { Self.change($0, &chance) }
            var definition = Definition(name: "random", steps: before)
            var problems: [Diagnostic] = []
            definition.apply(Overlay(changes: actions.map { Change($0) }), &problems)
            let mentioned = Set(actions.flatMap(Self.ids))
            #expect(
                definition.steps.filter { !mentioned.contains($0.id) }
                    == before.filter { !mentioned.contains($0.id) })
            #expect(Set(definition.steps.map(\.id)).count == definition.steps.count)
        }
    }

    @Test("a plan that is accepted never lacks a fact")
    func neverLacksFacts() async throws {
        var chance = Chance(state: 2)
        var accepted = 0
        for _ in 0..<Self.rounds {
            var definition = Definition(
                name: "random", steps: (0..<8).map { Self.step("s\($0)", &chance) })
            var problems: [Diagnostic] = []
            definition.apply(
                Overlay(changes: (0..<4).map { Change(Self.change($0, &chance)) }), &problems)
            var given = Facts([Self.facts[0]: chance.of(["a", "b"])])
            if chance.once(in: 2) { given[Self.facts[1]] = "a" }
            guard
                let plan = try? Planner(registry: Self.registry)
                    .plan(definition, given: [GivenFacts(from: "the test", names: given.names)])
            else { continue }
            accepted += 1
            let time = VirtualTime()
            let environment = RunEnvironment(
                time: time, pausing: VirtualPause(time: time), alarm: VirtualAlarm(time: time),
                random: FixedRandom(value: 1),
                emitter: EventEmitter(run: "r", time: time, observers: []))
            let result = await Runner(environment).run(plan, facts: given)
            #expect(result.outcome == .succeeded, "\(definition.steps)")
        }
        #expect(accepted > 100)
    }

    @Test("a plan that is refused names a fact that some run lacks, or that nobody gives before it")
    func refusesForAReason() {
        var chance = Chance(state: 3)
        for _ in 0..<Self.rounds {
            let steps = (0..<6).map { Self.step("s\($0)", &chance) }
            do throws(Diagnostics) {
                _ = try Planner(registry: Self.registry)
                    .plan(Definition(name: "random", steps: steps), given: [])
            } catch {
                for problem in error.all {
                    // The step needs the fact, and no step before it gives it on every run.
                    let words = problem.message.split(separator: "`").map(String.init)
                    let index = steps.firstIndex { $0.id == words[0] } ?? 0
                    #expect(words[1] == " needs the fact ", "\(problem.message)")
                    #expect(
                        !steps[..<index].contains {
                            $0.kind == "give-\(words[2])" && $0.condition == nil
                        }, "\(problem.message)")
                }
            }
        }
    }
}
