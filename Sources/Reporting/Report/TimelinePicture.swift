import Bytes
import Pipeline
import PipelineFile

/// A timeline as a picture: a row for each step, its attempts, waits and requests on one time axis.
///
/// Lengths are in pixels.
package struct TimelinePicture {
    private let timeline: Timeline
    private let axis: TimeAxis

    private static let width = 960
    private static let margin = 20
    private static let names = 210
    private static let times = 130
    private static let header = 88
    private static let row = 30

    /// Creates the picture of a timeline.
    package init(_ timeline: Timeline) {
        self.timeline = timeline
        axis = TimeAxis(timeline.runs)
    }

    /// The picture as a self-contained file: no script, and no font or image from elsewhere.
    package var svg: String {
        let height = Self.header + rows.count * Self.row + Self.margin
        let picture = MarkupElement(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(Self.width) \(height)",
                "width": "\(Self.width)", "height": "\(height)", "role": "img",
            ],
            [
                MarkupElement("title", text: timeline.heading),
                MarkupElement("style", text: Self.style),
                rectangle("page", 0, 0, Double(Self.width), Double(height), words: nil),
                text("heading", Self.margin, 34, PrintableText(timeline.heading).cut(to: 90)),
                text("faint", Self.margin, 56, PrintableText(timeline.summary).cut(to: 120)),
            ] + ground(to: height) + rows.enumerated().flatMap { row($0.element, $0.offset) })
        return picture.lines().map { $0 + "\n" }.joined()
    }

    private var rows: [Timeline.Step] { timeline.steps }

    private static var plot: (from: Int, width: Int) {
        (margin + names, width - 2 * margin - names - times)
    }

    private func x(_ place: Double) -> Double {
        Double(Self.plot.from) + place * Double(Self.plot.width)
    }

    /// Lines at round times, and the gaps between runs.
    private func ground(to height: Int) -> [MarkupElement] {
        let bottom = height - Self.margin
        let ticks = axis.ticks.flatMap { tick in
            [
                MarkupElement(
                    "path",
                    [
                        "class": "tick",
                        "d": "M \(round(x(tick.place))) \(Self.header - 6) V \(bottom)",
                    ]
                ),
                text(
                    "label", Int(x(tick.place)), Self.header - 12, tick.time.readable,
                    anchor: "middle"),
            ]
        }
        let gaps = axis.gaps.map { gap in
            rectangle(
                "gap", x(gap.from), Double(Self.header - 6), x(gap.to) - x(gap.from),
                Double(bottom - Self.header + 6),
                words: "nothing ran for \(gap.length.readable)")
        }
        return ticks + gaps
    }

    private func row(_ step: Timeline.Step, _ index: Int) -> [MarkupElement] {
        let top = Self.header + index * Self.row
        let total = step.sums.total
        let state = step.state == .done ? "" : " \(step.state.words)"
        let time = (total > .zero ? total.readable : "") + state
        let bars = step.bars(on: axis).map { bar($0, Double(top + 5), 13) }
        let requests = step.requestBars(on: axis).map { bar($0, Double(top + 20), 4) }
        return [
            text(
                step.state.isTrouble ? "name trouble" : "name", Self.margin, top + 16,
                PrintableText(step.id).cut(to: 28))
        ] + bars + requests + [
            text(
                step.state.isTrouble ? "time trouble" : "time",
                Self.plot.from + Self.plot.width + 12, top + 16, PrintableText(time).cut(to: 20))
        ]
    }

    private func bar(_ bar: TimelineBar, _ y: Double, _ height: Double) -> MarkupElement {
        // Even the shortest event is visible.
        rectangle(
            bar.meaning.rawValue, x(bar.from), y,
            max(bar.width * Double(Self.plot.width), 1.5), height, words: bar.words)
    }

    private func text(
        _ style: String, _ x: Int, _ y: Int, _ words: String, anchor: String = "start"
    ) -> MarkupElement {
        MarkupElement(
            "text", ["class": style, "x": "\(x)", "y": "\(y)", "text-anchor": anchor], text: words)
    }

    private func rectangle(
        _ style: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double,
        words: String?
    ) -> MarkupElement {
        MarkupElement(
            "rect",
            [
                "class": style, "x": "\(round(x))", "y": "\(round(y))", "width": "\(round(width))",
                "height": "\(round(height))",
            ], words.map { [MarkupElement("title", text: PrintableText($0).abridged)] } ?? [])
    }

    private func round(_ length: Double) -> Double { (length * 10).rounded() / 10 }

    private static let style = """

        \(Palette.timeline.rules(for: "svg"))
        text { font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--ink) }
        .heading { font-size: 17px; font-weight: 600 }
        .faint, .label, .time { fill: var(--faint) }
        .label { font-size: 11px }
        .name, .time { font-size: 12.5px }
        .trouble { fill: var(--failed); font-weight: 600 }
        .page { fill: var(--page) }
        .tick { stroke: var(--edge); stroke-width: 0.6 }
        .gap { fill: var(--card) }
        \(TimelineBar.Meaning.styles)

        """
}

extension TimelineBar.Meaning {
    /// A rule for each colour, with the same name.
    static var styles: String {
        allCases.map { ".\($0.rawValue) { fill: var(--\($0.rawValue)) }" }.joined(separator: "\n")
    }
}

extension Palette {
    /// The palette with a colour for each meaning of a bar.
    static let timeline = common.adding([
        ("worked", "#1a7f53", "#3fb27f"), ("failed", "#c4283a", "#ff7b82"),
        ("waited", "#c8ced6", "#4a535d"), ("undone", "#8a63d2", "#b692f6"),
        ("request", "#0b62c4", "#6cb2ff"),
    ])
}
