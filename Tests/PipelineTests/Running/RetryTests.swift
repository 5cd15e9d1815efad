import Pipeline
import Testing

@Suite("Retries")
struct RetryTests {
    @Test(
        "waits grow by the factor up to the longest, and chance shortens them",
        arguments: [
            (Retry.Jitter.none, 0.25, [1.0, 2, 4, 5, 5]),
            (.full, 0.25, [0.25, 0.5, 1, 1.25, 1.25]),
            (.full, 0.0, [0, 0, 0, 0, 0]),
            (.equal, 0.5, [0.75, 1.5, 3, 3.75, 3.75]),
        ])
    func schedule(jitter: Retry.Jitter, chance: Double, waits: [Double]) {
        let retry = Retry(
            on: [.transient], attempts: 6, delay: .seconds(1), factor: 2, maxDelay: .seconds(5),
            jitter: jitter)
        let random = FixedRandom(value: chance)
        #expect((1...5).map { retry.wait(afterFailure: $0, random: random).seconds } == waits)
    }

    @Test("a thousandth failure waits no longer than the longest wait")
    func noOverflow() {
        let retry = Retry(
            on: [.transient], attempts: 2000, delay: .seconds(1), factor: 10,
            maxDelay: .seconds(60), jitter: .none)
        #expect(retry.wait(afterFailure: 1000, random: FixedRandom(value: 0)) == .seconds(60))
    }

    @Test("a step is tried again after a failure that its policy names, and the run goes on")
    func retries() async throws {
        var bench = Bench()
        bench.add(
            "busy-step",
            policy: Policy(retries: [
                Retry(on: [.busy], attempts: 3, delay: .seconds(2), jitter: .none)
            ]),
            fail(.busy), fail(.busy), give())
        bench.add("next", give())
        let result = try await bench.run()
        #expect(result.outcome == .succeeded)
        #expect(bench.time.pauses == [.seconds(2), .seconds(4)])
        #expect(
            bench.recorder.lines == [
                "run-started",
                "attempt-started busy-step#1", "attempt-failed busy-step#1 busy",
                "retrying busy-step#1 2s",
                "attempt-started busy-step#2", "attempt-failed busy-step#2 busy",
                "retrying busy-step#2 4s",
                "attempt-started busy-step#3", "attempt-succeeded busy-step#3",
                "step-succeeded busy-step",
                "attempt-started next#1", "attempt-succeeded next#1", "step-succeeded next",
                "run-finished succeeded",
            ])
    }

    @Test("`attempts` counts all tries, and the last failure is the one reported")
    func attemptsAreTries() async throws {
        var bench = Bench()
        bench.add(
            "step",
            policy: Policy(retries: [
                Retry(on: [.busy, .transient], attempts: 3, delay: .seconds(1), jitter: .none)
            ]),
            fail(.busy), fail(.transient), fail(.busy), give())
        let result = try await bench.run()
        #expect(
            result.outcome
                == .failed(
                    step: "step", Failure(.busy, "it went wrong", remedy: "mend it")))
        #expect(bench.recorder.lines("attempt-started").count == 3)
    }

    @Test("a class that no rule names is final at once")
    func unnamedClassIsFinal() async throws {
        var bench = Bench()
        bench.add(
            "step",
            policy: Policy(retries: [Retry(on: [.busy], attempts: 9, delay: .seconds(1))]),
            fail(.refused), give())
        let result = try await bench.run()
        #expect(result.outcome.name == "failed")
        #expect(bench.time.pauses.isEmpty)
    }

    @Test("each rule counts its own failures")
    func rulesCountApart() async throws {
        var bench = Bench()
        bench.add(
            "step",
            policy: Policy(retries: [
                Retry(on: [.busy], attempts: 2, delay: .seconds(1), jitter: .none),
                Retry(on: [.throttled], attempts: 2, delay: .seconds(10), jitter: .none),
            ]),
            fail(.busy), fail(.throttled), give())
        let result = try await bench.run()
        #expect(result.outcome == .succeeded)
        #expect(bench.time.pauses == [.seconds(1), .seconds(10)])
    }

    @Test("a wait is never shorter than the service asks for")
    func retryAfter() async throws {
        var bench = Bench()
        bench.add(
            "step",
            policy: Policy(retries: [
                Retry(on: [.throttled], attempts: 2, delay: .seconds(1), jitter: .none)
            ]),
            fail(.throttled, retryAfter: .seconds(7)), give())
        _ = try await bench.run()
        #expect(bench.time.pauses == [.seconds(7)])
    }

    @Test("an error that nobody classified is `refused`")
    func unclassified() async throws {
        struct Odd: Error {}
        var bench = Bench()
        bench.add("step", { _, _ in throw Odd() })
        let result = try await bench.run()
        guard case .failed(_, let failure) = result.outcome else {
            Issue.record("the run did not fail")
            return
        }
        #expect(failure.failureClass == .refused)
        #expect(failure.message == "an error that the step did not expect: Odd()")
    }

    @Test("a step that may fail lets the run go on")
    func onFailureContinue() async throws {
        var bench = Bench()
        bench.add("optional", policy: Policy(retries: [], onFailure: .continue), fail(.refused))
        bench.add("next", give())
        let result = try await bench.run()
        #expect(result.outcome == .succeeded)
        #expect(
            bench.recorder.lines("step-failed", "step-succeeded") == [
                "step-failed optional refused", "step-succeeded next",
            ])
    }

    @Test("a step that does not give what it promises has failed")
    func brokenPromise() async throws {
        var bench = Bench()
        bench.add("step", gives: ["hostname"], give())
        let result = try await bench.run()
        guard case .failed(_, let failure) = result.outcome else {
            Issue.record("the run did not fail")
            return
        }
        #expect(
            failure.message
                == "the step succeeded without giving `hostname`, as its kind promises")
    }
}
