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

    @Test("what a rule says of waits and can never act")
    func idleWaits() {
        func problem(_ change: (inout RetryChange) -> Void) -> String {
            problems([PolicyChange(retries: [rule(on: [.throttled], change)])])
        }
        #expect(
            problem {
                $0.delay = .seconds(10)
                $0.maxDelay = .seconds(1)
            } == """
                a `delay` of 10s can never act: `max-delay` is 1s; make `max-delay` longer, or \
                `delay` shorter
                """)
        #expect(
            problem {
                $0.delay = .zero
                $0.jitter = .equal
            } == """
                `jitter` can never act: `delay` is 0s, and so is every wait; say a `delay`, or remove it
                """)
        #expect(
            problem {
                $0.attempts = 2
                $0.factor = 3
            } == """
                `factor` can never act: with 2 attempts there is one wait, of `delay`; allow more \
                attempts, or remove it
                """)
        // The kind's longest wait is 30s, and grows with the delay.
        #expect(
            problem {
                $0.delay = .seconds(60)
                $0.factor = 3
            } == """
                `factor` can never act: the first wait is as long as `max-delay`, 1m; say a longer \
                `max-delay`, or remove it
                """)
        #expect(
            problem {
                $0.delay = .seconds(400)
                $0.jitter = Retry.Jitter.none
            } == """
                no second attempt can begin: the first wait is as long as the deadline of 5m, or \
                longer; make `delay` shorter, or the deadline longer
                """)
    }

    @Test("bounds that are not reached, and waits that chance makes short, are no mistake")
    func waitsThatMayAct() {
        func isGood(_ change: (inout RetryChange) -> Void) -> Bool {
            problems([PolicyChange(retries: [rule(on: [.throttled], change)])]).isEmpty
        }
        #expect(
            isGood {
                $0.attempts = 2
                $0.maxDelay = .seconds(90)
            })
        #expect(
            isGood {
                $0.delay = .seconds(5)
                $0.maxDelay = .seconds(5)
            })
        #expect(isGood { $0.delay = .seconds(60) })
        #expect(isGood { $0.delay = .zero })
        #expect(isGood { $0.delay = .seconds(400) })
        #expect(isGood { $0.maxDelay = .milliseconds(10) })
    }

    @Test("a rule of its own for timeouts that the deadline always comes before")
    func idleTimeoutRule() {
        #expect(
            problems([
                PolicyChange(
                    retries: [rule(on: [.timeout])], timeout: .seconds(60), deadline: .seconds(60))
            ]) == """
                `second` is never tried again after a timeout: its deadline of 1m is no later than \
                the first attempt's timeout of 1m; set a shorter `timeout`, or remove the rule
                """)
        #expect(
            problems([
                PolicyChange(
                    retries: [rule(on: [.timeout])], timeout: .seconds(30), deadline: .seconds(60))
            ]) == "")
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
