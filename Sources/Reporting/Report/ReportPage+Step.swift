import Pipeline
import PipelineFile

/// A step's row, and its details.
extension ReportPage {
    /// The maximum number of lines of a step's programs, counted from the end.
    private static let mostLines = 200

    func step(_ step: Timeline.Step) -> MarkupElement {
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
                // Even the shortest event is visible.
                "class": style, "x": percent(from), "width": percent(max(width, 0.002)),
                "y": "\(y)", "height": "\(height)",
            ], [MarkupElement("title", text: words(title))])
    }

    func percent(_ part: Double) -> String {
        "\((part * 100_000).rounded() / 1000)%"
    }

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

    func table(
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

    func list(_ title: String, _ values: [String: Value]) -> MarkupElement {
        table(
            title, ["name", "value"],
            values.filter { $0.value != .null }.sorted { $0.key < $1.key }
                .map { [$0.key, $0.value.text] })
    }

    func lines(_ lines: [(text: String, style: String)]) -> MarkupElement {
        MarkupElement(
            "div", ["class": "log"],
            lines.map { MarkupElement("div", ["class": $0.style], text: words($0.text)) })
    }
}
