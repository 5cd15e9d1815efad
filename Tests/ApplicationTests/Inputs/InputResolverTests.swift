import Pipeline
import PipelineFile
import Terminal
import TestSupport
import Testing

@testable import Application

struct InputResolverTests {
    @Test func `each input comes from the first of its places that has it`() async throws {
        try await withTemporaryFolder { root in
            try write(
                "product: file\nenvironment: file\nplatform: file\nmajor: 3\n",
                to: "\(root)/etc/enlist/inputs.yaml")
            let resolver = InputResolver(
                options: [FactKey.product.name: ("option", "--product")],
                environment: ["ENLIST_PRODUCT": "variable", "ENLIST_ENVIRONMENT": "variable"],
                root: root)
            let path = "\(root)/etc/enlist/inputs.yaml"
            #expect(
                try resolver.resolve() == [
                    .init(name: FactKey.product.name, text: "option", source: "--product"),
                    .init(
                        name: FactKey.environment.name, text: "variable",
                        source: "ENLIST_ENVIRONMENT"),
                    .init(name: FactKey.platform.name, text: "file", source: path),
                    .init(name: FactKey.major.name, text: "3", source: path),
                ])
        }
    }

    @Test func `the inputs file is not read where nothing is missing`() async throws {
        try await withTemporaryFolder { root in
            try write("not: [valid", to: "\(root)/etc/enlist/inputs.yaml")
            let all = Dictionary(
                uniqueKeysWithValues: Facts.inputs.map { ($0, (text: "1", option: "--x")) })
            let found = try InputResolver(options: all, environment: [:], root: root).resolve()
            #expect(found.map(\.text) == ["1", "1", "1", "1"])
        }
    }

    @Test(
        "a value that could do harm in a name is refused and not repeated",
        arguments: [
            ("", "is empty"),
            (
                String(repeating: "x", count: 65), "is longer than 64 characters"
            ),
            ("größe", other), ("a b", other), ("$(reboot)", other), ("`id`", other),
            ("${stack.id}", other), ("a;b", other), ("a/../b", other), ("a\nb", other),
            ("a\0b", other), ("*", other), ("'", other), ("\u{1B}[31m", other),
            ("-rf", "does not begin with a letter or a digit"),
            (".hidden", "does not begin with a letter or a digit"),
        ])
    func badValue(text: String, problem: String) {
        for name in Facts.inputs where name != FactKey.major.name {
            let error = #expect(throws: CommandError.self) {
                try InputResolver(
                    options: [:], environment: [InputResolver.variable(name): text], root: "/none"
                ).resolve()
            }
            #expect(error?.status == .badData)
            let variable = InputResolver.variable(name)
            #expect(
                error?.text == """
                    error: the input `\(name)` (from \(variable)) \(problem)
                        remedy: use letters, digits, `.`, `_` and `-`, at most 64, a letter or a digit first

                    """)
        }
    }

    private static let other = "has other characters than letters, digits, `.`, `_` and `-`"

    @Test(
        "names of every allowed shape are taken",
        arguments: ["a", "7", "web-2.0_x", "A", String(repeating: "x", count: 64)])
    func goodValue(text: String) throws {
        let found = try InputResolver(
            options: [:], environment: ["ENLIST_PRODUCT": text], root: "/none"
        ).resolve()
        #expect(found.map(\.text) == [text])
    }

    @Test(
        "the major version is a number",
        arguments: [
            ("3", nil, nil), ("0", nil, nil), ("999999999", nil, nil),
            ("v3", "is not a number", "give the number only: 3"),
            ("V12", "is not a number", "give the number only: 12"),
            ("", "is empty", digits), ("1234567890", "is not a number", digits),
            ("3.1", "is not a number", digits), ("-3", "is not a number", digits),
            ("٣", "is not a number", digits), ("v", "is not a number", digits),
            ("v3; reboot", "is not a number", digits),
        ] as [(String, String?, String?)])
    func major(text: String, message: String?, remedy: String?) {
        let problem = InputRule.problem(with: text, of: FactKey.major.name)
        #expect(problem?.message == message)
        #expect(problem?.remedy == remedy)
    }

    private static let digits = "give a whole number of 1 to 9 digits, as 3"

    @Test func `all that is wrong is said at once, a file's values with their place`() async throws
    {
        try await withTemporaryFolder { root in
            let path = "\(root)/etc/enlist/inputs.yaml"
            try write("platform: a b\nmajor: v3\n", to: path)
            let error = #expect(throws: CommandError.self) {
                try InputResolver(
                    options: [FactKey.product.name: ("", "--product")],
                    environment: ["ENLIST_ENVIRONMENT": "prod"], root: root
                ).resolve()
            }
            #expect(
                error?.text == """
                    error: the input `product` (from --product) is empty
                        remedy: use letters, digits, `.`, `_` and `-`, at most 64, a letter or a digit first
                    \(path):1:11: error: the input `platform` (from \(path)) has other characters than letters, digits, `.`, `_` and `-`
                        1 | platform: a b
                          |           ^
                        remedy: use letters, digits, `.`, `_` and `-`, at most 64, a letter or a digit first
                    \(path):2:8: error: the input `major` (from \(path)) is not a number
                        2 | major: v3
                          |        ^
                        remedy: give the number only: 3

                    """)
        }
    }

    @Test func `an inputs file that cannot be read is an error, one that is not there is none`()
        async throws
    {
        try await withTemporaryFolder { root in
            #expect(
                try InputResolver(options: [:], environment: [:], root: root).resolve() == [])
            try write("", to: "\(root)/etc/enlist/inputs.yaml/x")
            let error = #expect(throws: CommandError.self) {
                try InputResolver(options: [:], environment: [:], root: root).resolve()
            }
            #expect(
                error?.text == """
                    error: `\(root)/etc/enlist/inputs.yaml` is not a regular file
                        remedy: name a file that holds YAML text

                    """)
        }
    }

    @Test func `tags are asked for what is missing, and only for that`() async throws {
        let metadata = ScriptedMetadata(
            tags: ["enlist:product": "shop", "enlist:major": "3", "enlist:platform": "web"])
        let found = try await InputResolver(options: [:], environment: [:], root: "/none")
            .resolve(
                [FactKey.product.name, FactKey.major.name], from: metadata, waiting: Self.late())
        #expect(metadata.asked == ["enlist:product", "enlist:major"])
        #expect(
            found.map(\.source) == ["instance tag enlist:product", "instance tag enlist:major"])
        #expect(found.map(\.text) == ["shop", "3"])
    }

    @Test(arguments: [
        ("enlist:product", "shop ", "at its end", "shop"),
        ("enlist:product", "\tshop", "at its beginning", "shop"),
        ("enlist:product", "\u{A0}shop\n", "on both sides", "shop"),
        ("enlist:major", "3 ", "at its end", "3"),
    ])
    func `white space around a tag's value is shown`(
        key: String, value: String, place: String, good: String
    ) async {
        let name = key == "enlist:major" ? FactKey.major.name : FactKey.product.name
        let error = await #expect(throws: CommandError.self) {
            try await InputResolver(options: [:], environment: [:], root: "/none")
                .resolve(
                    [name], from: ScriptedMetadata(tags: [key: value]), waiting: Self.late())
        }
        #expect(
            error?.text == """
                error: the input `\(name)` (from instance tag \(key)) has white space \(place): it is \(value.debugDescription)
                    remedy: give it as "\(good)"

                """)
    }

    private static func late(_ time: ManualTime = ManualTime()) -> LateTags {
        LateTags(time: time, pausing: InstantPause(time: time))
    }

    @Test func `tags that come late are waited for where the instance is in a group`() async throws
    {
        let time = ManualTime()
        let metadata = ScriptedMetadata(tags: ["enlist:major": "3"], inGroupWithTagsAfter: 3)
        let found = try await InputResolver(options: [:], environment: [:], root: "/none")
            .resolve([FactKey.major.name], from: metadata, waiting: Self.late(time))
        #expect(found.map(\.text) == ["3"])
        #expect(time.now().elapsed == .seconds(3))
    }

    @Test func `tags that never come are missing in the end`() async throws {
        let time = ManualTime()
        let error = await #expect(throws: CommandError.self) {
            try await InputResolver(options: [:], environment: [:], root: "/none").resolve(
                [FactKey.major.name], from: ScriptedMetadata(inGroupWithTagsAfter: 0),
                waiting: Self.late(time))
        }
        #expect(error?.status == .badData)
        #expect(time.now().elapsed == .seconds(15))
    }

    @Test func `a tag's value is checked as any other`() async throws {
        let metadata = ScriptedMetadata(tags: ["enlist:major": "v3"])
        let error = await #expect(throws: CommandError.self) {
            try await InputResolver(options: [:], environment: [:], root: "/none")
                .resolve([FactKey.major.name], from: metadata, waiting: Self.late())
        }
        #expect(error?.status == .badData)
        #expect(
            error?.text == """
                error: the input `major` (from instance tag enlist:major) is not a number
                    remedy: give the number only: 3

                """)
    }

    @Test func `an input that is nowhere names all four places`() async throws {
        let error = await #expect(throws: CommandError.self) {
            try await InputResolver(options: [:], environment: [:], root: "/")
                .resolve(
                    [FactKey.product.name, FactKey.major.name],
                    from: ScriptedMetadata(tags: ["enlist:product": "shop"]), waiting: Self.late())
        }
        #expect(error?.status == .badData)
        #expect(
            error?.text == """
                error: the input `major` is missing
                    remedy: give it in one of four places
                note: on the command line: --major
                note: in the environment: ENLIST_MAJOR
                note: in the file /etc/enlist/inputs.yaml, as `major: …`
                note: as a tag of the instance, with tags shown in metadata: enlist:major

                """)
    }

    @Test func `where metadata cannot be asked, its reason is said beside the places`() async throws
    {
        let failure = Failure(
            .transient, "instance metadata does not answer", remedy: "run on an instance",
            cause: .unavailable)
        let error = await #expect(throws: CommandError.self) {
            try await InputResolver(options: [:], environment: [:], root: "/")
                .resolve(
                    [FactKey.major.name], from: ScriptedMetadata(failure: failure),
                    waiting: Self.late())
        }
        #expect(error?.status == .unavailable)
        #expect(
            error?.text == """
                error: the input `major` is missing
                    remedy: give it in one of four places
                note: on the command line: --major
                note: in the environment: ENLIST_MAJOR
                note: in the file /etc/enlist/inputs.yaml, as `major: …`
                note: as a tag of the instance, with tags shown in metadata: enlist:major (they could not be read: instance metadata does not answer; run on an instance)

                """)
    }
}
