import Pipeline
import Testing

/// A step that does nothing: planning never runs one.
private struct Idle: Step {
    func run(in context: StepContext) async throws -> Facts { Facts() }
}

@Suite("Planning")
struct PlannerTests {
    private static let ports = Parameter<[Int]>("ports", "ports to open", default: [80]) { ports in
        ports.contains { $0 > 65_535 } ? "has a port over 65535" : nil
    }
    private static let name = Parameter<String>("name", "a name", default: "${stack.name}")
    private static let device = Parameter<String>("device", "the device to mount", default: nil)

    private static let registry = StepRegistry([
        kind("look-up-stack", role: .stackLookup),
        kind("choose-hostname", role: .hostnameChoosing, needs: [FactKey.layerID.name]),
        kind("tag-instance", role: .tagging, [name.description]),
        kind("wait-until-registered", role: .polling),
        kind("assign-layer", role: .layerAssigning),
        kind("open-ports", [ports.description]),
        kind("mount", [device.description]),
    ])

    private static func kind(
        _ name: String, role: Role? = nil, _ parameters: [ParameterDescription] = [],
        needs: [FactName] = []
    ) -> StepKind {
        StepKind(
            name, role: role, summary: "Does nothing", parameters: parameters,
            failures: [.refused], needs: needs
        ) { _ in Idle() }
    }

    private static let given = [
        GivenFacts(
            from: "inputs",
            Facts(named: [
                "product": "shop", "environment": "prod", "platform": "web", "major": "3",
            ])),
        GivenFacts(from: "instance metadata", names: Facts.instance),
    ]

    private func plan(
        _ steps: [StepDefinition], _ selection: Selection = Selection(),
        given: [GivenFacts] = given
    ) throws -> Plan {
        try Planner(registry: Self.registry).plan(
            Definition(name: "test", steps: steps), selection: selection, given: given)
    }

    /// All that is wrong, each as `line: message; remedy`, notes in brackets.
    private func problems(
        _ steps: [StepDefinition], _ selection: Selection = Selection(),
        given: [GivenFacts] = given
    ) -> [String] {
        do {
            _ = try plan(steps, selection, given: given)
            return []
        } catch let error as Diagnostics {
            return error.all.map { problem in
                let line = problem.location.map { "\($0.line): " } ?? ""
                let notes = problem.notes.map { note in
                    " [\(note.location.map { "\($0.line): " } ?? "")\(note.message)]"
                }
                return line + problem.message + "; " + problem.remedy + notes.joined()
            }
        } catch {
            return ["\(error)"]
        }
    }

    private func step(
        _ kind: String, line: Int, id: String? = nil, _ parameters: [String: Value] = [:],
        policy: PolicyChange = PolicyChange()
    ) -> StepDefinition {
        StepDefinition(
            kind, id: id, parameters: parameters, policy: policy,
            locations: .init(["": SourceLocation(file: "p.yaml", line: line, column: 5)]))
    }

    @Test("a pipeline whose every need is met becomes a plan")
    func accepted() throws {
        let plan = try plan([
            step("look-up-stack", line: 1), step("choose-hostname", line: 2),
            step("tag-instance", line: 3), step("open-ports", line: 4),
        ])
        #expect(
            plan.steps.map(\.id) == [
                "look-up-stack", "choose-hostname", "tag-instance", "open-ports",
            ])
        #expect(plan.steps[2].parameters == ["name": "${stack.name}"])
        #expect(
            plan.steps[2].needs.map(\.text) == ["instance.id", "stack.name", "hostname"])
        #expect(plan.steps[3].parameters == ["ports": [80]])
    }

    @Test("a need that only a later step meets is refused with both places")
    func wrongOrder() {
        #expect(
            problems([step("choose-hostname", line: 1), step("look-up-stack", line: 2)]) == [
                "1: `choose-hostname` needs the fact `layer.id`, which only the later step "
                    + "`look-up-stack` gives; put `look-up-stack` before `choose-hostname` "
                    + "[2: `look-up-stack` is here]"
            ])
    }

    @Test("a skipped step's facts must come from somewhere")
    func skipped() throws {
        let steps = [step("look-up-stack", line: 1), step("choose-hostname", line: 2)]
        let selection = Selection(skip: ["look-up-stack"])
        #expect(
            problems(steps, selection) == [
                "2: `choose-hostname` needs the fact `layer.id`, which `look-up-stack` gives, and "
                    + "that step is not selected; select `look-up-stack` too, or say it "
                    + "with --set layer.id=… [1: `look-up-stack` is here]"
            ])
        let set = GivenFacts(from: "--set", Facts(named: ["layer.id": "l-1"]))
        #expect(
            try plan(steps, selection, given: Self.given + [set]).steps.map(\.id)
                == ["choose-hostname"])
    }

    @Test("a need of no step here names the kind that would meet it, or the fact that was meant")
    func nobodyGives() {
        #expect(
            problems([
                step("assign-layer", line: 1),
                step("open-ports", line: 2, ["ports": ["${hostnme}"]]),
            ]) == [
                "1: `assign-layer` needs the fact `member.id`, which no step of this pipeline "
                    + "gives; add a step of kind `wait-until-registered` before it, or say it "
                    + "with --set member.id=…",
                "1: `assign-layer` needs the fact `layer.id`, which no step of this pipeline "
                    + "gives; add a step of kind `look-up-stack` before it, or say it with "
                    + "--set layer.id=…",
                "2: `open-ports` needs the fact `hostnme`, which nothing gives; did you mean "
                    + "`hostname`?",
            ])
    }

    @Test("an unknown fact in a parameter is reported where the value stands")
    func placeOfNeed() {
        var open = step("open-ports", line: 1, ["ports": [80, "${port}"]])
        open.locations.byPath["with.ports"] = SourceLocation(file: "p.yaml", line: 2, column: 5)
        open.locations.values["with.ports[1]"] = SourceLocation(file: "p.yaml", line: 3, column: 9)
        #expect(
            problems([open]) == [
                "3: `open-ports` needs the fact `port`, which nothing gives; say it with --set port=…"
            ])
    }

    @Test("a secret fact stands where it is hidden, and nowhere else")
    func secretFacts() {
        let remedy =
            ", and is shown in logs and errors; leave it out, or pass it by a parameter that takes "
            + "secrets: `env` of `run`, `content` of `write-file`, or one that a plugin marks so"
        #expect(
            problems([
                step("open-ports", line: 1, ["ports": ["${instance.identity}"]]),
                step("mount", line: 2, ["device": "/dev/${secret.disk:-none}"]),
            ]) == [
                "1: the parameter `ports` of `open-ports` has the secret fact `instance.identity` in it"
                    + remedy,
                "2: the parameter `device` of `mount` has the secret fact `secret.disk` in it"
                    + remedy,
                "2: `mount` needs the fact `secret.disk`, which nothing gives; say it with "
                    + "--set secret.disk=…",
            ])
    }

    @Test("everything that is wrong is said at once")
    func allAtOnce() {
        var rewind = RetryChange()
        rewind.classes = [.conflict]
        rewind.rewind = "tag-instance"
        #expect(
            problems([
                step("lookup-stack", line: 1),
                step("open-ports", line: 2, ["prots": [1], "ports": "many"]),
                step("open-ports", line: 3, id: "more", ["ports": [70_000]]),
                step("mount", line: 4),
                step("mount", line: 5, ["device": "${"]),
                step(
                    "open-ports", line: 6, id: "back",
                    policy: PolicyChange(retries: [rewind], timeout: .zero)),
            ]) == [
                "5: there are two steps with the id `mount`; give one of them an `id` of its own "
                    + "[4: the first is here]",
                "1: there is no kind of step called `lookup-stack`; did you mean `look-up-stack`?",
                "2: `open-ports` has no parameter `prots`; did you mean `ports`?",
                "2: the parameter `ports` of `open-ports` should be a list, each item an integer "
                    + "and is a string; `enlist steps open-ports` shows its parameters",
                "3: the parameter `ports` of `more` has a port over 65535; `enlist steps "
                    + "open-ports` shows its parameters",
                "4: `mount` lacks the parameter `device`; add `device`, a string: the device to "
                    + "mount",
                "5: the parameter `device` of `mount`: `${` is not closed by `}`; write a fact as "
                    + "${name}, and a dollar sign as $$",
                "6: `back` never fails with `conflict`; remove it from `on`; a step of kind "
                    + "`open-ports` fails with `timeout`, `refused`",
                "6: `back` rewinds to `tag-instance`, and no step has this id; name a step that "
                    + "comes before it",
                "6: the timeout of `back` leaves no time; make it longer than nothing",
            ])
    }

    @Test(
        "a selection that names no step, or leaves none, is an error",
        arguments: [
            (
                Selection(only: ["lookup-stack"]),
                "--only names `lookup-stack`, and no step has this id; did you mean `look-up-stack`?"
            ),
            (
                Selection(from: "zzz"),
                "--from names `zzz`, and no step has this id; choose from `look-up-stack`, "
                    + "`open-ports`"
            ),
            (
                Selection(from: "open-ports", until: "look-up-stack"),
                "the options leave no step to run; take at least one of `look-up-stack`, "
                    + "`open-ports`"
            ),
        ])
    func badSelection(selection: Selection, problem: String) {
        #expect(
            problems([step("look-up-stack", line: 1), step("open-ports", line: 2)], selection)
                == [problem])
    }

    @Test(
        "a selection takes what it says",
        arguments: [
            (Selection(), "abcd"), (Selection(only: ["b", "d"]), "bd"),
            (Selection(skip: ["a"]), "bcd"), (Selection(from: "b", until: "c"), "bc"),
            (Selection(only: ["a", "c"], skip: ["c"]), "a"), (Selection(from: "c"), "cd"),
        ])
    func selects(selection: Selection, ids: String) throws {
        let steps = "abcd".enumerated().map {
            step("open-ports", line: $0.offset, id: "\($0.element)")
        }
        #expect(try plan(steps, selection).steps.map(\.id).joined() == ids)
    }

    @Test("a rewind to a step that the selection leaves out is dropped, so that the failure stands")
    func rewindOutsideSelection() throws {
        var rewind = RetryChange()
        rewind.classes = [.refused]
        rewind.rewind = "first"
        let steps = [
            step("open-ports", line: 1, id: "first"),
            step("open-ports", line: 2, id: "second", policy: PolicyChange(retries: [rewind])),
        ]
        #expect(try plan(steps).steps[1].policy.retry(after: .refused)?.rewind == .step("first"))
        #expect(
            try plan(steps, Selection(only: ["second"])).steps[0].policy.retry(after: .refused)
                == nil)
    }

    private static let registering = StepRegistry([
        kind("choose", role: .hostnameChoosing), kind("look-up", role: .stackLookup),
        StepKind(
            "register", summary: "Does nothing", failures: [.conflict],
            policy: Policy(retries: [
                Retry(
                    on: [.conflict], attempts: 10, delay: .seconds(1),
                    rewind: .role(.hostnameChoosing))
            ])
        ) { _ in Idle() },
    ])

    private func rewinds(_ steps: [StepDefinition], skip: [String] = []) throws -> [String] {
        let plan = try Planner(registry: Self.registering).plan(
            Definition(name: "test", steps: steps), selection: Selection(skip: skip),
            given: Self.given + [GivenFacts(from: "--set", Facts(named: ["layer.id": "l-1"]))])
        let retry = plan.steps.last?.policy.retry(after: .conflict)
        return (retry.map { ["\($0.attempts) times, \($0.rewind, default: "no rewind")"] } ?? [])
            + plan.warnings.map {
                "\($0.location?.line ?? 0): \($0.message); \($0.remedy)"
            }
    }

    @Test("a kind's rewind finds the nearest earlier step of the role, whatever its id is")
    func rewindToRole() throws {
        #expect(
            try rewinds([
                step("choose", line: 1, id: "first-name"), step("choose", line: 2, id: "name"),
                step("register", line: 3), step("choose", line: 4, id: "later"),
                step("register", line: 5, id: "again"),
            ]) == ["10 times, step(\"later\")"])
        var more = RetryChange()
        more.classes = [.conflict]
        more.attempts = 20
        #expect(
            try rewinds([
                step("choose", line: 1, id: "first-name"), step("choose", line: 2, id: "name"),
                step("register", line: 3, policy: PolicyChange(retries: [more])),
            ]) == ["20 times, step(\"name\")"])
    }

    @Test("a rewind without its step is a warning, and the failure is final")
    func rewindToNothing() throws {
        #expect(
            try rewinds([step("look-up", line: 1), step("register", line: 2)]) == [
                "2: after a failure of class `conflict`, `register` would go back to a step of the "
                    + "role HostnameChoosing, and this run has none before it: the failure will be "
                    + "final; put one before it, or name a step with `retry: {on: …, rewind: …}`"
            ])
        var back = RetryChange()
        back.classes = [.conflict]
        back.rewind = "name"
        #expect(
            try rewinds(
                [
                    step("choose", line: 1, id: "name"),
                    step("register", line: 2, policy: PolicyChange(retries: [back])),
                ], skip: ["name"]) == [
                    "2: after a failure of class `conflict`, `register` would go back to `name`, "
                        + "and this run has none before it: the failure will be final; select it "
                        + "too, or name another step with `retry: {on: …, rewind: …}`"
                ])
    }

    @Test("a rewind of a step to itself is an error")
    func rewindToItself() {
        var back = RetryChange()
        back.classes = [.refused]
        back.rewind = "open-ports"
        #expect(
            problems([
                step("open-ports", line: 1, policy: PolicyChange(retries: [back]))
            ]) == [
                "1: `open-ports` rewinds to itself; leave `rewind` out: without it, the same step "
                    + "is tried again"
            ])
    }

    @Test("a pipeline without steps is an error")
    func empty() {
        #expect(
            problems([]) == ["the pipeline `test` has no steps; list at least one step"])
    }

    @Test("ten thousand steps are planned")
    func many() throws {
        let steps = (1...10_000).map { step("open-ports", line: $0, id: "step-\($0)") }
        #expect(try plan(steps).steps.count == 10_000)
    }
}
