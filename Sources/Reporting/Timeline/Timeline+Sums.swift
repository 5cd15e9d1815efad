import Pipeline

/// Where the time went.
struct TimeSums: Equatable {
    /// From the beginning of each attempt, wait and undo to its end, counting each moment once.
    let total: Duration
    /// The time of waits for something outside, or for the next attempt.
    let waiting: Duration
    /// The part of the total during which at least one request was in progress.
    let requests: Duration

    var working: Duration { total - waiting }
}

extension Timeline {
    /// The total length of all runs.
    var length: Duration { runs.reduce(.zero) { $0 + $1.length } }

    /// The sums over all steps.
    var sums: TimeSums {
        TimeSums(
            total: length, waiting: Stretch.measure(steps.flatMap { $0.waits.map(\.stretch) }),
            requests: Stretch.measure(steps.flatMap { $0.requests.map(\.stretch) }))
    }

    /// The steps that took time, the slowest one first.
    var slowestFirst: [Step] {
        steps.filter { $0.sums.total > .zero }.enumerated()
            .sorted { ($1.element.sums.total, $0.offset) < ($0.element.sums.total, $1.offset) }
            .map(\.element)
    }
}

extension Timeline.Step {
    var stretches: [Timeline.Stretch] {
        isBeside
            ? requests.map(\.stretch)
            : attempts.map(\.stretch) + waits.map(\.stretch) + undoings.map(\.stretch)
    }

    var sums: TimeSums {
        TimeSums(
            total: Timeline.Stretch.measure(stretches),
            waiting: Timeline.Stretch.measure(waits.map(\.stretch)),
            requests: Timeline.Stretch.measure(requests.map(\.stretch)))
    }

    /// The failures of attempts, oldest first.
    var failures: [(attempt: Int, failure: Failure)] {
        attempts.compactMap { attempt in
            guard case .failed(let failure) = attempt.ending else { return nil }
            return (attempt.number, failure)
        }
    }
}

extension Timeline.Stretch {
    /// Returns how long at least one of the stretches lasted.
    static func measure(_ stretches: [Timeline.Stretch]) -> Duration {
        var sum = Duration.zero
        var last: Timeline.Stretch?
        for stretch in stretches.sorted(by: { ($0.run, $0.from) < ($1.run, $1.from) }) {
            let begin =
                if let last, last.run == stretch.run { max(stretch.from, last.to) } else {
                    stretch.from
                }
            guard stretch.to > begin else { continue }
            sum += stretch.to - begin
            last = stretch
        }
        return sum
    }
}
