import TestSupport
import Testing

@testable import Pipeline
@testable import Reporting

struct RunAccountTests {
    private func account(_ events: [(Int, Event.Body)]) -> RunAccount {
        var account = RunAccount()
        for (index, (milliseconds, body)) in events.enumerated() {
            account.add(
                Event(
                    sequence: index + 1,
                    time: Moment(
                        elapsed: .seconds(1000) + .milliseconds(milliseconds), sinceEpoch: .zero),
                    run: "r", step: "s", attempt: 1, body: body))
        }
        return account
    }

    @Test func `a wait counts in full, whatever goes on beside it`() {
        let account = account([
            (0, .runStarted(.named("p", "s"))),
            (100, .waiting(.seconds(2), reason: "it")),
            (600, .activity("request", [:])),
            (900, .output("line", source: "child")),
            (2100, .activity("request", [:])),
            (2500, .stepSucceeded(after: .seconds(2))),
        ])
        #expect(account.waiting == .seconds(2))
        #expect(account.elapsed == .milliseconds(2500))
        #expect(account.requests == 2)
        #expect(
            account.summary(.succeeded, of: "p")
                == "p succeeded after 2.5s (2s waiting, 500ms working), 2 requests")
    }

    @Test func `a wait that is cut off counts as far as it came`() {
        let account = account([
            (0, .waiting(.seconds(30), reason: "it")),
            (1500, .attemptInterrupted(after: .seconds(1))),
            (1600, .runFinished(.interrupted(step: "s"), after: .seconds(1))),
        ])
        #expect(account.waiting == .milliseconds(1500))
        #expect(
            account.summary(.interrupted(step: "s"), of: "p")
                == "p was interrupted at s after 1.6s (1.5s waiting, 100ms working)")
    }

    @Test func `waits one after the other add up`() {
        let account = account([
            (0, .waiting(.seconds(1), reason: "it")),
            (1000, .waiting(.seconds(2), reason: "it")),
            (3000, .retrying(after: .seconds(3), because: .transient)),
            (6000, .attemptStarted(kind: "k", of: [:])),
        ])
        #expect(account.waiting == .seconds(6))
    }

    @Test func `a step that failed or was passed over is not done until it is done again`() {
        #expect(account([(0, .stepSkipped(because: "p is q"))]).stepsNotDone == ["s"])
        let failure = Failure(.refused, "no", remedy: "none")
        let failed = (0, Event.Body.stepFailed(failure, after: .zero, runGoesOn: true))
        #expect(account([failed]).stepsNotDone == ["s"])
        #expect(account([failed, (1, .stepSucceeded(after: .zero))]).stepsNotDone == [])
    }
}
