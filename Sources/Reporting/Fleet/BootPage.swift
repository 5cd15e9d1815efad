import Glibc
import Pipeline
import PipelineFile

/// Where the time of many boots went, as one self-contained HTML file with a picture.
///
/// A row for each step: a line from the fastest boot to the slowest, a box up to the 90th percentile,
/// a mark at the median, and a dot for each outlier. The scale is logarithmic, as a step takes
/// milliseconds or minutes.
package struct BootPage {
    private let times: BootTimes
    private let heading: String

    private static let width = 960.0
    private static let names = 200.0
    private static let values = 90.0
    private static let row = 30.0
    private static let header = 36.0
    /// The maximum number of dots in a row, the slowest ones.
    private static let mostDots = 100

    /// Creates a page of times, with its title.
    package init(_ times: BootTimes, heading: String) {
        self.times = times
        self.heading = heading
    }

    /// The page.
    package var html: String {
        HTMLPage(
            title: words(heading), style: Self.style,
            content: [
                MarkupElement("h1", text: words(heading)),
                MarkupElement(
                    "p", ["class": "faint"],
                    text: "\(times.boots) boots. A line from the fastest to the slowest, a box up "
                        + "to nine of ten, a mark at the median, a dot for each outlier; the scale "
                        + "is logarithmic."),
                picture,
            ] + times.notes.map { MarkupElement("p", text: words($0)) } + [table]
        ).text
    }

    private func words(_ text: String) -> String { PrintableText(text).text }

    // MARK: The picture

    /// The powers of ten, in seconds, between which all times lie; at least two of them.
    private var range: (from: Int, to: Int) {
        let all = times.rows.flatMap { [$0.least, $0.most] }.map(Self.power)
        let from = all.min().map { Int($0.rounded(.down)) } ?? -3
        let to = all.max().map { Int($0.rounded(.up)) } ?? 0
        return (from, max(to, from + 1))
    }

    /// The logarithm of seconds; less than a millisecond counts as one.
    private static func power(_ duration: Duration) -> Double {
        log10(max(0.001, duration / .seconds(1)))
    }

    private func x(_ duration: Duration) -> Double {
        let (from, to) = range
        let plot = Self.width - Self.names - Self.values
        let share = (Self.power(duration) - Double(from)) / Double(to - from)
        return Self.names + min(max(share, 0), 1) * plot
    }

    private var picture: MarkupElement {
        let height = Self.header + Double(times.rows.count) * Self.row + 10
        return MarkupElement(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": "0 0 \(Int(Self.width)) \(Int(height))", "role": "img",
            ],
            [MarkupElement("title", text: words(heading))] + ticks(to: height)
                + times.rows.enumerated().flatMap { row($0.element, Self.top($0.offset)) })
    }

    private static func top(_ index: Int) -> Double { header + Double(index) * row }

    private func ticks(to height: Double) -> [MarkupElement] {
        let (from, to) = range
        return (from...to).flatMap { power -> [MarkupElement] in
            var duration = Duration.milliseconds(1)
            for _ in 0..<max(0, power + 3) { duration *= 10 }
            let place = text(x(duration))
            return [
                MarkupElement(
                    "path",
                    ["class": "tick", "d": "M \(place) \(text(Self.header - 8)) V \(text(height))"]
                ),
                MarkupElement(
                    "text", ["class": "faint", "x": place, "y": "20", "text-anchor": "middle"],
                    text: duration.readable),
            ]
        }
    }

    private func row(_ row: BootTimes.Row, _ top: Double) -> [MarkupElement] {
        let middle = top + Self.row / 2
        let (least, median, ninetieth) = (x(row.least), x(row.median), x(row.ninetieth))
        let isWhole = row.name == BootTimes.whole
        return [
            MarkupElement(
                "text", ["class": isWhole ? "whole" : "name", "x": "0", "y": text(middle + 5)],
                text: PrintableText(row.name).cut(to: 24)),
            MarkupElement(
                "path",
                [
                    "class": "span",
                    "d": "M \(text(least)) \(text(middle)) H \(text(x(row.most)))",
                ]),
            MarkupElement(
                "rect",
                [
                    "class": "box", "x": text(least), "y": text(middle - 7),
                    "width": text(max(2, ninetieth - least)), "height": "14",
                ],
                [
                    MarkupElement(
                        "title",
                        text: words(
                            "\(row.name): least \(row.least.readable), median "
                                + "\(row.median.readable), nine of ten "
                                + "\(row.ninetieth.readable), most \(row.most.readable)"))
                ]),
            MarkupElement(
                "path",
                [
                    "class": "median",
                    "d": "M \(text(median)) \(text(middle - 10)) V \(text(middle + 10))",
                ]),
            MarkupElement(
                "text",
                [
                    "class": "faint", "x": text(Self.width), "y": text(middle + 5),
                    "text-anchor": "end",
                ], text: row.median.readable),
        ]
            + row.outliers.prefix(Self.mostDots).map { outlier in
                MarkupElement(
                    "circle",
                    [
                        "class": "outlier", "cx": text(x(outlier.duration)), "cy": text(middle),
                        "r": "4",
                    ],
                    [
                        MarkupElement(
                            "title",
                            text: words("\(outlier.instance): \(outlier.duration.readable)"))
                    ])
            }
    }

    /// The number, to a tenth of a pixel.
    private func text(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

    // MARK: The table

    private var table: MarkupElement {
        let heading = ["step", "boots", "least", "median", "90 %", "most", "outliers"]
        return MarkupElement(
            "table", [:],
            [MarkupElement("tr", [:], heading.map { MarkupElement("th", text: $0) })]
                + times.rows.map { row in
                    let cells = [
                        row.name, "\(row.count)", row.least.readable, row.median.readable,
                        row.ninetieth.readable, row.most.readable, row.slow,
                    ]
                    return MarkupElement(
                        "tr", [:], cells.map { MarkupElement("td", text: words($0)) })
                })
    }

    private static let style =
        Palette.common.adding([
            ("worked", "#2f6fdb", "#6ea3ff"), ("failed", "#c62f3a", "#ff7b72"),
        ]).rules(for: ":root") + """

            body { background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
            main { max-width: 1000px; margin: 2rem auto; padding: 0 1rem }
            .faint { color: var(--faint); fill: var(--faint) }
            svg { width: 100%; height: auto; font: 13px system-ui, sans-serif }
            .name, .whole { fill: var(--ink) } .whole { font-weight: 600 }
            .tick { stroke: var(--edge); stroke-dasharray: 2 4 }
            .span { stroke: var(--faint) }
            .box { fill: var(--worked); fill-opacity: .45 }
            .median { stroke: var(--worked); stroke-width: 3 }
            .outlier { fill: var(--failed) }
            table { border-collapse: collapse; width: 100% }
            td, th { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--edge) }

            """
}
