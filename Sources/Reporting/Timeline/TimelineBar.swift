import Pipeline

/// A stretch of a step's row in a picture.
struct TimelineBar: Equatable {
    /// Its beginning on a line from 0 to 1, and the part of the line that it takes.
    let from: Double
    let width: Double
    let meaning: Meaning
    /// The text that a person sees when pointing at it.
    let words: String

    enum Meaning: String, CaseIterable {
        case worked, failed, waited, undone, request
    }
}

extension Timeline.Step {
    /// Attempts, waits and undos, the longest first.
    ///
    /// Each is to be drawn over those before it, so that none is hidden. Requests are separate, as
    /// they lie within attempts.
    func bars(on axis: TimeAxis) -> [TimelineBar] {
        let bars =
            attempts.map { attempt in
                let meaning: TimelineBar.Meaning =
                    switch attempt.ending {
                    case .succeeded, .alreadyDone, .underWay: .worked
                    case .failed, .interrupted, .cutOff: .failed
                    }
                return bar(
                    attempt.stretch, meaning,
                    "attempt \(attempt.number), \(attempt.stretch.length.readable), "
                        + attempt.ending.words, on: axis)
            }
            + waits.map { wait in
                bar(
                    wait.stretch, .waited,
                    "waited \(wait.stretch.length.readable), \(wait.reason)", on: axis)
            }
            + undoings.map { undoing in
                bar(
                    undoing.stretch, undoing.failure == nil ? .undone : .failed,
                    "undoing, \(undoing.stretch.length.readable)"
                        + (undoing.failure.map { ", failed: \($0.message)" } ?? ""), on: axis)
            }
        return bars.enumerated()
            .sorted { ($1.element.width, $0.offset) < ($0.element.width, $1.offset) }
            .map(\.element)
    }

    func requestBars(on axis: TimeAxis) -> [TimelineBar] {
        requests.map { request in
            bar(
                request.stretch, .request,
                "\(request.name), \(request.stretch.length.readable), \(request.result)", on: axis)
        }
    }

    private func bar(
        _ stretch: Timeline.Stretch, _ meaning: TimelineBar.Meaning, _ words: String,
        on axis: TimeAxis
    ) -> TimelineBar {
        let span = axis.span(stretch)
        return TimelineBar(from: span.from, width: span.width, meaning: meaning, words: words)
    }
}
