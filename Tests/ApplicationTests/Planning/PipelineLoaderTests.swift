import Pipeline
import PipelineFile
import TestSupport
import Testing

@testable import Application

struct PipelineLoaderTests {
    /// Writes files below `etc/enlist` of a root, and loads what they come to.
    private func load(
        _ files: [String: String], _ path: String? = nil, product: String? = "shop"
    ) async throws -> (steps: String, report: String) {
        try await withTemporaryFolder { root in
            for (name, text) in files {
                try write("enlist: 1\n" + text, to: "\(root)/etc/enlist/\(name)")
            }
            let loaded = PipelineLoader(root: root)
                .load(path.map { "\(root)/etc/enlist/\($0)" }, product: product)
            let report = DiagnosticText(loaded.sources).render(Diagnostics(loaded.problems))
            let ids = loaded.definition?.steps.map(\.id).joined(separator: " ")
            return (
                ids.map { "\(loaded.definition?.name ?? ""): \($0)" } ?? "",
                report.split(separator: root + "/etc/enlist/").joined()
            )
        }
    }

    private static let base = "name: own\nsteps: [a, b]\n"
    private static let standard = BuiltInPipeline.standardName

    /// The ids of the steps of the built-in pipeline that runs where no file is named.
    private func standardSteps() throws -> String {
        var problems: [Diagnostic] = []
        let source = try #require(BuiltInPipeline.standard).source
        guard case .whole(let pipeline) = PipelineFileReader().read(source, &problems) else {
            throw Diagnostics(problems)
        }
        return pipeline.steps.map(\.id).joined(separator: " ")
    }

    @Test func `without files, the built-in pipeline is what runs`() async throws {
        let loaded = try await load([:])
        #expect(loaded.steps == "\(Self.standard): \(try standardSteps())")
        #expect(loaded.report == "")
    }

    @Test func `a file of changes that says nothing changes nothing`() async throws {
        try await withTemporaryFolder { root in
            let folder = "\(root)/etc/enlist"
            try write("enlist: 1\n" + Self.base, to: "\(folder)/pipeline.yaml")
            try write("# enlist: 1\n# changes: [{remove: a}]\n", to: "\(folder)/pipeline.d/10.yaml")
            try write("", to: "\(folder)/products/shop.yaml")
            let loader = PipelineLoader(root: root)
            for loaded in [
                loader.load(nil, product: "shop"),
                loader.load(alone: "\(folder)/pipeline.d/10.yaml"),
            ] {
                #expect(loaded.problems.isEmpty)
                #expect(loaded.definition?.steps.map(\.id) == ["a", "b"])
            }
            // Nobody's pipeline is nothing.
            try write("# enlist: 1\n", to: "\(folder)/pipeline.yaml")
            let empty = loader.load(nil, product: nil)
            #expect(empty.problems.map(\.message) == ["`\(folder)/pipeline.yaml` is empty"])
        }
    }

    @Test func `files act in their order, and others are not read`() async throws {
        let files = [
            "pipeline.yaml": Self.base,
            "pipeline.d/20-second.yaml": "changes: [{insert: second, after: first}]\n",
            "pipeline.d/10-first.yaml": "extends: own\nchanges: [{insert: first, at: last}]\n",
            "pipeline.d/.hidden.yaml": "changes: [{remove: a}]\n",
            "pipeline.d/notes.txt": "changes: [{remove: a}]\n",
            "pipeline.d/old.yaml.dpkg-old": "changes: [{remove: a}]\n",
            "products/shop.yaml": "name: shopping\nchanges: [{rename: second, to: third}]\n",
            "products/news.yaml": "changes: [{remove: a}]\n",
        ]
        #expect(try await load(files).steps == "shopping: a b first third")
        #expect(try await load(files, product: nil).steps == "own: a b first second")
        #expect(try await load(files, product: "news").steps == "own: b first second")
        #expect(try await load(files, product: "unknown").steps == "own: a b first second")
        #expect(try await load(files, product: "../products/news").steps == "own: a b first second")
    }

    @Test func `a file named on the command line takes the place of the base only`() async throws {
        let files = [
            "pipeline.yaml": Self.base, "other.yaml": "name: other\nsteps: [c]\n",
            "pipeline.d/10.yaml": "changes: [{insert: d, at: last}]\n",
        ]
        #expect(try await load(files, "other.yaml").steps == "other: c d")
    }

    @Test func `a file extends another, relative to itself, or a built-in pipeline`() async throws {
        let files = [
            "deep/top.yaml": "name: top\nextends: ../middle.yaml\nchanges: [{remove: a}]\n",
            "middle.yaml": "extends: /etc/enlist/pipeline.yaml\nchanges: [{insert: c, at: last}]\n",
            "pipeline.yaml": Self.base,
            "products/shop.yaml": "extends: own\nchanges: [{insert: d, at: first}]\n",
        ]
        #expect(try await load(files, "deep/top.yaml").steps == "top: d b c")
        let builtIn = try await load(
            ["pipeline.yaml": "extends: \(Self.standard)\nchanges: [{insert: own, at: last}]\n"])
        #expect(builtIn.steps == "\(Self.standard): \(try standardSteps()) own")
    }

    @Test func `what cannot be extended is said where it is named`() async throws {
        let cut = Self.standard.dropLast()
        #expect(
            try await load(["pipeline.yaml": "extends: \(cut)\n"]).report == """
                pipeline.yaml:2:10: error: there is no built-in pipeline `\(cut)`
                    2 | extends: \(cut)
                      |          ^
                    remedy: did you mean `\(Self.standard)`?

                """)
        #expect(
            try await load(["pipeline.yaml": "extends: ./gone.yaml\n"]).report == """
                pipeline.yaml:2:10: error: `gone.yaml` cannot be read: there is no such file
                    2 | extends: ./gone.yaml
                      |          ^
                    remedy: check the path, and the folder that you are in

                """)
        #expect(
            try await load([
                "pipeline.yaml": "extends: ./a.yaml\n", "a.yaml": "extends: ./b.yaml\n",
                "b.yaml": "extends: ./a.yaml\n",
            ]).report == """
                b.yaml:2:10: error: the file extends itself: a.yaml → b.yaml → a.yaml
                    2 | extends: ./a.yaml
                      |          ^
                    remedy: let one of them extend another pipeline

                """)
    }

    @Test func `files that extend each other without end are refused`() async throws {
        var files: [String: String] = [:]
        for number in 0...20 { files["p\(number).yaml"] = "extends: p\(number + 1).yaml\n" }
        #expect(
            try await load(files, "p0.yaml").report == """
                p15.yaml:2:10: error: more than 16 files extend each other
                    2 | extends: p16.yaml
                      |          ^
                    remedy: write what some of them change into one file

                """)
    }

    @Test func `changes meant for another pipeline are refused`() async throws {
        let loaded = try await load([
            "pipeline.yaml": "name: web\nextends: ./own.yaml\n", "own.yaml": Self.base,
            "products/shop.yaml": "extends: another\nchanges: [{remove: nothing}]\n",
        ])
        #expect(
            loaded.report == """
                products/shop.yaml:2:10: error: this file changes the pipeline `another`, and what runs here is `web`, `own`
                    2 | extends: another
                      |          ^
                    remedy: correct `extends`, or leave it out to change any pipeline

                """)
    }

    @Test func `a folder in the place of a file, and too many files, are errors`() async throws {
        let folder = try await load(["pipeline.d/10.yaml/x": ""])
        #expect(
            folder.report == """
                error: `pipeline.d/10.yaml` is not a regular file
                    remedy: name a file that holds YAML text

                """)
        var files: [String: String] = [:]
        for number in 0...100 { files["pipeline.d/\(number).yaml"] = "changes: []\n" }
        #expect(
            try await load(files).report.hasSuffix(
                """
                pipeline.d` holds more than 100 files that end in .yaml
                    remedy: put changes that belong together into one file

                """))
    }

    @Test func `what is wrong is said file by file, in the order in which they act`() async throws {
        try await withTemporaryFolder { root in
            let files = [
                "pipeline.d/10.yaml": "changes:\n  - set: b\n    with: {x: 1}\n  - remove: zzzz\n",
                "pipeline.yaml": "name: own\nsteps: [aaaaa, b]\n",
                "products/shop.yaml": "changes:\n  - insert: {b: {y: 1}}\n    at: lat\n",
            ]
            for (name, text) in files {
                try write("enlist: 1\n" + text, to: "\(root)/etc/enlist/\(name)")
            }
            let loaded = PipelineLoader(root: root).load(nil, product: "shop")
            let error = #expect(throws: Diagnostics.self) {
                try loaded.plan(
                    Planner(registry: StepRegistry([.scripted("b")])), selection: Selection(),
                    given: [])
            }
            let found = (error?.all ?? []).map { problem in
                "\(problem.location?.description.split(separator: "/").last ?? ""): "
                    + problem.message
            }
            #expect(
                found == [
                    "pipeline.yaml:3:9: there is no kind of step called `aaaaa`",
                    "10.yaml:4:12: `b` has no parameter `x`",
                    "10.yaml:5:13: no step has the id `zzzz`",
                    "shop.yaml:3:14: there is a step with the id `b` already",
                    "shop.yaml:4:9: `at` cannot be `lat`",
                ])
        }
    }

    @Test func `the product is asked for where products have files of their own`() async throws {
        try await withTemporaryFolder { root in
            let metadata = ScriptedMetadata(tags: ["enlist:product": "shop"])
            let preparer = Preparer(
                kinds: KindCatalog(StepRegistry([.scripted("a"), .scripted("b")])),
                metadata: metadata,
                environment: ["ENLIST_ROOT": root])
            try write("enlist: 1\n" + Self.base, to: "\(root)/etc/enlist/pipeline.yaml")
            let without = try await preparer.prepare(PlanRequest())
            #expect(without.plan.steps.map(\.id) == ["a", "b"])
            #expect(metadata.asked == [])

            try write(
                "enlist: 1\nchanges: [{remove: a}]\n", to: "\(root)/etc/enlist/products/shop.yaml")
            let with = try await preparer.prepare(PlanRequest())
            #expect(with.plan.steps.map(\.id) == ["b"])
            #expect(metadata.asked == ["enlist:product"])
        }
    }
}
