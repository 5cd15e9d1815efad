import Bytes
import Cryptography
import Pipeline
import PipelineFile

/// A timeline as one HTML file that needs nothing from elsewhere: what went wrong first, then a row for
/// each step, which opens to all that is known of it.
package struct ReportPage {
    private let timeline: Timeline
    private let axis: TimeAxis

    /// Of what a step's programs print, the end.
    private static let mostLines = 200

    /// Takes what happened when.
    package init(_ timeline: Timeline) {
        self.timeline = timeline
        axis = TimeAxis(timeline.runs)
    }

    /// The page, which needs nothing from elsewhere.
    package var html: String {
        let page = MarkupElement(
            "html", ["lang": "en"],
            [
                MarkupElement(
                    "head", [:],
                    [
                        MarkupElement("meta", ["charset": "utf-8"]),
                        MarkupElement(
                            "meta",
                            [
                                "name": "viewport",
                                "content": "width=device-width, initial-scale=1",
                            ]),
                        MarkupElement(
                            "meta",
                            [
                                "http-equiv": "Content-Security-Policy",
                                "content": "default-src 'none'; style-src \(source(of: style)); "
                                    + "script-src \(source(of: Self.script))",
                            ]),
                        MarkupElement("title", text: words(timeline.heading)),
                        MarkupElement("style", code: style),
                    ]),
                MarkupElement(
                    "body", [:],
                    [
                        MarkupElement("main", [:], content),
                        MarkupElement("script", code: Self.script),
                    ]),
            ])
        return "<!doctype html>\n" + page.lines(as: .html).map { $0 + "\n" }.joined()
    }

    /// The page's own style sheet, with the places of this page's marks.
    private var style: String {
        Self.style
            + axis.ticks.enumerated().map { number, tick in
                ".marks :nth-child(\(number + 1)) { left: \(percent(tick.place)) }\n"
            }.joined()
    }

    /// What the page's policy allows to be in it: this text, and none that got in otherwise.
    private func source(of code: String) -> String {
        (try? SHA256.base64(of: code)).map { "'sha256-\($0)'" } ?? "'none'"
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

    private func account(of failure: Failure, in step: String) -> [MarkupElement] {
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

    private func step(_ step: Timeline.Step) -> MarkupElement {
        let style = step.state.isTrouble ? "failing" : "quiet"
        let total = step.sums.total
        let kind = step.kind.flatMap { $0 == step.id ? nil : $0 }
        return MarkupElement(
            "details", ["class": style],
            [
                MarkupElement(
                    "summary", ["class": "row"],
                    [
                        MarkupElement(
                            "span", ["class": "name"],
                            [MarkupElement("b", text: words(step.id))]
                                + (kind.map {
                                    [MarkupElement("span", ["class": "faint"], text: words($0))]
                                } ?? [])),
                        drawing(of: step),
                        MarkupElement(
                            "span", ["class": "time"],
                            [
                                MarkupElement("span", text: total > .zero ? total.readable : ""),
                                MarkupElement(
                                    "span", ["class": "state"], text: words(step.state.words)),
                            ]),
                    ]),
                MarkupElement("div", ["class": "inside"], inside(step)),
            ])
    }

    private func drawing(of step: Timeline.Step) -> MarkupElement {
        let grounds =
            axis.ticks.map { tick in
                MarkupElement(
                    "line",
                    [
                        "class": "tick", "x1": percent(tick.place), "x2": percent(tick.place),
                        "y1": "0", "y2": "26",
                    ])
            }
            + axis.gaps.map { gap in
                rectangle(
                    "gap", gap.from, gap.to - gap.from, 0, 26,
                    "nothing ran for \(gap.length.readable)")
            }
        let bars = step.bars(on: axis).map {
            rectangle($0.meaning.rawValue, $0.from, $0.width, 4, 12, $0.words)
        }
        let requests = step.requestBars(on: axis).map {
            rectangle($0.meaning.rawValue, $0.from, $0.width, 18, 4, $0.words)
        }
        return MarkupElement(
            "svg", ["class": "bars", "height": "26", "aria-hidden": "true"],
            grounds + bars + requests)
    }

    private func rectangle(
        _ style: String, _ from: Double, _ width: Double, _ y: Int, _ height: Int, _ title: String
    ) -> MarkupElement {
        MarkupElement(
            "rect",
            [
                // However short something was, it is seen.
                "class": style, "x": percent(from), "width": percent(max(width, 0.002)),
                "y": "\(y)", "height": "\(height)",
            ], [MarkupElement("title", text: words(title))])
    }

    private func percent(_ part: Double) -> String {
        "\((part * 100_000).rounded() / 1000)%"
    }

    // MARK: One step

    private func inside(_ step: Timeline.Step) -> [MarkupElement] {
        var parts: [MarkupElement] = []
        if !step.attempts.isEmpty {
            parts.append(
                table(
                    "Attempts", ["attempt", "began", "took", "what came of it"],
                    step.attempts.map {
                        [
                            "\($0.number)", began($0.stretch), $0.stretch.length.readable,
                            $0.ending.words,
                        ]
                    }))
        }
        for (number, failure) in step.failures where number == step.failures.last?.attempt {
            parts += account(of: failure, in: step.id).dropFirst(2)
        }
        if !step.waits.isEmpty {
            parts.append(
                table(
                    "Waits", ["began", "took", "for what"],
                    step.waits.map { [began($0.stretch), $0.stretch.length.readable, $0.reason] }))
        }
        if !step.requests.isEmpty {
            parts.append(
                table(
                    "Requests", ["began", "took", "request", "reply", "request id"],
                    style: "requests",
                    step.requests.map {
                        [
                            began($0.stretch), $0.stretch.length.readable, $0.name, $0.result,
                            $0.id ?? "",
                        ]
                    }))
        }
        if let parameters = step.attempts.last?.parameters, !parameters.isEmpty {
            parts.append(list("Parameters", parameters))
        }
        if !step.gave.isEmpty { parts.append(list("Gave", step.gave)) }
        if !step.lines.isEmpty {
            parts.append(MarkupElement("h3", text: "Log"))
            let hidden = step.lines.count - Self.mostLines
            if hidden > 0 {
                parts.append(
                    MarkupElement(
                        "p", ["class": "faint"],
                        text: "\(hidden) earlier lines: enlist log"))
            }
            parts.append(
                lines(
                    step.lines.suffix(Self.mostLines).map { line in
                        switch line.source {
                        case .note: (line.text, "note")
                        case .warning: ("warning: \(line.text)", "warning")
                        case .output(let source): ("\(source): \(line.text)", "")
                        }
                    }))
        }
        if parts.isEmpty {
            parts.append(MarkupElement("p", ["class": "faint"], text: words(step.state.words)))
        }
        return parts
    }

    private func began(_ stretch: Timeline.Stretch) -> String {
        (timeline.runs.count > 1 ? "run \(stretch.run + 1), " : "") + "+" + stretch.from.readable
    }

    private func table(
        _ title: String, _ head: [String], style: String? = nil, _ rows: [[String]]
    ) -> MarkupElement {
        func row(_ cells: [String], _ name: String) -> MarkupElement {
            MarkupElement("tr", [:], cells.map { MarkupElement(name, text: words($0)) })
        }
        return MarkupElement(
            "div", ["class": "scroll"],
            [
                MarkupElement(
                    "table", style.map { ["class": $0] } ?? [:],
                    [
                        MarkupElement("caption", text: title),
                        MarkupElement("thead", [:], [row(head, "th")]),
                        MarkupElement("tbody", [:], rows.map { row($0, "td") }),
                    ])
            ])
    }

    private func list(_ title: String, _ values: [String: Value]) -> MarkupElement {
        table(
            title, ["name", "value"],
            values.filter { $0.value != .null }.sorted { $0.key < $1.key }
                .map { [$0.key, $0.value.text] })
    }

    private func lines(_ lines: [(text: String, style: String)]) -> MarkupElement {
        MarkupElement(
            "div", ["class": "log"],
            lines.map { MarkupElement("div", ["class": $0.style], text: words($0.text)) })
    }

    // MARK: All runs

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

    /// Text from outside, harmless and of a length that can be read.
    private func words(_ text: String) -> String { PrintableText(text).abridged }
}
