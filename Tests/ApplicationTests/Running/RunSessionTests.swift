import Pipeline
import Terminal
import TestSupport
import Testing

@testable import Application

struct RunSessionTests {
    private static let greet = StepKind.scripted(
        "greet", needs: [FactKey.instanceID.name], gives: []
    ) { context in
        context.note("I am \(try context.facts.require(.instanceID))")
        return Facts()
    }

    private static var known: Facts {
        var facts = Facts()
        facts[.instanceID] = "i-1"
        facts[.instanceRegion] = "eu-west-1"
        return facts
    }

    @Test func `instance metadata is asked once, before the first step`() async throws {
        let metadata = ScriptedMetadata(Self.known)
        var rehearsal = Rehearsal([Self.greet])
        rehearsal.metadata = metadata
        let run = try await rehearsal.run("steps: [greet]\n")
        #expect(metadata.asked == ["facts"])
        #expect(
            run.output == """
                [    0.000] enlist 0.2.0 on i-1 in eu-west-1
                [    0.000] pipeline test: 1 step
                [    0.000] greet: started
                [    0.000] greet: I am i-1
                [    0.000] greet: done after 0s
                [    0.000] test succeeded after 0s

                """)
    }

    @Test func `instance metadata is not asked for what is set`() async throws {
        let metadata = ScriptedMetadata(Self.known)
        var rehearsal = Rehearsal([Self.greet])
        rehearsal.metadata = metadata
        var request = PlanRequest()
        request.settings = Facts([FactKey.instanceID.name: "i-set"])
        let run = try await rehearsal.run("steps: [greet]\n", request: request)
        #expect(metadata.asked == [])
        #expect(run.output.contains("greet: I am i-set\n"))
        #expect(run.status == .joined)
    }

    @Test func `what is set wins over instance metadata`() async throws {
        let metadata = ScriptedMetadata(Self.known)
        var rehearsal = Rehearsal([
            Self.greet, .scripted("other", needs: [FactKey.instanceRegion.name]),
        ])
        rehearsal.metadata = metadata
        var request = PlanRequest()
        request.settings = Facts([FactKey.instanceID.name: "i-set"])
        let run = try await rehearsal.run("steps: [greet, other]\n", request: request)
        #expect(metadata.asked == ["facts"])
        #expect(run.output.contains("greet: I am i-set\n"))
    }

    @Test func `a fact that metadata does not have fails the run before its first step`()
        async throws
    {
        var rehearsal = Rehearsal([
            .scripted("first"), .scripted("second", needs: [FactKey.privateIP.name]),
        ])
        rehearsal.metadata = ScriptedMetadata(Self.known)
        let run = try await rehearsal.run("steps: [first, second]\n")
        #expect(run.output == "")
        #expect(run.status == .badData)
    }

    @Test func `metadata that does not answer ends with 69`() async throws {
        var rehearsal = Rehearsal([Self.greet])
        rehearsal.metadata = ScriptedMetadata(
            failure: Failure(.transient, "nobody answers", remedy: "run it on an instance"))
        let run = try await rehearsal.run("steps: [greet]\n")
        #expect(
            run.errors == """
                error: nobody answers
                    remedy: run it on an instance

                """)
        #expect(run.status == .unavailable)

        rehearsal.style = .json
        let events = try await rehearsal.run("steps: [greet]\n").output
        #expect(
            events.contains(
                #""type":"preparation-failed","class":"transient","message":"nobody answers","#
                    + #""remedy":"run it on an instance"}"#))
    }

    /// Instance metadata that takes its time, which may be forever.
    private struct SlowMetadata: InstanceMetadata {
        let time: ManualTime
        let delay: Duration?

        func facts() async throws -> Facts {
            guard let delay else {
                try await Task.sleep(for: .seconds(86_400))
                return Facts()
            }
            time.advance(by: delay)
            return RunSessionTests.known
        }

        func tag(_ key: String) async throws -> String? {
            _ = try await facts()
            return nil
        }

        func isInGroup() async throws -> Bool { false }
    }

    /// Rings at once where it would ring early, and never where it would ring late: the longer limit
    /// of what comes before must not win because its alarm was the first to be looked at.
    private struct EarlyAlarm: Pausing {
        let latest: Duration
        let alarm: InstantPause

        func pause(until elapsed: Duration) async throws {
            if elapsed > latest { try await SilentAlarm().pause(until: elapsed) }
            try await alarm.pause(until: elapsed)
        }
    }

    @Test func `metadata that never answers ends with 69 after a minute`() async throws {
        var rehearsal = Rehearsal([Self.greet, .scripted("ask", needs: [FactKey.product.name])])
        rehearsal.metadata = SlowMetadata(time: rehearsal.time, delay: nil)
        rehearsal.alarm = InstantPause(time: rehearsal.time)
        for step in ["greet", "ask"] {
            let run = try await rehearsal.run("deadline: 10m\nsteps: [\(step)]\n")
            #expect(
                run.errors == """
                    error: instance metadata did not answer within 1m
                        remedy: check what is between enlist and the metadata service (a proxy, \
                    a container's network); it answers in milliseconds on a healthy instance

                    """)
            #expect(run.status == .unavailable)
        }
        #expect(rehearsal.time.now().elapsed == .seconds(120))
    }

    @Test func `the pipeline's deadline ends the wait for metadata`() async throws {
        var rehearsal = Rehearsal([Self.greet])
        rehearsal.metadata = SlowMetadata(time: rehearsal.time, delay: nil)
        rehearsal.alarm = EarlyAlarm(
            latest: .seconds(2), alarm: InstantPause(time: rehearsal.time))
        let run = try await rehearsal.run("deadline: 2s\nsteps: [greet]\n")
        #expect(
            run.errors == """
                error: the pipeline's deadline of 2s has passed before the first step: instance \
                metadata has not answered
                    remedy: check what is between enlist and the metadata service, or raise \
                the pipeline's `deadline`

                """)
        #expect(run.status == .deadlinePassed)
    }

    @Test func `the time before the first step counts`() async throws {
        var rehearsal = Rehearsal([Self.greet])
        rehearsal.metadata = SlowMetadata(time: rehearsal.time, delay: .seconds(7))
        let run = try await rehearsal.run("deadline: 5s\nsteps: [greet]\n")
        #expect(
            run.errors.hasPrefix("error: `greet` failed (timeout): the pipeline's deadline of 5s"))
        #expect(run.status == .deadlinePassed)
    }

    @Test func `a run that is cancelled before it begins is interrupted`() async throws {
        let rehearsal = Rehearsal([Self.greet])
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await rehearsal.run("steps: [greet]\n")
        }
        let run = try await task.value
        #expect(run.status == .interrupted)
    }

    @Test func `events are lines of JSON and nothing else is on standard output`() async throws {
        var rehearsal = Rehearsal([
            .scripted("a") { context in
                try await context.wait(.seconds(1), for: "it")
                throw Failure(.transient, "no", remedy: "yes")
            }
        ])
        rehearsal.style = .json
        let run = try await rehearsal.run("steps: [a]\n")
        #expect(
            run.output == """
                {"seq":1,"time":"2026-05-01T12:00:00.000Z","run":"0123456789ab","type":"run-identified","program":"0.2.0","source":"/test.yaml","pipeline":"/test.yaml","facts":{}}
                {"seq":2,"time":"2026-05-01T12:00:00.000Z","run":"0123456789ab","type":"run-started","pipeline":"test","steps":[{"id":"a","kind":"a","parameters":{}}],"given":{}}
                {"seq":3,"time":"2026-05-01T12:00:00.000Z","run":"0123456789ab","type":"attempt-started","step":"a","attempt":1,"kind":"a","parameters":{}}
                {"seq":4,"time":"2026-05-01T12:00:00.000Z","run":"0123456789ab","type":"waiting","step":"a","attempt":1,"delay":1.0,"reason":"it"}
                {"seq":5,"time":"2026-05-01T12:00:01.000Z","run":"0123456789ab","type":"attempt-failed","step":"a","attempt":1,"class":"transient","message":"no","remedy":"yes","elapsed":1.0}
                {"seq":6,"time":"2026-05-01T12:00:01.000Z","run":"0123456789ab","type":"step-failed","step":"a","class":"transient","message":"no","remedy":"yes","elapsed":1.0,"run-goes-on":false}
                {"seq":7,"time":"2026-05-01T12:00:01.000Z","run":"0123456789ab","type":"run-finished","outcome":"failed","at":"a","class":"transient","message":"no","remedy":"yes","elapsed":1.0}

                """)
        #expect(
            run.errors == """
                error: `a` failed (transient): no
                    what to do: yes
                    then run the same command again: steps check first what is done already

                """)
    }

    @Test func `a quiet run says nothing but what went wrong`() async throws {
        var rehearsal = Rehearsal([.scripted("a")])
        rehearsal.style = .quiet
        let good = try await rehearsal.run("steps: [a]\n")
        #expect(good.output == "")
        #expect(good.errors == "")

        rehearsal = Rehearsal([
            .scripted("a") { _ in throw Failure(.refused, "no", remedy: "yes") }
        ])
        rehearsal.style = .quiet
        let bad = try await rehearsal.run("steps: [a]\n")
        #expect(bad.output == "")
        #expect(bad.errors.hasPrefix("error: `a` failed (refused): no\n"))
    }
}
