import Pipeline
import PipelineFile
import Testing

struct PipelineFileReaderTests {
    static let example = SourceText(
        """
        enlist: 1
        name: opsworks
        deadline: 20m
        steps:
          - ohai-hint
          - install-dependencies: {packages: [libyaml]}
            retry: {attempts: 5, delay: 2s, factor: 2, max-delay: 30s, jitter: full, on: [busy, transient]}
            timeout: 5m                       # each attempt
          - look-up-stack: {stack-name: "v${major} ${environment} ${platform}", layer: "${product}"}
          - choose-hostname:
          - tag-instance: {tags: {Name: "${stack.name} - ${hostname}"}}
          - register-instance: {credentials: instance-profile}
            retry: {on: conflict, rewind: choose-hostname, attempts: 10}
          - wait-until-registered: {every: 5s}
            deadline: 15m                     # all attempts together
          - id: assign
            assign-layer: {}
            retry: [{on: [busy], delay: 0s}, {factor: 1.5}]
            on-failure: continue

        """, name: "example.yaml")

    @Test func `a pipeline file is read as it is written`() throws {
        var first = RetryChange()
        first.attempts = 5
        first.delay = .seconds(2)
        first.factor = 2
        first.maxDelay = .seconds(30)
        first.jitter = .full
        first.classes = [.busy, .transient]
        var rewinding = RetryChange()
        rewinding.classes = [.conflict]
        rewinding.rewind = "choose-hostname"
        rewinding.attempts = 10
        var busy = RetryChange()
        busy.classes = [.busy]
        busy.delay = .zero
        var slower = RetryChange()
        slower.factor = 1.5

        let expected = Definition(
            name: "opsworks", deadline: .seconds(1200),
            steps: [
                StepDefinition("ohai-hint"),
                StepDefinition(
                    "install-dependencies", parameters: ["packages": ["libyaml"]],
                    policy: PolicyChange(retries: [first], timeout: .seconds(300))),
                StepDefinition(
                    "look-up-stack",
                    parameters: [
                        "stack-name": "v${major} ${environment} ${platform}", "layer": "${product}",
                    ]),
                StepDefinition("choose-hostname"),
                StepDefinition(
                    "tag-instance", parameters: ["tags": ["Name": "${stack.name} - ${hostname}"]]),
                StepDefinition(
                    "register-instance", parameters: ["credentials": "instance-profile"],
                    policy: PolicyChange(retries: [rewinding])),
                StepDefinition(
                    "wait-until-registered", parameters: ["every": "5s"],
                    policy: PolicyChange(deadline: .seconds(900))),
                StepDefinition(
                    "assign-layer", id: "assign",
                    policy: PolicyChange(retries: [busy, slower], onFailure: .continue)),
            ])
        #expect(try withoutPlaces(PipelineFileReader().definition(Self.example)) == expected)
    }

    @Test(
        "a place is found by its key path",
        arguments: [
            (1, "", "6:5"), (1, "with.packages", "6:28"), (1, "with.packages[0]", "6:39"),
            (1, "no-such", "6:5"), (3, "", "10:5"), (4, "with.tags.Name", "11:27"),
            (7, "", "17:5"), (7, "id", "16:5"),
        ])
    func places(step: Int, path: String, expected: String) throws {
        let definition = try PipelineFileReader().definition(Self.example)
        let place = try #require(definition.steps[step].locations[path])
        #expect("\(place.line):\(place.column)" == expected)
    }

    @Test func `a policy and its rules have places of their own`() throws {
        let steps = try PipelineFileReader().definition(Self.example).steps
        let policy = try #require(steps[1].policies.first)
        let rules = try #require(steps[7].policies.first).retries
        let places = [
            policy.locations["retry"], policy.locations["timeout"],
            policy.retries.first?.locations[""], policy.retries.first?.locations["max-delay"],
            rules.first?.locations["delay"], rules.last?.locations[""],
        ]
        #expect(
            places.map { $0.map { "\($0.line):\($0.column)" } }
                == ["7:5", "8:5", "7:5", "7:48", "18:26", "18:38"])
    }

    @Test(
        "a parameter's value has a place besides its key's",
        arguments: [
            (1, "with.packages", "6:38"), (1, "with.packages[0]", "6:39"),
            (4, "with.tags.Name", "11:33"),
        ])
    func valuePlaces(step: Int, path: String, expected: String) throws {
        let definition = try PipelineFileReader().definition(Self.example)
        let place = try #require(definition.steps[step].locations.value(at: path))
        #expect("\(place.line):\(place.column)" == expected)
    }

    @Test func `retry none makes the first failure of any class final`() throws {
        let text = SourceText(
            "enlist: 1\nname: n\nsteps:\n  - a:\n    retry: none\n", name: "n.yaml")
        let step = try PipelineFileReader().definition(text).steps[0]
        let policy = try #require(step.policies.first).applied(to: .standard)
        for failureClass in FailureClass.allCases {
            #expect((policy.retry(after: failureClass)?.attempts ?? 1) == 1)
        }
    }

    @Test func `everything that is wrong is said at once`() {
        let text = SourceText(
            """
            enlist: 2
            nmae: x
            deadline: 30
            steps:
              - 5
              - look-up-stack: [a]
                retries: {attempts: 3}
                timout: 5s
              - retry: none
              - a: {}
                b: {}
              - c:
                retry: {attempts: 0, delay: soon, factor: .5, jitter: ful, on: [transent, 3], off: 1}
                timeout: 0s
                on-failure: stop it
                when: {Environment: prod, major: [], platform: {is: web}}
              - d:
                retry: twice
                id: "a b"
              - e:
                retry: {on: []}

            """, name: "bad.yaml")
        #expect(
            rendered(text) == """
                bad.yaml:1:1: error: the pipeline file lacks the key `name`
                    1 | enlist: 2
                      | ^
                    remedy: add `name: …`, a name for the pipeline
                bad.yaml:1:9: error: the file is of another version of the format than this program reads
                    1 | enlist: 2
                      |         ^
                    remedy: write `enlist: 1`, or install a newer enlist
                bad.yaml:2:1: error: a pipeline file has no key `nmae`
                    2 | nmae: x
                      | ^
                    remedy: did you mean `name`?
                bad.yaml:3:11: error: `deadline` should be a duration and has no unit
                    3 | deadline: 30
                      |           ^
                    remedy: write it as 500ms, 30s, 5m or 1h30m
                bad.yaml:5:5: error: a step should be a kind's name, or a mapping with one, and is an integer
                    5 |   - 5
                      |     ^
                    remedy: write `- kind` or `- kind: {parameter: value}`
                bad.yaml:6:20: error: the parameters of `look-up-stack` should be a mapping and are a list
                    6 |   - look-up-stack: [a]
                      |                    ^
                    remedy: write `- look-up-stack: {parameter: value}`
                bad.yaml:7:5: error: a step of kind `look-up-stack` cannot have `retries` beside it
                    7 |     retries: {attempts: 3}
                      |     ^
                    remedy: indent a parameter below its kind, and begin each step with `- `
                bad.yaml:8:5: error: a step of kind `look-up-stack` cannot have `timout` beside it
                    8 |     timout: 5s
                      |     ^
                    remedy: did you mean `timeout`?
                bad.yaml:9:5: error: the step names no kind
                    9 |   - retry: none
                      |     ^
                    remedy: begin it with `- kind:`; `enlist steps` lists them
                bad.yaml:11:5: error: a step of kind `a` cannot have `b` beside it
                   11 |     b: {}
                      |     ^
                    remedy: indent a parameter below its kind, and begin each step with `- `
                bad.yaml:13:23: error: `attempts` should be a whole number, 1 or more, and is not
                   13 |     retry: {attempts: 0, delay: soon, factor: .5, jitter: ful, on: [transent, 3], off: 1}
                      |                       ^
                    remedy: write a number such as 2, without quotes
                bad.yaml:13:33: error: `delay` should be a duration and is not one
                   13 |     retry: {attempts: 0, delay: soon, factor: .5, jitter: ful, on: [transent, 3], off: 1}
                      |                                 ^
                    remedy: write it as 500ms, 30s, 5m or 1h30m
                bad.yaml:13:47: error: `factor` should be a number, 1 or more, and is not
                   13 |     retry: {attempts: 0, delay: soon, factor: .5, jitter: ful, on: [transent, 3], off: 1}
                      |                                               ^
                    remedy: write a number such as 2, without quotes
                bad.yaml:13:59: error: `jitter` cannot be `ful`
                   13 |     retry: {attempts: 0, delay: soon, factor: .5, jitter: ful, on: [transent, 3], off: 1}
                      |                                                           ^
                    remedy: did you mean `full`?
                bad.yaml:13:69: error: `on` cannot be `transent`
                   13 |     retry: {attempts: 0, delay: soon, factor: .5, jitter: ful, on: [transent, 3], off: 1}
                      |                                                                     ^
                    remedy: did you mean `transient`?
                bad.yaml:13:79: error: `on` should be one word and is an integer
                   13 |     retry: {attempts: 0, delay: soon, factor: .5, jitter: ful, on: [transent, 3], off: 1}
                      |                                                                               ^
                    remedy: choose from `throttled`, `transient`, `credentials-pending`, `conflict`, `busy`, `not-found`, `timeout`, `crashed`, `refused`
                bad.yaml:13:83: error: `retry` has no key `off`
                   13 |     retry: {attempts: 0, delay: soon, factor: .5, jitter: ful, on: [transent, 3], off: 1}
                      |                                                                                   ^
                    remedy: choose from `attempts`, `delay`, `factor`, `max-delay`, `jitter`, `on`, `rewind`
                bad.yaml:14:14: error: the `timeout` leaves no time
                   14 |     timeout: 0s
                      |              ^
                    remedy: make it longer than nothing, or leave it out
                bad.yaml:15:17: error: `on-failure` cannot be `stop it`
                   15 |     on-failure: stop it
                      |                 ^
                    remedy: choose from `stop`, `continue`
                bad.yaml:16:12: error: `Environment` is not a fact's name
                   16 |     when: {Environment: prod, major: [], platform: {is: web}}
                      |            ^
                    remedy: use words of lower-case letters, digits and `-`, joined by dots
                bad.yaml:16:38: error: `major` is compared with nothing
                   16 |     when: {Environment: prod, major: [], platform: {is: web}}
                      |                                      ^
                    remedy: write a value, `[a list]` of values or `{not: …}`
                bad.yaml:16:53: error: a comparison has no key `is`
                   16 |     when: {Environment: prod, major: [], platform: {is: web}}
                      |                                                     ^
                    remedy: choose from `not`
                bad.yaml:18:12: error: `retry` should be a rule, a list of rules or `none`, and is a string
                   18 |     retry: twice
                      |            ^
                    remedy: write `retry: {on: [transient], attempts: 5}`
                bad.yaml:19:9: error: `id` has other characters than letters, digits, `.`, `_` and `-`
                   19 |     id: "a b"
                      |         ^
                    remedy: use letters, digits, `.`, `_` and `-`, at most 64, a letter or a digit first
                bad.yaml:21:17: error: `on` names no failure class
                   21 |     retry: {on: []}
                      |                 ^
                    remedy: name at least one, or leave `on` out

                """)
    }

    @Test("a class that a rule names twice is a slip")
    func repeatedClass() {
        let text = SourceText(
            "enlist: 1\nname: x\nsteps:\n  - a:\n    retry: {on: [busy, transient, busy]}\n",
            name: "twice.yaml")
        #expect(
            rendered(text) == """
                twice.yaml:5:35: error: `on` names `busy` twice
                    5 |     retry: {on: [busy, transient, busy]}
                      |                                   ^
                    remedy: remove one of the two

                """)
    }

    @Test func `plugins are named by their files, seen from the pipeline's`() throws {
        var problems: [Diagnostic] = []
        let text = """
            enlist: 1
            name: p
            plugins:
              - ./a.so
              - /usr/lib/b.so
              - file: lib/c.so
                memory: 64MiB
                cpu: 10s
                files: 100
                isolation: in-process
                sha256: \(String(repeating: "Ab", count: 32))
            steps: [greet]

            """
        let document = PipelineFileReader().read(
            SourceText(text, name: "/etc/enlist/p.yaml"), &problems)
        guard case .whole(let definition) = document else {
            Issue.record("no pipeline: \(problems)")
            return
        }
        #expect(problems.isEmpty)
        #expect(
            definition.plugins.map(\.path) == [
                "/etc/enlist/a.so", "/usr/lib/b.so", "/etc/enlist/lib/c.so",
            ])
        let last = try #require(definition.plugins.last)
        #expect(last.memory == ByteCount(bytes: 64 << 20))
        #expect(last.processor == .seconds(10))
        #expect(last.files == 100)
        #expect(last.isolation == .inProcess)
        #expect(last.sha256 == String(repeating: "ab", count: 32))
    }

    @Test(
        "a file that is no pipeline is refused",
        arguments: [
            ("just text", "1:1: a pipeline file should be a mapping and is a string"),
            ("- a\n", "1:1: a pipeline file should be a mapping and is a list"),
            ("enlist: 1\nname: n\nsteps: a\n", "3:8: `steps` should be a list and is a string"),
            (
                "enlist: 1\nname: ''\nsteps: []\n", "2:7: `name` is empty"
            ),
            (
                "enlist: 1\nname: 3\nsteps: []\n",
                "2:7: `name` should be a string and is an integer"
            ),
        ])
    func noPipeline(text: String, expected: String) throws {
        let error = #expect(throws: Diagnostics.self) {
            try PipelineFileReader().definition(SourceText(text, name: "p.yaml"))
        }
        let messages = error?.all.map { diagnostic in
            "\(diagnostic.location.map { "\($0.line):\($0.column)" } ?? ""): \(diagnostic.message)"
        }
        #expect(messages == [expected])
    }

    private func rendered(_ text: SourceText) -> String {
        do throws(Diagnostics) {
            _ = try PipelineFileReader().definition(text)
            return ""
        } catch {
            return DiagnosticText([text]).render(error)
        }
    }

    private func withoutPlaces(_ definition: Definition) -> Definition {
        var definition = definition
        definition.locations = Locations()
        for index in definition.steps.indices {
            definition.steps[index].locations = Locations()
            for layer in definition.steps[index].policies.indices {
                definition.steps[index].policies[layer].locations = Locations()
                for rule in definition.steps[index].policies[layer].retries.indices {
                    definition.steps[index].policies[layer].retries[rule].locations = Locations()
                }
            }
        }
        return definition
    }
}
