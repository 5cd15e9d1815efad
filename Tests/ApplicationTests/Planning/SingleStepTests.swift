import Pipeline
import PipelineFile
import TestSupport
import Testing

@testable import Application

struct SingleStepTests {
    private static let kinds: [StepKind] = [
        .scripted("look-up", gives: [FactKey.stackID.name, FactKey.layerID.name]),
        .scripted("poll", gives: [FactKey.memberID.name]),
        .scripted(
            "assign",
            parameters: [
                Parameter("note", "a remark", default: "").description,
                Parameter("tries", "how often", default: 1).description,
            ],
            policy: Policy(retries: [Retry(on: [.transient], attempts: 2, delay: .seconds(1))]),
            needs: [FactKey.memberID.name, FactKey.layerID.name], gives: [FactKey.hostname.name]
        ) { context in
            if context.attempt == 1 {
                throw Failure(.transient, "no luck", remedy: "wait")
            }
            var facts = Facts()
            facts[.hostname] = try context.facts.require(.memberID) + "-host"
            return facts
        },
        .scripted("where", needs: [FactKey.instanceRegion.name]),
    ]

    private func run(
        _ kind: String, with text: String? = nil, settings: Facts = Facts(),
        metadata: ScriptedMetadata = ScriptedMetadata()
    ) async throws -> Rehearsal.Performance {
        var request = PlanRequest()
        request.step = SingleStep(
            kind: kind, parameters: text.map { SourceText($0, name: "--with") })
        request.settings = settings
        var rehearsal = Rehearsal(Self.kinds)
        rehearsal.metadata = metadata
        return try await rehearsal.run("", request: request)
    }

    private static let member = Facts([
        FactKey.memberID.name: "m-1", FactKey.layerID.name: "l-1",
    ])

    @Test func `a step runs with its kind's policy and what is said`() async throws {
        let metadata = ScriptedMetadata()
        let performance = try await run(
            "assign", with: "note: ${member.id}", settings: Self.member, metadata: metadata)
        #expect(
            performance.output == """
                [    0.000] enlist 0.2.0
                [    0.000] pipeline assign: 1 step
                [    0.000] assign: started
                [    0.000] assign: attempt 1 failed after 0s, transient: no luck
                [    0.000] assign: trying again in 0s
                [    0.000] assign: attempt 2 started
                [    0.000] assign: done after 0s: hostname=m-1-host
                [    0.000] assign succeeded after 0s

                """)
        #expect(performance.errors == "")
        #expect(performance.status == .joined)
        #expect(metadata.asked == [])
    }

    @Test func `metadata is asked when the step needs something of the instance`() async throws {
        let metadata = ScriptedMetadata(Facts([FactKey.instanceRegion.name: "eu-west-1"]))
        #expect(try await run("where", metadata: metadata).status == .joined)
        #expect(metadata.asked == ["facts"])
    }

    @Test func `facts that nobody gives are named together`() async throws {
        let performance = try await run("assign", with: "{note: '${stack.id}'}")
        #expect(
            performance.errors == """
                error: `assign` needs the facts `member.id`, `layer.id`, `stack.id`, which earlier \
                steps of a pipeline would give
                    remedy: --set member.id=… --set layer.id=… --set stack.id=…
                note: steps of kind `look-up` give `layer.id`, `stack.id`
                note: steps of kind `poll` give `member.id`

                """)
        #expect(performance.output == "")
        #expect(performance.status == .badData)
    }

    @Test(
        "what is wrong with the parameters is shown in their text",
        arguments: [
            (
                "{note: a, tris: 2}",
                """
                --with:1:11: error: `assign` has no parameter `tris`
                    1 | {note: a, tris: 2}
                      |           ^
                    remedy: did you mean `tries`?

                """
            ),
            (
                "tries: many",
                """
                --with:1:1: error: the parameter `tries` of `assign` should be an integer and is a string
                    1 | tries: many
                      | ^
                    remedy: `enlist steps assign` shows its parameters

                """
            ),
            (
                "[1]",
                """
                --with:1:1: error: `--with` should be a mapping and is a list
                    1 | [1]
                      | ^
                    remedy: write {parameter: value}

                """
            ),
            (
                "note: ${unknown.fact}",
                """
                --with:1:7: error: `assign` needs the fact `unknown.fact`, which nothing gives
                    1 | note: ${unknown.fact}
                      |       ^
                    remedy: say it with --set unknown.fact=…

                """
            ),
        ])
    func wrong(text: String, errors: String) async throws {
        let performance = try await run("assign", with: text, settings: Self.member)
        #expect(performance.errors == errors)
        #expect(performance.status == .badData)
    }

    @Test func `a kind that is none has a near one`() async throws {
        let performance = try await run("asign")
        #expect(
            performance.errors == """
                error: there is no kind of step called `asign`
                    remedy: did you mean `assign`?

                """)
        #expect(performance.status == .badData)
    }
}
