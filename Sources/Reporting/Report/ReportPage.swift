import Bytes
import Pipeline
import PipelineFile

/// A timeline as one self-contained HTML file.
///
/// It shows what went wrong first, then a row for each step, which expands to all of its details.
package struct ReportPage {
    let timeline: Timeline
    let axis: TimeAxis

    /// Creates the page of a timeline.
    package init(_ timeline: Timeline) {
        self.timeline = timeline
        axis = TimeAxis(timeline.runs)
    }

    /// The page, which loads nothing from elsewhere.
    package var html: String {
        HTMLPage(
            title: words(timeline.heading), style: style, script: Self.script, content: content
        ).text
    }

    /// The page's own style sheet, with the positions of this page's marks.
    private var style: String {
        Self.style
            + axis.ticks.enumerated().map { number, tick in
                ".marks :nth-child(\(number + 1)) { left: \(percent(tick.place)) }\n"
            }.joined()
    }

    private var content: [MarkupElement] {
        [
            MarkupElement("h1", text: words(timeline.heading)),
            MarkupElement("p", ["class": "faint"], text: words(timeline.identityLine)),
            MarkupElement("p", ["class": "faint"], text: words(timeline.summary)),
        ] + trouble + [legend, waterfall] + runs + facts
    }

    // MARK: What went wrong

    private var trouble: [MarkupElement] {
        guard case .ended(let outcome) = timeline.ending else { return [] }
        switch outcome {
        case .succeeded, .aborted, .interrupted: return []
        case .rebootNeeded(_, let reason):
            return [box([MarkupElement("p", text: words("It needs a reboot: \(reason)."))])]
        case .failed(let step, let failure), .deadlinePassed(let step, let failure):
            return [box(account(of: failure, in: step))]
        }
    }

    private func box(_ content: [MarkupElement]) -> MarkupElement {
        MarkupElement("section", ["class": "trouble"], content)
    }

    func account(of failure: Failure, in step: String) -> [MarkupElement] {
        let details = failure.details.flatMap { $0.lines().filter { !$0.isEmpty } }
        return [
            MarkupElement("h2", text: words("\(step): \(failure.failureClass.rawValue)")),
            MarkupElement("p", text: words(failure.message)),
            MarkupElement("p", ["class": "remedy"], text: words("What to do: \(failure.remedy)")),
        ] + (details.isEmpty ? [] : [lines(details.map { ($0, "") })])
    }

    // MARK: The waterfall

    private var legend: MarkupElement {
        let meanings: [(TimelineBar.Meaning, String)] = [
            (.worked, "working"), (.failed, "failed"), (.waited, "waiting"), (.undone, "undoing"),
            (.request, "requests"),
        ]
        return MarkupElement(
            "p", ["class": "legend"],
            meanings.map { meaning, name in
                MarkupElement("span", ["class": "\(meaning.rawValue) key"], text: name)
            } + [
                MarkupElement(
                    "button", ["type": "button", "id": "all", "hidden": "hidden"], text: "Open all")
            ])
    }

    private var waterfall: MarkupElement {
        let marks = axis.ticks.map { tick in
            MarkupElement("span", text: tick.time.readable)
        }
        let scale = MarkupElement(
            "div", ["class": "row scale", "aria-hidden": "true"],
            [MarkupElement("span"), MarkupElement("span", ["class": "marks"], marks)])
        return MarkupElement(
            "section", ["class": "waterfall"], [scale] + timeline.steps.map(step))
    }

    private var runs: [MarkupElement] {
        guard timeline.runs.count > 1 else { return [] }
        return [
            table(
                "Runs", ["run", "id", "began", "took", "what came of it"],
                timeline.runs.enumerated().map { index, run in
                    let ending =
                        switch run.ending {
                        case .underWay: "under way"
                        case .cutOff: "cut off"
                        case .ended(let outcome): outcome.words
                        }
                    return [
                        "\(index + 1)", run.id, run.began.timestamp, run.length.readable, ending,
                    ]
                })
        ]
    }

    private var facts: [MarkupElement] {
        timeline.facts.isEmpty ? [] : [list("Facts", timeline.facts)]
    }

    /// A text from outside, made harmless and shortened to a readable length.
    func words(_ text: String) -> String { PrintableText(text).abridged }
}
