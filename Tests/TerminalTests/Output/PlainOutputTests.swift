import Application
import Pipeline
import TestSupport
import Testing

@testable import Terminal

/// What a log says of whole runs.
struct PlainOutputTests {
    private static let rule = Retry(
        on: [.transient], attempts: 3, delay: .seconds(2), maxDelay: .seconds(10), jitter: .none)

    @Test func `a run that joins`() async throws {
        var given = Facts()
        given[.stackName] = "v3 prod web"
        given[.layerName] = "shop"
        given[.layerID] = "layer-1"
        given[.memberID] = "member-1"
        let known = given
        let kinds: [StepKind] = [
            .scripted("look-up", gives: known.names) { _ in known },
            .scripted("choose-hostname", role: .hostnameChoosing) { context in
                context.note("shop1 is free")
                var facts = Facts()
                facts[.hostname] = "shop1"
                return facts
            },
            .scripted("wait") { context in
                try await context.wait(.milliseconds(1500), for: "the status is registering")
                context.output("Setting up \u{1B}[31mlibyaml\u{1B}[0m", from: "apt-get")
                context.warn("the clock is off by 3s")
                return Facts()
            },
            .scripted("assign-layer", role: .layerAssigning),
        ]
        let run = try await Rehearsal(kinds).run(
            "steps: [look-up, choose-hostname, wait, assign-layer]\n")
        #expect(
            run.output == """
                [    0.000] enlist 0.2.0
                [    0.000] pipeline test: 4 steps
                [    0.000] look-up: started
                [    0.000] look-up: done after 0s: layer.id=layer-1, layer.name=shop, member.id=member-1, stack.name=v3 prod web
                [    0.000] choose-hostname: started
                [    0.000] choose-hostname: shop1 is free
                [    0.000] choose-hostname: done after 0s: hostname=shop1
                [    0.000] wait: started
                [    0.000] wait: waiting 1.5s: the status is registering
                [    1.500] wait: apt-get: Setting up ?[31mlibyaml?[0m
                [    1.500] wait: warning: the clock is off by 3s
                [    1.500] wait: done after 1.5s
                [    1.500] assign-layer: started
                [    1.500] assign-layer: done after 0s
                [    1.500] test succeeded after 1.5s (1.5s waiting, 0s working)
                joined: `shop1` is a member of the stack `v3 prod web`, assigned to the layer `shop`

                """)
        #expect(run.errors == "")
        #expect(run.status == .joined)
    }

    @Test func `a step that fails past its retries`() async throws {
        let rehearsal = Rehearsal([
            .scripted("register", policy: Policy(retries: [Self.rule])) { context in
                throw Failure(
                    .transient, "the service said 50\(context.attempt)", remedy: "wait for it",
                    details: ["one\u{7}\ntwo", "three"])
            }
        ])
        let run = try await rehearsal.run("steps: [register]\n")
        #expect(
            run.output == """
                [    0.000] enlist 0.2.0
                [    0.000] pipeline test: 1 step
                [    0.000] register: started
                [    0.000] register: attempt 1 failed after 0s, transient: the service said 501
                [    0.000] register:     one?
                [    0.000] register:     two
                [    0.000] register:     three
                [    0.000] register: trying again in 2s
                [    2.000] register: attempt 2 started
                [    2.000] register: attempt 2 failed after 0s, transient: the service said 502
                [    2.000] register:     one?
                [    2.000] register:     two
                [    2.000] register:     three
                [    2.000] register: trying again in 4s
                [    6.000] register: attempt 3 started
                [    6.000] register: attempt 3 failed after 0s, transient: the service said 503
                [    6.000] register: failed after 6s
                [    6.000] test failed at register after 6s (6s waiting, 0s working)

                """)
        #expect(
            run.errors == """
                error: `register` failed (transient): the service said 503
                    what to do: wait for it
                    details:
                        one?
                        two
                        three
                    failed attempts:
                        register, attempt 1, after 0s, transient: the service said 501
                        register, attempt 2, after 0s, transient: the service said 502
                        register, attempt 3, after 0s, transient: the service said 503
                    then run the same command again: steps check first what is done already

                """)
        #expect(run.status == .stepFailed)
    }

    @Test func `a failure lists the failed attempts of its own step alone`() async throws {
        let rehearsal = Rehearsal([
            .scripted("look-up", policy: Policy(retries: [Self.rule])) { context in
                guard context.attempt == 3 else {
                    throw Failure(.transient, "not yet", remedy: "wait")
                }
                return Facts()
            },
            .scripted("register", policy: Policy(retries: [Self.rule])) { context in
                throw Failure(
                    context.attempt == 1 ? .transient : .refused, "no \(context.attempt)",
                    remedy: "ask")
            },
        ])
        let run = try await rehearsal.run("steps: [look-up, register]\n")
        #expect(
            run.errors == """
                error: `register` failed (refused): no 2
                    what to do: ask
                    failed attempts:
                        register, attempt 1, after 0s, transient: no 1
                        register, attempt 2, after 0s, refused: no 2
                    then run the same command again: steps check first what is done already

                """)
    }

    private static func lines(_ form: PlainProgress.Form, _ events: [Event]) -> String {
        let output = CapturedOutput()
        let progress = PlainProgress(form) { text, _ in output.channel.write(text) }
        for event in events { progress.observe(event) }
        return output.text
    }

    private static func event(
        _ seconds: Int, _ body: Event.Body, beside: String? = nil
    ) -> Event {
        Event(
            sequence: 1,
            time: Moment(elapsed: .seconds(seconds), sinceEpoch: .seconds(1_777_636_800 + seconds)),
            run: "r", step: beside == nil ? "ask" : nil, attempt: 1, beside: beside, body: body)
    }

    @Test func `what a request waits for is told where nothing else has been for two seconds`() {
        func retry(_ delay: Double) -> Event.Body {
            .activity(
                "request-retry",
                ["reason": "ec2 X: throttled", "delay": .number(delay), "try": 1])
        }
        let slow = Event.Body.activity(
            "request-slow", ["service": "ec2", "operation": "X", "elapsed": 2, "try": 1])
        let told = Self.lines(
            .init(tellsWallTime: false),
            [
                Self.event(0, .attemptStarted(kind: "ask", of: [:])),
                Self.event(0, .activity("request", ["service": "ec2"])),
                Self.event(0, retry(0.5)), Self.event(1, retry(0.9)), Self.event(1, retry(1)),
                Self.event(2, retry(0.1)), Self.event(3, retry(8)),
                Self.event(11, .note("there")), Self.event(12, slow), Self.event(13, slow),
                Self.event(15, slow, beside: "heartbeats"),
            ])
        #expect(
            told == """
                [    0.000] ask: started
                [    1.000] ask: ec2 X: throttled; asking again in 1s
                [    3.000] ask: ec2 X: throttled; asking again in 8s
                [   11.000] ask: there
                [   13.000] ask: ec2 X: no answer for 2s
                [   15.000] heartbeats: ec2 X: no answer for 2s

                """)
    }

    @Test func `a log has the time of day, and at its end why the run failed`() {
        let failure = Failure(.refused, "no", remedy: "ask", details: ["a\nb"])
        let told = Self.lines(
            .init(tellsWallTime: true, tellsFailure: true),
            [
                Self.event(0, .attemptStarted(kind: "ask", of: [:])),
                Self.event(1, .attemptFailed(failure, after: .seconds(1))),
                Self.event(1, .stepFailed(failure, after: .seconds(1), runGoesOn: false)),
                Self.event(
                    1, .runFinished(.failed(step: "ask", failure), after: .seconds(1))),
                Self.event(2, .note("the report is there"), beside: "on-failure"),
            ])
        #expect(
            told == """
                2026-05-01T12:00:00.000Z [    0.000] ask: started
                2026-05-01T12:00:01.000Z [    1.000] ask: attempt 1 failed after 1s, refused: no
                2026-05-01T12:00:01.000Z [    1.000] ask: failed after 1s
                2026-05-01T12:00:01.000Z [    1.000] ask:  failed at ask after 1s
                error: `ask` failed (refused): no
                    what to do: ask
                    details:
                        a
                        b
                2026-05-01T12:00:02.000Z [    2.000] on-failure: the report is there

                """)
    }

    @Test func `what was seen of a failure that the run continues with is told`() {
        let failure = Failure(.refused, "no", remedy: "ask", details: ["seen"])
        let told = Self.lines(
            .init(tellsWallTime: false),
            [
                Self.event(0, .attemptStarted(kind: "ask", of: [:])),
                Self.event(0, .attemptFailed(failure, after: .zero)),
                Self.event(0, .stepFailed(failure, after: .zero, runGoesOn: true)),
                Self.event(0, .revertFailed(failure, after: .zero)),
            ])
        #expect(
            told == """
                [    0.000] ask: started
                [    0.000] ask: attempt 1 failed after 0s, refused: no
                [    0.000] ask:     seen
                [    0.000] ask: failed after 0s, and the run continues without it; what to do: ask
                [    0.000] ask: could not be undone (0s): no; what to do: ask
                [    0.000] ask:     seen

                """)
    }

    @Test func `a step that asks for a reboot`() async throws {
        let rehearsal = Rehearsal([
            .scripted("kernel") { _ in throw RebootRequest("a new kernel") }
        ])
        let run = try await rehearsal.run("steps: [kernel]\n")
        #expect(
            run.output == """
                [    0.000] enlist 0.2.0
                [    0.000] pipeline test: 1 step
                [    0.000] kernel: started
                [    0.000] kernel: needs a reboot: a new kernel
                [    0.000] test needs a reboot at kernel after 0s

                """)
        #expect(
            run.errors == """
                error: `kernel` cannot go on before the machine has been rebooted: a new kernel
                    what to do: reboot it, then run the same command again

                """)
        #expect(run.status == .interrupted)
    }

    @Test func `a taken name sends the run back`() async throws {
        let rehearsal = Rehearsal([
            .scripted("choose", gives: [FactKey.hostname.name]) { context in
                var facts = Facts()
                facts[.hostname] = "shop\(context.rewinds.count + 1)"
                return facts
            },
            .scripted("register", failures: [.conflict]) { context in
                if try context.facts.require(.hostname) == "shop1" {
                    throw Failure(.conflict, "shop1 is taken", remedy: "take another")
                }
                return Facts()
            },
        ])
        let run = try await rehearsal.run(
            """
            steps:
              - choose
              - register:
                retry: {on: conflict, rewind: choose, delay: 1s, jitter: none}
            """)
        #expect(
            run.output == """
                [    0.000] enlist 0.2.0
                [    0.000] pipeline test: 2 steps
                [    0.000] choose: started
                [    0.000] choose: done after 0s: hostname=shop1
                [    0.000] register: started
                [    0.000] register: attempt 1 failed after 0s, conflict: shop1 is taken
                [    0.000] register: going back to choose in 1s
                [    1.000] choose: attempt 2 started
                [    1.000] choose: done after 1s: hostname=shop2
                [    1.000] register: attempt 2 started
                [    1.000] register: done after 1s
                [    1.000] test succeeded after 1s (1s waiting, 0s working)

                """)
        #expect(run.errors == "")
        #expect(run.status == .joined)
    }

    @Test func `a run that is interrupted`() async throws {
        let isUnderWay = Signal()
        let rehearsal = Rehearsal([
            .scripted("first"),
            .scripted("second") { _ in
                isUnderWay.send()
                try await Task.sleep(for: .seconds(86_400))
                return Facts()
            },
        ])
        let task = Task { try await rehearsal.run("steps: [first, second]\n") }
        await isUnderWay.wait()
        task.cancel()
        let run = try await task.value
        #expect(
            run.output == """
                [    0.000] enlist 0.2.0
                [    0.000] pipeline test: 2 steps
                [    0.000] first: started
                [    0.000] first: done after 0s
                [    0.000] second: started
                [    0.000] second: interrupted after 0s
                [    0.000] test was interrupted at second after 0s

                """)
        #expect(
            run.errors == """
                error: the run was interrupted at `second`; completed steps stay done
                    what to do: run the same command again: steps check first what is done already

                """)
        #expect(run.status == .interrupted)
    }

    @Test func `a deadline that passes`() async throws {
        let rehearsal = Rehearsal([
            .scripted("poll", policy: Policy(retries: [Self.rule])) { _ in
                throw Failure(.transient, "not there yet", remedy: "look at the agent's log")
            }
        ])
        let run = try await rehearsal.run("deadline: 5s\nsteps: [poll]\n")
        #expect(
            run.output == """
                [    0.000] enlist 0.2.0
                [    0.000] pipeline test: 1 step
                [    0.000] poll: started
                [    0.000] poll: attempt 1 failed after 0s, transient: not there yet
                [    0.000] poll: trying again in 2s
                [    2.000] poll: attempt 2 started
                [    2.000] poll: attempt 2 failed after 0s, transient: not there yet
                [    2.000] poll: failed after 2s
                [    2.000] test ran out of time at poll after 2s (2s waiting, 0s working)

                """)
        #expect(
            run.errors == """
                error: `poll` failed (transient): the pipeline's deadline of 5s leaves no time for another attempt, 4s from now; the last attempt: not there yet
                    what to do: look at the agent's log
                    failed attempts:
                        poll, attempt 1, after 0s, transient: not there yet
                        poll, attempt 2, after 0s, transient: not there yet
                    then run the same command again: steps check first what is done already

                """)
        #expect(run.status == .deadlinePassed)
    }
}
