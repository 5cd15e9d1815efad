import Pipeline
import TestSupport
import Testing

@testable import Reporting

struct TimelineTests {
    @Test func `steps know their attempts, waits, requests and lines`() throws {
        let timeline = try #require(Timeline.example())
        #expect(timeline.steps.map(\.id) == ["preparation", "a", "b", "c"])
        #expect(timeline.steps.map(\.state) == [.done, .done, .alreadyDone, .failed])
        let (a, b) = (timeline.steps[1], timeline.steps[2])
        #expect(a.attempts.map(\.number) == [1, 2])
        #expect(a.attempts.map(\.stretch.length) == [.milliseconds(300), .milliseconds(100)])
        #expect(a.waits.map(\.stretch.length) == [.seconds(2)])
        #expect(a.waits.map(\.reason) == ["before the next attempt (throttled)"])
        #expect(a.requests.map(\.name) == ["s Op"])
        #expect(a.requests.map(\.result) == ["400 Throttling"])
        #expect(a.requests.map(\.stretch.from) == [.milliseconds(150)])
        #expect(b.attempts.map(\.ending) == [.cutOff, .alreadyDone])
        #expect(b.lines.map(\.text) == ["half"])
    }

    @Test func `a wait that a crash cut off counts as far as it came`() throws {
        let b = try #require(Timeline.example()).steps[2]
        #expect(b.waits.map(\.stretch.length) == [.milliseconds(400)])
        #expect(b.sums.total == .milliseconds(510))
        #expect(b.sums.working == .milliseconds(110))
    }

    @Test func `the sums of all steps are those of the runs, each moment once`() throws {
        let timeline = try #require(Timeline.example())
        #expect(timeline.sums.total == .milliseconds(3000 + 1010))
        #expect(timeline.sums.waiting == .milliseconds(2400))
        #expect(timeline.sums.requests == .milliseconds(200))
        #expect(timeline.slowestFirst.map(\.id) == ["a", "c", "b", "preparation"])
    }

    @Test func `runs say how they ended, and what lay between them`() throws {
        let timeline = try #require(Timeline.example())
        #expect(
            timeline.runs.map(\.ending) == [.cutOff, .ended(.failed(step: "c", Timeline.refusal))])
        #expect(timeline.runs.map(\.gap) == [.zero, .seconds(597)])
        #expect(timeline.heading == "p failed at c")
        #expect(timeline.summary == "4s: 1.6s working, 2.4s waiting; 1 request")
    }

    @Test func `requests beside the steps are in rows of their own, after the steps`() throws {
        let request = Event.Body.activity(
            "request",
            ["service": "s", "operation": "Op", "duration": .number(0.1), "status": 200, "try": 1])
        let timeline = try #require(
            Timeline.told([
                [
                    (0, nil, .runStarted(.named("p", "a"))),
                    (0, "a", .attemptStarted(kind: "a", of: [:])),
                    (200, "beside heartbeats", request),
                    (300, "beside heartbeats", .warning("no heartbeat")),
                    (400, "a", request),
                    (900, "a", .attemptSucceeded(gave: Facts(), after: .zero)),
                    (900, "a", .stepSucceeded(after: .zero)),
                    (900, nil, .runFinished(.succeeded, after: .zero)),
                    (1000, "beside on-failure", request),
                ]
            ]))
        #expect(timeline.steps.map(\.id) == ["a", "heartbeats", "on-failure"])
        #expect(timeline.steps.map(\.requests.count) == [1, 1, 1])
        #expect(timeline.steps.map(\.state) == [.done, .beside, .beside])
        #expect(timeline.steps[1].lines.map(\.text) == ["no heartbeat"])
        #expect(timeline.steps[1].sums.total == .milliseconds(100))
        // What is beside a step takes none of its time.
        #expect(timeline.sums.working == .milliseconds(1000))
        #expect(timeline.slowestFirst.map(\.id) == ["a", "heartbeats", "on-failure"])
    }

    @Test func `a wait before a request is sent once more is waiting`() throws {
        let timeline = try #require(
            Timeline.told([
                [
                    (0, nil, .runStarted(.named("p", "a"))),
                    (0, "a", .attemptStarted(kind: "a", of: [:])),
                    (
                        100, "a",
                        .activity("request-retry", ["delay": .number(0.5), "reason": "s Op: slow"])
                    ),
                    (700, "a", .activity("request", ["duration": .number(0.05)])),
                    (900, "a", .attemptSucceeded(gave: Facts(), after: .zero)),
                    (900, "a", .stepSucceeded(after: .zero)),
                ]
            ]))
        let a = try #require(timeline.steps.first)
        #expect(a.waits.map(\.reason) == ["before asking again: s Op: slow"])
        #expect(a.sums.waiting == .milliseconds(500))
    }

    @Test func `it says who ran what where`() throws {
        let timeline = try #require(
            Timeline.told([
                [
                    (
                        0, nil,
                        .runIdentified(
                            RunIdentity(
                                program: "1.0", source: "p.yaml", pipeline: nil,
                                facts: Facts([
                                    FactKey.instanceID.name: "i-1",
                                    FactKey.instanceRegion.name: "eu-west-1",
                                    FactKey.imageID.name: "ami-1", FactKey.product.name: "shop",
                                    FactKey.stackName.name: "not told",
                                ])))
                    ),
                    (0, nil, .runStarted(.named("p", "a"))),
                ]
            ]))
        #expect(
            timeline.identityLine
                == "enlist 1.0 on i-1 in eu-west-1, image ami-1; product=shop, 2026-09-21T14:13:20.000Z"
        )
        // A journal of an earlier version does not tell it.
        #expect(
            Timeline.example()?.identityLine == "enlist enlist (i-1), 2026-09-21T14:13:20.000Z")
    }

    @Test func `what is under way has no end yet`() throws {
        let timeline = try #require(
            Timeline.told(
                [
                    [
                        (0, nil, .runStarted(.named("p", "a", "b"))),
                        (0, "a", .attemptStarted(kind: "a", of: [:])),
                        (500, "a", .note("x")),
                    ]
                ], isRunning: true))
        #expect(timeline.heading == "p is under way")
        #expect(timeline.steps.map(\.state) == [.underWay, .notReached])
        #expect(timeline.steps[0].attempts.map(\.ending) == [.underWay])
    }

    @Test func `undoing is time of its own`() throws {
        let failure = Failure(.transient, "gone", remedy: "look")
        let timeline = try #require(
            Timeline.told([
                [
                    (0, nil, .runStarted(.named("p", "a", "b"))),
                    (0, "a", .attemptStarted(kind: "a", of: [:])),
                    (10, "a", .attemptSucceeded(gave: Facts(), after: .zero)),
                    (10, "a", .stepSucceeded(after: .zero)),
                    (20, "b", .revertStarted),
                    (50, "b", .revertSucceeded(after: .zero)),
                    (50, "a", .revertStarted),
                    (90, "a", .revertFailed(failure, after: .zero)),
                ]
            ]))
        #expect(timeline.steps.map(\.state) == [.notUndone, .undone])
        #expect(
            timeline.steps.map { $0.undoings.map(\.stretch.length) }
                == [[.milliseconds(40)], [.milliseconds(30)]])
        #expect(timeline.steps[0].undoings.map(\.failure) == [failure])
    }

    @Test func `nothing has no timeline`() {
        #expect(Timeline.told([]) == nil)
        #expect(Timeline.told([[]]) == nil)
    }
}
