import Bytes
import PipelineFile

extension FlowPicture {
    /// The picture as a self-contained file: no script, and no font or image from elsewhere.
    package var svg: String {
        let picture = MarkupElement(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(width) \(height)",
                "width": "\(width)", "height": "\(height)", "role": "img",
            ],
            [
                MarkupElement("title", text: graph.title),
                MarkupElement("style", text: FlowPicture.style),
                rectangle("page", x: 0, y: 0, width: width, height: height, radius: 0),
                MarkupElement(
                    "text",
                    ["class": "heading", "x": "\(Self.margin)", "y": "\(Self.margin + 14)"],
                    text: PrintableText(graph.title).cut(to: width / 11)),
            ] + spine + lanes.map(vertical) + lanes.flatMap(branches) + returns.map(wayBack)
                + cards.indices.map(card))
        return picture.lines().map { $0 + "\n" }.joined()
    }

    // MARK: Lines

    /// The arrows from step to step.
    private var spine: [MarkupElement] {
        let steps = cards.indices.filter { graph.nodes[$0].role != .source }
        return zip(steps, steps.dropFirst()).flatMap { step, next in
            let x = cards[step].x + 40
            let start = cards[step].y + cards[step].content.height
            let end = cards[next].y
            return [
                path("order", "M \(x) \(start) V \(end - 6)"),
                path("order-head", "M \(x - 5) \(end - 8) h 10 l -5 7 z"),
            ]
        }
    }

    private func vertical(_ lane: Lane) -> MarkupElement {
        path(
            "lane \(colour(lane))",
            "M \(lane.x) \(lane.from + 8) V \((lane.to.last ?? lane.from) - 8)")
    }

    /// The way into a lane and the ways out of it.
    ///
    /// Each has a strip of the page's colour behind it, so that it visibly passes over the lanes
    /// that it crosses.
    private func branches(_ lane: Lane) -> [MarkupElement] {
        let edge = cards[lane.giver].x
        let strips = ([lane.from] + lane.to).map { y in
            path("halo", "M \(lane.x + 8) \(y) H \(edge - 3)")
        }
        let entry = "M \(edge) \(lane.from) H \(lane.x + 8) q -8 0 -8 8"
        let exits = lane.to.map { y in "M \(lane.x) \(y - 8) q 0 8 8 8 H \(edge - 7)" }
        let heads = lane.to.map { y in
            path("head \(colour(lane))", "M \(edge - 8) \(y - 4) v 8 l 7 -4 z")
        }
        return strips + ([entry] + exits).map { path("lane \(colour(lane))", $0) } + heads
    }

    private func wayBack(_ way: Return) -> MarkupElement {
        let edge = cards.first.map { $0.x + FlowCard.width } ?? 0
        return MarkupElement(
            "g",
            [:],
            [
                path(
                    "back",
                    "M \(edge) \(way.from) H \(way.x - 8) q 8 0 8 -8 V \(way.to + 8) "
                        + "q 0 -8 -8 -8 H \(edge + 7)"),
                path("back-head", "M \(edge + 8) \(way.to - 4) v 8 l -7 -4 z"),
            ])
    }

    private func colour(_ lane: Lane) -> String { "c\(lane.number % Self.colours.count)" }

    // MARK: Cards

    private func card(_ index: Int) -> MarkupElement {
        let card = cards[index]
        let content = card.content
        let x = "\(card.x + 16)"
        let isSource = graph.nodes[index].role == .source
        var elements = [
            rectangle(
                isSource ? "card source" : "card", x: card.x, y: card.y, width: FlowCard.width,
                height: content.height, radius: isSource ? 16 : 6),
            MarkupElement(
                "text", ["class": "name", "x": x, "y": "\(card.y + content.titleY)"],
                text: content.title),
        ]
        if let summary = content.summary {
            elements.append(
                MarkupElement(
                    "text", ["class": "summary", "x": x, "y": "\(card.y + content.summaryY)"],
                    text: summary))
        }
        for (number, line) in content.lines.enumerated() {
            let y = "\(card.y + content.y(ofLine: number) + 4)"
            elements.append(
                MarkupElement(
                    "text", ["class": style(line, of: index), "x": x, "y": y],
                    [MarkupElement("tspan", text: line.words)]
                        + (line.remark.isEmpty
                            ? []
                            : [
                                MarkupElement(
                                    "tspan",
                                    ["class": "remark", "dx": line.words.isEmpty ? "0" : "8"],
                                    text: line.remark)
                            ])))
        }
        return MarkupElement("g", [:], elements)
    }

    /// The style of a line's text: facts have the colour of their lane.
    private func style(_ line: FlowCard.Line, of index: Int) -> String {
        let giver: Int
        switch line.meaning {
        case .takes(let source): giver = source
        case .gives: giver = index
        case .rewinds, .unused: return "facts faint"
        }
        return "facts " + (lanes.first { $0.giver == giver }.map(colour) ?? "")
    }

    private func path(_ style: String, _ line: String) -> MarkupElement {
        MarkupElement("path", ["class": style, "d": line])
    }

    private func rectangle(
        _ style: String, x: Int, y: Int, width: Int, height: Int, radius: Int
    ) -> MarkupElement {
        MarkupElement(
            "rect",
            [
                "class": style, "x": "\(x)", "y": "\(y)", "width": "\(width)",
                "height": "\(height)",
                "rx": "\(radius)",
            ])
    }
}
