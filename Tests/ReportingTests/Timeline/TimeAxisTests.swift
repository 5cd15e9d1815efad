import Pipeline
import TestSupport
import Testing

@testable import Reporting

struct TimeAxisTests {
    @Test func `however long nothing ran, the gap is short and everything fits`() throws {
        let timeline = try #require(Timeline.example())
        let axis = TimeAxis(timeline.runs)
        let gap = try #require(axis.gaps.first)
        #expect(abs(gap.to - gap.from - 0.04) < 1e-9)
        #expect(gap.length == .seconds(597))
        #expect(axis.place(.zero, inRun: 0) == 0)
        #expect(abs(axis.place(timeline.runs[1].length, inRun: 1) - 1) < 1e-9)
        // A second is as long in either run.
        let seconds = [0, 1].map {
            axis.place(.seconds(1), inRun: $0) - axis.place(.zero, inRun: $0)
        }
        #expect(abs(seconds[0] - seconds[1]) < 1e-9)
    }

    @Test func `ticks are at round times, in order, and apart`() throws {
        let ticks = TimeAxis(try #require(Timeline.example()).runs).ticks
        #expect(ticks.map(\.time.readable) == ["0s", "1s", "2s", "3s", "1s"])
        for (tick, next) in zip(ticks, ticks.dropFirst()) {
            #expect(next.place - tick.place >= 0.06)
        }
    }

    @Test(arguments: [1, 7, 60, 1000, 86_400_000])
    func `a line of any length has a handful of ticks`(milliseconds: Int) throws {
        let timeline = try #require(
            Timeline.told([
                [
                    (0, nil, .runStarted(.named("p", "a"))),
                    (0, "a", .attemptStarted(kind: "a", of: [:])),
                    (milliseconds, "a", .note("end")),
                ]
            ]))
        #expect((2...13).contains(TimeAxis(timeline.runs).ticks.count))
    }

    @Test func `a hundred runs share the line`() throws {
        let run: Timeline.Told = [
            (0, nil, .runStarted(.named("p", "a"))), (100, nil, .note("x")),
        ]
        let timeline = try #require(Timeline.told(Array(repeating: run, count: 100)))
        let axis = TimeAxis(timeline.runs)
        let places = timeline.runs.indices.map { axis.place(.zero, inRun: $0) }
        #expect(places == places.sorted())
        #expect(places.allSatisfy { (0...1).contains($0) })
    }
}
