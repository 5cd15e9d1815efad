import Pipeline

/// The position of each moment of a timeline on a line from 0 to 1.
///
/// Runs follow one another. However long the time between two of them, the line shows it as a short
/// gap: a night's wait for a reboot must not compress everything else.
struct TimeAxis {
    /// The part of the line that a gap takes.
    private static let gapWidth = 0.04
    /// The maximum part of the line that a tick's label takes.
    private static let labelWidth = 0.06
    /// The minimum number of ticks on the whole line.
    private static let ticksWanted = 4.0

    private let starts: [Double]
    /// The part of the line for one second.
    private let scale: Double
    private let runs: [Timeline.Run]

    init(_ runs: [Timeline.Run]) {
        self.runs = runs
        let gaps = Double(runs.count - 1) * TimeAxis.gapWidth
        // Many runs share the room that remains between the gaps.
        let squeeze = gaps > 0.5 ? 0.5 / gaps : 1
        let length = runs.reduce(0) { $0 + $1.length.seconds }
        scale = (1 - gaps * squeeze) / max(length, 1e-6)
        var starts: [Double] = []
        var place = 0.0
        for run in runs {
            starts.append(place)
            place += run.length.seconds * scale + TimeAxis.gapWidth * squeeze
        }
        self.starts = starts
    }

    /// The position of a moment of a run.
    func place(_ offset: Duration, inRun run: Int) -> Double {
        min(starts[run] + offset.seconds * scale, 1)
    }

    /// The beginning of a stretch, and the part of the line that it takes.
    func span(_ stretch: Timeline.Stretch) -> (from: Double, width: Double) {
        let from = place(stretch.from, inRun: stretch.run)
        return (from, place(stretch.to, inRun: stretch.run) - from)
    }

    /// The gaps between runs, each with its real length.
    var gaps: [(from: Double, to: Double, length: Duration)] {
        zip(runs.indices, runs.indices.dropFirst()).map { run, next in
            (place(runs[run].length, inRun: run), starts[next], runs[next].gap)
        }
    }

    /// Positions at round times since the beginning of each run, each with that time.
    ///
    /// Ticks whose labels would overlap the previous one are left out.
    var ticks: [(place: Double, time: Duration)] {
        let length = runs.reduce(0) { $0 + $1.length.seconds }
        let step = TimeAxis.roundStep(max(length, 1e-3) / TimeAxis.ticksWanted)
        var ticks: [(place: Double, time: Duration)] = []
        for run in runs.indices {
            let count = Int((runs[run].length.seconds / step).rounded(.down))
            for number in 0...count {
                let time = Duration.microseconds(Int((Double(number) * step * 1e6).rounded()))
                let place = place(time, inRun: run)
                if let last = ticks.last, place - last.place < TimeAxis.labelWidth { continue }
                ticks.append((place, time))
            }
        }
        return ticks
    }

    /// The longest usual step of a time scale that is not longer than this, in seconds.
    private static func roundStep(_ wanted: Double) -> Double {
        let steps =
            [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120]
            + [300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400]
        return steps.last { $0 <= wanted } ?? steps[0]
    }
}
