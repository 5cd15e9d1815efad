import Bytes
import Pipeline
import PipelineFile

/// A timeline for a terminal: where the time went, the slowest step first.
package struct TimelineText {
    private let timeline: Timeline
    private let axis: TimeAxis
    private let width: Int
    private let signs: Signs

    /// The characters of a bar.
    package struct Signs {
        let worked: Unicode.Scalar
        let failed: Unicode.Scalar
        let waited: Unicode.Scalar

        package static let unicode = Signs(worked: "█", failed: "▒", waited: "·")
        package static let ascii = Signs(worked: "#", failed: "x", waited: ".")
    }

    private static let slowestRequests = 5
    /// The columns of a step's row without its name, the bar, and the note after the bar.
    private static let columns = 37

    /// Creates the text of a timeline, for the width of the terminal in columns.
    package init(_ timeline: Timeline, width: Int, signs: Signs) {
        self.timeline = timeline
        self.width = max(width, 60)
        self.signs = signs
        axis = TimeAxis(timeline.runs)
    }

    /// The whole text, a line break after each line.
    package var text: String {
        let parts = [heading, steps, requests, failures].filter { !$0.isEmpty }
        return parts.map { part in part.map { PrintableText($0).abridged + "\n" }.joined() }
            .joined(separator: "\n")
    }

    private var heading: [String] {
        var lines = [
            timeline.identityLine, "\(timeline.heading) after \(timeline.summary)",
        ]
        for (run, next) in zip(timeline.runs, timeline.runs.dropFirst()) {
            lines.append(
                "run \(run.id) ended after \(run.length.readable); \(next.id) went on "
                    + "\(next.gap.readable) later")
        }
        return lines
    }

    private var steps: [String] {
        let slowest = timeline.slowestFirst
        guard !slowest.isEmpty else { return ["no step took time"] }
        let names = min(slowest.map { PrintableText($0.id).width }.max() ?? 4, 24)
        let notes = slowest.map { PrintableText(note(on: $0)).width }.max() ?? 0
        let room = min(width - names - 42, width - names - Self.columns - notes)
        let legend =
            "\(signs.worked) working \(signs.failed) failed \(signs.waited) waiting"
        let header =
            "\(cell("step", names))  \(right("time", 8)) \(right("working", 8)) "
            + "\(right("waiting", 8))  tries"
        let fits = names + Self.columns + PrintableText(legend).width <= width
        return (fits ? [header + "  " + legend] : [legend, header])
            + slowest.map { step in
                let sums = step.sums
                let waiting = sums.waiting > .zero ? sums.waiting.readable : ""
                return "\(cell(PrintableText(step.id).cut(to: names), names))  "
                    + "\(right(sums.total.readable, 8)) \(right(sums.working.readable, 8)) "
                    + "\(right(waiting, 8))  \(right(step.isBeside ? "" : "\(step.attempts.count)", 5))  "
                    + bar(of: step, room: max(room, 10))
            }
    }

    /// The step's row on the shared time axis, and what is wrong with it.
    private func bar(of step: Timeline.Step, room: Int) -> String {
        var columns = [Unicode.Scalar](repeating: " ", count: room)
        var end = 0
        let bars = step.isBeside ? step.requestBars(on: axis) : step.bars(on: axis)
        for bar in bars {
            let from = min(Int(bar.from * Double(room)), room - 1)
            let to = min(max(Int((bar.from + bar.width) * Double(room)), from + 1), room)
            columns.replaceSubrange(
                from..<to, with: repeatElement(sign(of: bar.meaning), count: to - from))
            end = max(end, to)
        }
        // Each failure is visible, at its end, however coarse the scale.
        for bar in bars where bar.meaning == .failed {
            columns[max(min(Int((bar.from + bar.width) * Double(room)), room) - 1, 0)] =
                signs.failed
        }
        let note = note(on: step)
        return String(String.UnicodeScalarView(columns[..<(note.isEmpty ? end : room)])) + note
    }

    /// The note after the bar of a step that needs attention.
    private func note(on step: Timeline.Step) -> String {
        step.state.isTrouble ? " \(step.state.words)" : ""
    }

    private func sign(of meaning: TimelineBar.Meaning) -> Unicode.Scalar {
        switch meaning {
        case .worked, .undone, .request: signs.worked
        case .failed: signs.failed
        case .waited: signs.waited
        }
    }

    private var requests: [String] {
        let slowest = timeline.steps.flatMap { step in step.requests.map { (step.id, $0) } }
            .enumerated()
            .sorted {
                ($1.element.1.stretch.length, $0.offset) < ($0.element.1.stretch.length, $1.offset)
            }
            .prefix(Self.slowestRequests).map(\.element)
        guard !slowest.isEmpty else { return [] }
        return ["slowest requests"]
            + slowest.map { id, request in
                "  \(right(request.stretch.length.readable, 8))  \(request.name), "
                    + "\(request.result), in \(id)"
            }
    }

    private var failures: [String] {
        let failures = timeline.steps.flatMap { step in
            step.failures.map { (step.id, $0.attempt, $0.failure) }
        }
        guard !failures.isEmpty else { return [] }
        return ["failures"]
            + failures.flatMap { id, attempt, failure in
                [
                    "  \(id), attempt \(attempt), \(failure.failureClass.rawValue): "
                        + failure.message,
                    "      what to do: \(failure.remedy)",
                ]
                    + failure.details.flatMap { detail in
                        detail.lines().map { "        \($0)" }
                    }
            }
    }

    private func cell(_ words: String, _ width: Int) -> String {
        words + String(repeating: " ", count: max(0, width - PrintableText(words).width))
    }

    private func right(_ words: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - words.utf8.count)) + words
    }
}
