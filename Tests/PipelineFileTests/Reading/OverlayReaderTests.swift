import Pipeline
import PipelineFile
import Testing

struct OverlayReaderTests {
    @Test func `a file of changes is read as it is written`() throws {
        let overlay = try PipelineFileReader().overlay(
            SourceText(
                """
                enlist: 1
                name: shop
                extends: opsworks
                deadline: 40m
                defaults: {timeout: 3m}
                changes:
                  - insert: {mount: {device: /dev/nvme1n1}}
                    before: register-instance
                  - insert: wait
                    at: first
                  - move: tag-instance
                    after: assign-layer
                  - remove: ohai-hint
                  - replace: choose-hostname
                    by: {run: {command: [name]}, id: name}
                  - rename: name
                    to: chosen
                  - set: install-dependencies
                    with: {packages: [a], every: null}
                    when: {environment: [prod, staging], major: {not: "2"}}
                    on-failure: continue
                  - set: wait
                    when:
                """, name: "shop.yaml"))
        let timeout = PolicyChange(timeout: .seconds(180))
        var settings = StepSettings()
        settings.parameters = ["packages": ["a"], "every": .null]
        settings.policy = PolicyChange(onFailure: .continue)
        settings.condition = .set(
            Condition([
                Comparison(FactKey.environment.name, ["prod", "staging"]),
                Comparison(FactKey.major.name, ["2"], isNegated: true),
            ]))
        var removal = StepSettings()
        removal.condition = .remove
        let actions: [Change.Action] = [
            .insert(
                StepDefinition("mount", parameters: ["device": "/dev/nvme1n1"]),
                .before(Reference("register-instance"))),
            .insert(StepDefinition("wait"), .first),
            .move(Reference("tag-instance"), .after(Reference("assign-layer"))),
            .remove(Reference("ohai-hint")),
            .replace(
                Reference("choose-hostname"),
                by: StepDefinition("run", id: "name", parameters: ["command": ["name"]])),
            .rename(Reference("name"), to: Reference("chosen")),
            .set(Reference("install-dependencies"), settings),
            .set(Reference("wait"), removal),
        ]
        #expect(overlay.name == "shop")
        #expect(overlay.extends?.name == "opsworks")
        #expect(overlay.deadline == .seconds(2400))
        #expect(overlay.defaults?.timeout == timeout.timeout)
        #expect(overlay.changes.map { withoutPlaces($0.action) } == actions)
        #expect(
            overlay.changes.map { $0.location?.line } == [7, 9, 11, 13, 14, 16, 18, 22])
        guard case .set(let reference, let read) = overlay.changes[6].action else { return }
        #expect(reference.location.map { "\($0.line):\($0.column)" } == "18:10")
        #expect(
            ["with.packages", "when.major", "with.every"].map { path in
                read.locations[path].map { "\($0.line):\($0.column)" }
            } == ["19:12", "20:42", "19:27"])
    }

    @Test func `a step's own key beside the verb is shown its place`() {
        let text = SourceText(
            """
            enlist: 1
            changes:
              - insert: {wait-for: {file: /srv}}
                id: wait-for-srv
                at: last
              - replace: a
                by: b
                timeout: 5s
            """, name: "bad.yaml")
        #expect(
            rendered(text, for: .changes) == """
                bad.yaml:4:5: error: `insert` cannot have `id` beside it
                    4 |     id: wait-for-srv
                      |     ^
                    remedy: put it into the step: `insert: {kind: {parameter: value}, id: …}`
                bad.yaml:8:5: error: `replace` cannot have `timeout` beside it
                    8 |     timeout: 5s
                      |     ^
                    remedy: put it into the step: `by: {kind: {parameter: value}, timeout: …}`

                """)
    }

    @Test func `everything that is wrong with changes is said at once`() {
        let text = SourceText(
            """
            enlist: 1
            extends: [opsworks]
            defaults: {retry: {rewind: a}, id: x}
            changes:
              - remove
              - {}
              - isnert: a
              - insert: a
              - insert: a
                before: b
                at: last
              - move: a
                at: middle
              - remove: a
                after: b
              - replace: a
              - rename: a
              - set: a
              - set: a
                wth: {b: 1}
              - set: a
                with: [1]
                when: {}
              - set: a
                when: {environment: null, major: {}, platform: {not: [[a]]}}
            """, name: "bad.yaml")
        #expect(
            rendered(text, for: .pipeline) == """
                bad.yaml:2:10: error: `extends` should be a string and is a list
                    2 | extends: [opsworks]
                      |          ^
                    remedy: put a text in quotes
                bad.yaml:3:20: error: `retry` has no key `rewind`
                    3 | defaults: {retry: {rewind: a}, id: x}
                      |                    ^
                    remedy: choose from `attempts`, `delay`, `factor`, `max-delay`, `jitter`, `on`
                bad.yaml:3:32: error: `defaults` has no key `id`
                    3 | defaults: {retry: {rewind: a}, id: x}
                      |                                ^
                    remedy: choose from `retry`, `timeout`, `deadline`, `on-failure`
                bad.yaml:5:5: error: a change should be a mapping and is a string
                    5 |   - remove
                      |     ^
                    remedy: write `- remove: id`; there are `insert`, `move`, `remove`, `replace`, `set`, `rename`
                bad.yaml:6:5: error: the change does not say what it does
                    6 |   - {}
                      |     ^
                    remedy: choose from `insert`, `move`, `remove`, `replace`, `set`, `rename`
                bad.yaml:7:5: error: the change does not say what it does
                    7 |   - isnert: a
                      |     ^
                    remedy: did you mean `insert`?
                bad.yaml:8:5: error: `insert` does not say where
                    8 |   - insert: a
                      |     ^
                    remedy: add `before: id`, `after: id`, `at: first` or `at: last`
                bad.yaml:11:5: error: `at` stands beside `before`
                   11 |     at: last
                      |     ^
                    remedy: keep one of the two
                bad.yaml:13:9: error: `at` cannot be `middle`
                   13 |     at: middle
                      |         ^
                    remedy: choose from `first`, `last`
                bad.yaml:15:5: error: `remove` cannot have `after` beside it
                   15 |     after: b
                      |     ^
                    remedy: remove it; begin each change with `- `
                bad.yaml:16:5: error: `replace` lacks `by`
                   16 |   - replace: a
                      |     ^
                    remedy: add `by: …`, the step to put there
                bad.yaml:17:5: error: `rename` lacks `to`
                   17 |   - rename: a
                      |     ^
                    remedy: add `to: …`, the new id
                bad.yaml:18:5: error: `set` sets nothing
                   18 |   - set: a
                      |     ^
                    remedy: add `with: {parameter: value}`, `when`, or a policy's key beside it
                bad.yaml:19:5: error: `set` sets nothing
                   19 |   - set: a
                      |     ^
                    remedy: add `with: {parameter: value}`, `when`, or a policy's key beside it
                bad.yaml:20:5: error: `set` cannot have `wth` beside it
                   20 |     wth: {b: 1}
                      |     ^
                    remedy: did you mean `with`?
                bad.yaml:22:11: error: `with` should be a mapping and is a list
                   22 |     with: [1]
                      |           ^
                    remedy: write `with: {parameter: value}`
                bad.yaml:23:11: error: `when` is compared with nothing
                   23 |     when: {}
                      |           ^
                    remedy: write a value, `[a list]` of values or `{not: …}`
                bad.yaml:25:25: error: `environment` should be a text, a number, true or false and is nothing
                   25 |     when: {environment: null, major: {}, platform: {not: [[a]]}}
                      |                         ^
                    remedy: compare it with a value, `[a list]` of values or `{not: …}`
                bad.yaml:25:38: error: `major` is compared with nothing
                   25 |     when: {environment: null, major: {}, platform: {not: [[a]]}}
                      |                                      ^
                    remedy: write a value, `[a list]` of values or `{not: …}`
                bad.yaml:25:59: error: `platform` should be a text, a number, true or false and is a list
                   25 |     when: {environment: null, major: {}, platform: {not: [[a]]}}
                      |                                                           ^
                    remedy: compare it with a value, `[a list]` of values or `{not: …}`

                """)
    }

    @Test(
        "a file says by its keys what it is",
        arguments: [
            (
                "enlist: 1\nname: n\nextends: a\nsteps: []\n", .pipeline,
                "4:1: a file that changes a pipeline has no `steps`"
            ),
            (
                "enlist: 1\nname: n\nsteps: []\n", .changes,
                "3:1: a file in this folder changes a pipeline and has no steps of its own"
            ),
            (
                "enlist: 1\nchanges: []\n", .pipeline,
                "1:1: the pipeline file lacks the key `extends`"
            ),
            ("enlist: 1\nchanges: []\n", .changes, ""),
            ("changes: []\n", .changes, "1:1: the pipeline file lacks the key `enlist`"),
            ("enlist: 1\nextends: opsworks\n", .pipeline, ""),
        ] as [(String, PipelineFileReader.Purpose, String)])
    func purpose(text: String, purpose: PipelineFileReader.Purpose, problem: String) {
        var problems: [Diagnostic] = []
        _ = PipelineFileReader(for: purpose)
            .read(SourceText(text, name: "p.yaml"), &problems)
        let found = problems.map { problem in
            let place = problem.location.map { "\($0.line):\($0.column)" } ?? ""
            return "\(place): \(problem.message)"
        }
        #expect(found.joined(separator: "\n") == problem)
    }

    private func rendered(_ text: SourceText, for purpose: PipelineFileReader.Purpose) -> String {
        var problems: [Diagnostic] = []
        _ = PipelineFileReader(for: purpose).read(text, &problems)
        return DiagnosticText([text]).render(Diagnostics(problems))
    }

    private func withoutPlaces(_ action: Change.Action) -> Change.Action {
        func bare(_ reference: Reference) -> Reference { Reference(reference.name) }
        func bare(_ position: Position) -> Position {
            switch position {
            case .before(let reference): .before(bare(reference))
            case .after(let reference): .after(bare(reference))
            case .first, .last: position
            }
        }
        func bare(_ step: StepDefinition) -> StepDefinition {
            var step = step
            step.locations = Locations()
            return step
        }
        switch action {
        case .insert(let step, let position): return .insert(bare(step), bare(position))
        case .move(let step, let position): return .move(bare(step), bare(position))
        case .remove(let step): return .remove(bare(step))
        case .replace(let old, let new): return .replace(bare(old), by: bare(new))
        case .set(let step, var settings):
            settings.locations = Locations()
            settings.policy?.locations = Locations()
            return .set(bare(step), settings)
        case .rename(let old, let new): return .rename(bare(old), to: bare(new))
        }
    }
}
