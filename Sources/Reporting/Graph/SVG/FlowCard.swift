import Pipeline
import PipelineFile

/// A node as a card of lines, without a position yet; lengths are in pixels, from the card's top.
struct FlowCard {
    let title: String
    let summary: String?
    let lines: [Line]

    /// A line of text; something meets the card's edge at the first line of each meaning.
    struct Line: Equatable {
        let meaning: Meaning
        let words: String
        /// Less important text after it: the giving step, or the target.
        let remark: String
    }

    enum Meaning: Equatable {
        /// Facts arrive on the giver's lane.
        case takes(giver: Int)
        /// Facts leave on the node's own lane.
        case gives
        /// Facts that no node takes.
        case unused
        /// The run can go back from here; carries an index of the graph's rewinds.
        case rewinds(Int)
    }

    /// The width of all cards in a picture.
    static let width = 560
    static let lineHeight = 19
    // The number that fits at the style sheet's sizes, in the widest of its fonts.
    private static let charactersPerLine = 66
    private static let charactersPerTitle = 58
    private static let charactersPerSummary = 80

    init(_ graph: FlowGraph, _ index: Int) {
        let node = graph.nodes[index]
        switch node.role {
        case .source:
            title = PrintableText(node.name).cut(to: FlowCard.charactersPerTitle)
            summary = nil
        case .step(let number, let kind, let summary):
            let suffix = kind == node.name ? "" : " (\(kind))"
            title = PrintableText("\(number). \(node.name)\(suffix)")
                .cut(to: FlowCard.charactersPerTitle)
            self.summary = PrintableText(summary).cut(to: FlowCard.charactersPerSummary)
        }
        var lines: [Line] = []
        for flow in graph.flows(to: index) {
            lines += FlowCard.lines(
                flow.facts.map(\.text), "from \(graph.nodes[flow.giver].name)",
                meaning: .takes(giver: flow.giver))
        }
        for (place, rewind) in graph.rewinds.enumerated() where rewind.step == index {
            lines += FlowCard.lines(
                rewind.classes.map(\.rawValue), "back to \(graph.nodes[rewind.target].name)",
                meaning: .rewinds(place))
        }
        let unused = graph.unused(of: index)
        let used = node.gives.filter { !unused.contains($0) }
        let takers = graph.flows(from: index).map { graph.numbers[$0.taker] }
        lines += FlowCard.lines(
            used.map(\.text), "to \(takers.joined(separator: ", "))", meaning: .gives)
        lines += FlowCard.lines(unused.map(\.text), "not used", meaning: .unused)
        self.lines = lines
    }

    /// The baseline of the title.
    var titleY: Int { 24 }
    /// The baseline of the summary.
    var summaryY: Int { 43 }

    /// The middle of a line.
    func y(ofLine index: Int) -> Int {
        (summary == nil ? 38 : 58) + index * FlowCard.lineHeight + FlowCard.lineHeight / 2
    }

    var height: Int {
        lines.isEmpty
            ? (summary == nil ? 36 : 56)
            : y(ofLine: lines.count - 1) + FlowCard.lineHeight / 2 + 10
    }

    /// The index of the line at which something meets the card's edge.
    func line(of meaning: Meaning) -> Int? { lines.firstIndex { $0.meaning == meaning } }

    /// Items in as many lines as they need; the last line has the remark.
    private static func lines(
        _ items: [String], _ remark: String, meaning: Meaning
    ) -> [Line] {
        var lines = ItemLines("", items, width: charactersPerLine).lines
            .map { PrintableText($0).cut(to: charactersPerLine) }
        // A remark that does not fit beside the last item goes below it.
        if let last = lines.last,
            PrintableText(last).width + 2 + PrintableText(remark).width > charactersPerLine,
            !remark.isEmpty
        {
            lines.append("")
        }
        return lines.enumerated().map { index, words in
            Line(
                meaning: meaning, words: words,
                remark: index == lines.count - 1
                    ? PrintableText(remark).cut(to: charactersPerLine) : "")
        }
    }
}
