import Pipeline
import Testing

private struct Idle: Step {
    func run(in context: StepContext) async throws -> Facts { Facts() }
}

@Suite("Policies that can never act")
struct PolicyCheckerTests {
    private static let kinds = [
        StepKind("first", summary: "Does nothing", failures: [.transient, .refused]) { _ in Idle()
        },
        StepKind(
            "second", summary: "Does nothing", failures: [.conflict, .throttled],
            policy: Policy(
                retries: [
                    Retry(
                        on: [.conflict], attempts: 10, delay: .seconds(1), rewind: .step("first")),
                    Retry(on: [.throttled], attempts: 5, delay: .seconds(1)),
                ], timeout: .seconds(60), deadline: .seconds(300))
        ) { _ in Idle() },
    ]

    private func plan(
        _ policies: [PolicyChange], defaults: [PolicyChange] = [], deadline: Duration? = nil
    ) throws(Diagnostics) -> Plan {
        var second = StepDefinition("second")
        second.policies = policies
        return try Planner(registry: StepRegistry(Self.kinds)).plan(
            Definition(
                name: "test", deadline: deadline, defaults: defaults,
                steps: [StepDefinition("first"), second]), given: [])
    }

    private func problems(
        _ policies: [PolicyChange], defaults: [PolicyChange] = [], deadline: Duration? = nil
    ) -> String {
        do throws(Diagnostics) {
            _ = try plan(policies, defaults: defaults, deadline: deadline)
            return ""
        } catch {
            return error.all.map { problem in
                let notes = problem.notes.map { " [\($0.message)]" }
                return "\(problem.message); \(problem.remedy)" + notes.joined()
            }
            .joined(separator: "\n")
        }
    }

    private func rule(
        on classes: Set<FailureClass>? = nil, _ change: (inout RetryChange) -> Void = { _ in }
    ) -> RetryChange {
        var rule = RetryChange()
        rule.classes = classes
        change(&rule)
        return rule
    }

    @Test("a class that the kind never fails with")
    func foreignClass() {
        #expect(
            problems([PolicyChange(retries: [rule(on: [.conflict, .busy])])]) == """
                `second` never fails with `busy`; remove it from `on`; a step of kind `second` fails \
                with `throttled`, `conflict`, `timeout`
                """)
        #expect(problems([PolicyChange(retries: [rule(on: [.timeout])])]) == "")
    }

    @Test("a rule for a class that one before it speaks for")
    func coveredClass() {
        #expect(
            problems([
                PolicyChange(retries: [rule(on: [.conflict]), rule(on: [.conflict, .throttled])])
            ]) == """
                a rule before this one speaks for `conflict` already; name each class in one rule only
                """)
        #expect(
            problems([PolicyChange(retries: [rule(), rule()])]) == """
                no class is left for this rule: it speaks for those that are tried again already; \
                say with `on` which classes it is for, or remove it
                """)
        #expect(
            problems([PolicyChange(retries: [rule(), rule(on: [.throttled])])]) == """
                a rule before this one speaks for `throttled` already; name each class in one rule only
                """)
        // The other classes, and another file's rules.
        #expect(
            problems([
                PolicyChange(retries: [rule(on: [.conflict]), rule()]),
                PolicyChange(retries: [rule(on: [.conflict])]),
            ]) == "")
    }

    @Test("a word on further attempts where there is only one")
    func oneAttempt() {
        let lone = rule(on: [.conflict]) {
            $0.attempts = 1
            $0.maxDelay = .seconds(3)
        }
        #expect(
            problems([PolicyChange(retries: [lone])]) == """
                `max-delay` can never act where `attempts` is 1; remove it, or allow more attempts
                """)
        #expect(problems([PolicyChange(retries: [rule { $0.attempts = 1 }])]) == "")
    }

    @Test(
        "a limit that another one comes before",
        arguments: [
            (
                PolicyChange(timeout: .seconds(400)), nil,
                """
                the timeout of `second`, 6m40s, can never act: the kind's own deadline is 5m; make \
                it shorter, or the other longer
                """
            ),
            (
                PolicyChange(timeout: .seconds(400), deadline: .seconds(500)), .seconds(450),
                """
                the deadline of `second`, 8m20s, can never act: the deadline of the whole run is \
                7m30s; make it shorter, or the other longer
                """
            ),
            (PolicyChange(timeout: .seconds(300)), nil, ""),
            // Nobody has said the kind's own ones.
            (PolicyChange(deadline: .seconds(30)), .seconds(30), ""),
            (PolicyChange(), .seconds(10), ""),
        ] as [(PolicyChange, Duration?, String)])
    func limits(policy: PolicyChange, deadline: Duration?, problem: String) {
        #expect(problems([policy], deadline: deadline) == problem)
    }

    @Test("of what several files say, the last holds, and only that is judged")
    func lastWordHolds() {
        #expect(
            problems([
                PolicyChange(timeout: .seconds(9000)), PolicyChange(timeout: .seconds(9)),
            ]) == "")
    }

    @Test("defaults hold for every step, under what the step itself says")
    func defaults() throws {
        let patient = rule(on: [.transient, .conflict, .throttled]) { $0.attempts = 50 }
        let own = rule(on: [.throttled]) { $0.attempts = 7 }
        let steps = try plan(
            [PolicyChange(retries: [own])],
            defaults: [PolicyChange(retries: [patient], timeout: .seconds(30))]
        ).steps
        #expect(steps[0].policy.retry(after: .transient)?.attempts == 50)
        #expect(steps[0].policy.retry(after: .conflict) == nil)
        #expect(steps[1].policy.retry(after: .conflict)?.attempts == 50)
        #expect(steps[1].policy.retry(after: .conflict)?.rewind == .step("first"))
        #expect(steps[1].policy.retry(after: .throttled)?.attempts == 7)
        #expect(steps.map(\.policy.timeout) == [.seconds(30), .seconds(30)])
    }

    @Test("defaults that no step can use")
    func senselessDefaults() {
        #expect(
            problems(
                [],
                defaults: [
                    PolicyChange(
                        retries: [rule(on: [.busy, .conflict])], timeout: .seconds(100),
                        deadline: .seconds(90))
                ], deadline: .seconds(80)) == """
                    no step of this pipeline fails with `busy`; remove it from `on`
                    the timeout of `defaults`, 1m40s, can never act: its deadline is 1m30s; make it \
                    shorter, or the other longer
                    the deadline of `defaults`, 1m30s, can never act: the deadline of the whole run \
                    is 1m20s; make it shorter, or the other longer
                    """)
    }

    @Test("a rewind to a step that a change took away says so")
    func rewindToFormer() {
        var second = StepDefinition("second")
        second.policies = [PolicyChange(retries: [rule(on: [.conflict]) { $0.rewind = "old" }])]
        var definition = Definition(name: "test", steps: [StepDefinition("first"), second])
        definition.former = [
            FormerStep(
                step: StepDefinition("first", id: "old"), fate: .replaced(by: "new"), location: nil)
        ]
        let error = #expect(throws: Diagnostics.self) {
            try Planner(registry: StepRegistry(Self.kinds)).plan(definition, given: [])
        }
        #expect(
            error?.all.map { "\($0.message); \($0.remedy) \($0.notes.map(\.message))" } == [
                """
                `second` rewinds to `old`, and no step has this id; write `new` ["a change replaced \
                it by `new`"]
                """
            ])
    }
}
