import Pipeline
import Testing

@Suite("Timeouts and deadlines")
struct DeadlineTests {
    private static let patient = [
        Retry(on: [.timeout, .busy], attempts: 100, delay: .seconds(10), factor: 1, jitter: .none)
    ]

    @Test("an attempt that takes longer than its timeout is cancelled, and tried again")
    func timeout() async throws {
        var bench = Bench()
        bench.add(
            "step", policy: Policy(retries: Self.patient, timeout: .seconds(5)),
            work(.seconds(60), on: bench.time), work(.seconds(4), on: bench.time))
        let result = try await bench.run()
        #expect(result.outcome == .succeeded)
        #expect(bench.time.elapsed == .seconds(5 + 10 + 4))
        #expect(
            bench.recorder.lines("attempt-failed", "attempt-succeeded") == [
                "attempt-failed step#1 timeout", "attempt-succeeded step#2",
            ])
    }

    @Test("an attempt that is cut off is of the class of what kept it, and says so")
    func cutOff() async throws {
        var bench = Bench()
        let throttled = Failure(.throttled, "asked too often", remedy: "ask less")
        let retry = Retry(on: [.throttled], attempts: 2, delay: .zero)
        let busy = work(.seconds(60), on: bench.time)
        bench.add("step", policy: Policy(retries: [retry], timeout: .seconds(5))) {
            do {
                return try await busy($0, $1)
            } catch is CancellationError {
                throw throttled
            }
        }
        guard case .failed(_, let failure) = try await bench.run().outcome else {
            Issue.record("it did not fail")
            return
        }
        #expect(failure.failureClass == .throttled)
        #expect(
            failure.message
                == "the attempt took longer than its timeout of 5s; asked too often")
        #expect(failure.remedy == "ask less")
    }

    @Test("work that ends just as its time is up counts as done")
    func finishedInTime() async throws {
        var bench = Bench()
        let time = bench.time
        bench.add("step", policy: Policy(retries: [], timeout: .seconds(5))) { _, _ in
            time.advance(to: .seconds(5))
            return Facts()
        }
        #expect(try await bench.run().outcome == .succeeded)
    }

    @Test("a step's deadline counts all its attempts and waits")
    func stepDeadline() async throws {
        var bench = Bench()
        bench.add(
            "step", policy: Policy(retries: Self.patient, deadline: .seconds(35)),
            work(.seconds(6), on: bench.time) + fail(.busy))
        let result = try await bench.run()
        guard case .deadlinePassed("step", let failure) = result.outcome else {
            Issue.record("the deadline did not pass: \(result.outcome)")
            return
        }
        // 6 + 10 + 6 + 10 = 32; the third attempt is cut off at 35.
        #expect(bench.time.elapsed == .seconds(35))
        #expect(failure.message == "the step's deadline of 35s has passed")
    }

    @Test("a wait that ends after the deadline is not begun, and the last failure is named")
    func noPointlessWait() async throws {
        var bench = Bench()
        bench.add(
            "step", policy: Policy(retries: Self.patient, deadline: .seconds(8)), fail(.busy))
        let result = try await bench.run()
        #expect(bench.time.pauses.isEmpty)
        #expect(
            result.outcome
                == .deadlinePassed(
                    step: "step",
                    Failure(
                        .busy,
                        "the step's deadline of 8s leaves no time for another attempt, 10s from "
                            + "now; the last attempt: it went wrong",
                        remedy: "mend it")))
    }

    @Test("the run's deadline ends the run, also in a step that may fail")
    func runDeadline() async throws {
        var bench = Bench()
        bench.deadline = .seconds(10)
        bench.add("first", work(.seconds(7), on: bench.time))
        bench.add(
            "second", policy: Policy(retries: [], timeout: .seconds(60), onFailure: .continue),
            work(.seconds(7), on: bench.time))
        bench.add("third", give())
        let result = try await bench.run()
        guard case .deadlinePassed("second", let failure) = result.outcome else {
            Issue.record("the deadline did not pass: \(result.outcome)")
            return
        }
        #expect(failure.message == "the pipeline's deadline of 10s has passed")
        #expect(bench.time.elapsed == .seconds(10))
    }
}

/// One act after the other, in one attempt.
private func + (first: @escaping Script.Act, second: @escaping Script.Act) -> Script.Act {
    { context, arguments in
        _ = try await first(context, arguments)
        return try await second(context, arguments)
    }
}
