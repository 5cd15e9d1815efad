import Pipeline
import PipelineFile
import Terminal
import TestSupport
import Testing

@testable import Application

struct FileValidatorTests {
    private static let kinds: [StepKind] = [
        .scripted("look-up", needs: [FactKey.product.name], gives: [FactKey.stackID.name]),
        .scripted(
            "register",
            parameters: [
                Parameter("tries", "how often", default: 1).description,
                Parameter("note", "a remark", default: "").description,
            ],
            needs: [FactKey.stackID.name, FactKey.instanceID.name]),
    ]

    private func validate(
        _ text: String, settings: Facts = Facts()
    ) async throws -> FileVerdict {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/p.yaml"
            try write(text, to: path)
            return try await FileValidator(
                kinds: KindCatalog(StepRegistry(Self.kinds)),
                loader: PipelineLoader(root: "/nowhere"),
                settings: settings
            )
            .validate(path)
        }
    }

    @Test func `a good file is good without inputs and without an instance`() async throws {
        let verdict = try await validate(
            """
            enlist: 1
            name: web
            steps:
              - look-up
              - register: {tries: "${major}", note: "${instance.id} ${stack.id}"}
            """)
        #expect(verdict.problems == [])
        #expect(verdict.summary == "pipeline web with 2 steps")
        #expect(verdict.text?.hasSuffix("/p.yaml: good, pipeline web with 2 steps\n") == true)
        #expect(verdict.json == [])
    }

    @Test func `all that is wrong has a place in the file and in its tree`() async throws {
        let verdict = try await validate(
            """
            enlist: 1
            name: web
            steps:
              - register: {tries: many}
                retry: {on: conflict, rewind: nowhere}
              - look-up:
                  a/b: 1
            """)
        #expect(verdict.text == nil)
        let found = verdict.json.map { problem -> [Value?] in
            guard case .map(let fields) = problem else { return [] }
            return ["line", "column", "path", "message"].map { fields[$0] }
        }
        #expect(
            found == [
                [
                    4, 5, "/steps/0/register",
                    """
                    `register` needs the fact `stack.id`, which only the later step `look-up` gives
                    """,
                ],
                [
                    4, 16, "/steps/0/register/tries",
                    "the parameter `tries` of `register` should be an integer and is a string",
                ],
                [5, 13, "/steps/0/retry/on", "`register` never fails with `conflict`"],
                [
                    5, 27, "/steps/0/retry/rewind",
                    "`register` rewinds to `nowhere`, and no step has this id",
                ],
                [7, 7, "/steps/1/look-up/a~1b", "`look-up` has no parameter `a/b`"],
            ])
        guard case .map(let first)? = verdict.json.first else { return }
        guard case .list(let notes) = first["notes"] else { return }
        #expect(notes.count == 1)
        #expect(first["remedy"] == "put `look-up` before `register`")
    }

    @Test func `a fact that runs will be told counts as known`() async throws {
        let text = "enlist: 1\nname: web\nsteps: [register]\n"
        #expect(try await validate(text).problems.count == 1)
        #expect(
            try await validate(text, settings: Facts([FactKey.stackID.name: "s"])).problems == [])
    }

    @Test func `a file that cannot be read is a problem of its own`() async throws {
        let verdict = try await FileValidator(
            kinds: KindCatalog(StepRegistry(Self.kinds)), loader: PipelineLoader(root: "/nowhere"),
            settings: Facts()
        )
        .validate("/nonexistent")
        #expect(
            verdict.json.map(\.json) == [
                #"{"checked":"/nonexistent","column":null,"file":"/nonexistent","line":null,"#
                    + #""message":"`/nonexistent` cannot be read: there is no such file","#
                    + #""notes":[],"path":null,"#
                    + #""remedy":"check the path, and the folder that you are in"}"#
            ])
    }
}
