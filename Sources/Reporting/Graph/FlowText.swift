import Pipeline
import PipelineFile

/// A graph as lines of text: one row per step, and lanes beside the rows on which facts run down.
///
/// ```
/// ╭─────── inputs: product, environment
/// │     1. ohai-hint
/// ╰───▶ 2. look-up-stack
///          takes product, environment from inputs
///   ╭───── gives stack.id, stack.name
/// ```
package struct FlowText {
    private let graph: FlowGraph
    private let width: Int
    private let signs: Signs
    private let lanes: [FactLane]
    private let columns: Int

    /// Creates a drawing with these signs, at most `width` columns wide.
    ///
    /// Lanes that would leave no room for the text are left out, as the text contains everything
    /// too.
    package init(_ graph: FlowGraph, width: Int, signs: Signs) {
        self.graph = graph
        self.width = max(width, 40)
        self.signs = signs
        let lanes = graph.lanes
        let columns = (lanes.map(\.column).max() ?? -1) + 1
        let fits = columns * 2 <= self.width * 2 / 5
        self.lanes = fits ? lanes : []
        self.columns = fits ? columns : 0
    }

    /// The characters for drawing lines.
    package struct Signs: Sendable {
        let down: String
        let across: String
        let opening: String
        let branch: String
        let crossBranch: String
        let end: String
        let crossEnd: String
        let arrow: String
        let cut: String

        package static let unicode = Signs(
            down: "│", across: "─", opening: "╭", branch: "├", crossBranch: "┼", end: "╰",
            crossEnd: "┴", arrow: "▶", cut: "…")
        package static let ascii = Signs(
            down: "|", across: "-", opening: ".", branch: "+", crossBranch: "+", end: "`",
            crossEnd: "+", arrow: ">", cut: "...")
    }

    /// The drawing.
    package var text: String {
        var rows = [graph.title, ""]
        for index in graph.nodes.indices { rows += self.rows(of: index) }
        return rows.map { PrintableText($0).cut(to: width, end: signs.cut).trimmingEnd + "\n" }
            .joined()
    }

    private func rows(of index: Int) -> [String] {
        let node = graph.nodes[index]
        let isTaken = lanes.contains { $0.giver == index }
        switch node.role {
        case .source:
            return wrapped("\(node.name): ", node.gives.map(\.text)).enumerated().map {
                row, words in
                let lead = row == 0 && isTaken ? opening(by: index) : passing(after: index)
                return lead + " " + words
            }
        case .step(let number, let kind, _):
            let suffix = kind == node.name ? "" : " (\(kind))"
            let numbered =
                String(repeating: " ", count: numberWidth - "\(number)".utf8.count) + "\(number)"
            let head = "\(taking(at: index)) \(numbered). \(node.name)\(suffix)"
            let takes = graph.flows(to: index).enumerated().flatMap { row, flow in
                let giver = graph.nodes[flow.giver].name
                return wrapped(
                    row == 0 ? "takes " : "      ", flow.facts.map(\.text), "from \(giver)")
            }
            let backs = graph.rewinds.filter { $0.step == index }.flatMap { rewind in
                let target = graph.nodes[rewind.target].name
                return wrapped("after ", rewind.classes.map(\.rawValue), "back to \(target)")
            }
            let gives = wrapped("gives ", node.gives.map(\.text)).enumerated().map { row, words in
                let lead = row == 0 && isTaken ? opening(by: index) : passing(after: index)
                return "\(lead) \(indent)\(words)"
            }
            return [head] + (takes + backs).map { "\(passing(at: index)) \(indent)\($0)" } + gives
        }
    }

    // MARK: Words

    private var numberWidth: Int {
        "\(graph.nodes.count { $0.role != .source })".utf8.count
    }

    /// The indentation of a step's details.
    private var indent: String { String(repeating: " ", count: numberWidth + 2) }

    /// The text beside the lanes; `end` follows the last item.
    private func wrapped(_ label: String, _ items: [String], _ end: String = "") -> [String] {
        var items = items
        if !end.isEmpty, let last = items.popLast() { items.append("\(last) \(end)") }
        return ItemLines(label, items, width: width - leadWidth - 1 - indent.utf8.count).lines
    }

    // MARK: Lanes

    /// The columns of the lanes, and of the arrow that leaves them.
    private var leadWidth: Int { columns * 2 + 3 }

    /// A row through which the lanes that continue below `index` pass.
    private func passing(after index: Int) -> String {
        lead { lane in lane.giver <= index && index < lane.end ? signs.down : nil }
    }

    /// A row of a step's details, below the row on which it takes its facts.
    private func passing(at index: Int) -> String {
        lead { lane in lane.giver < index && index < lane.end ? signs.down : nil }
    }

    /// The row on which a node opens its lane.
    private func opening(by index: Int) -> String {
        let own = lanes.first { $0.giver == index }?.column ?? 0
        return lead(lineFrom: own, end: signs.across) { lane in
            if lane.giver == index { return signs.opening }
            return lane.giver < index && index < lane.end ? signs.down : nil
        }
    }

    /// The row on which a step takes its facts.
    private func taking(at index: Int) -> String {
        let taken = lanes.filter { $0.takers.contains(index) }
        guard let first = taken.map(\.column).min() else { return passing(at: index) }
        return lead(lineFrom: first, end: signs.arrow) { lane in
            guard lane.giver < index, index <= lane.end else { return nil }
            guard lane.takers.contains(index) else { return signs.down }
            let isFirst = lane.column == first
            if lane.end == index { return isFirst ? signs.end : signs.crossEnd }
            return isFirst ? signs.branch : signs.crossBranch
        }
    }

    /// The lanes of a row, one sign for each; from a given column, a line leads across to the text.
    private func lead(
        lineFrom start: Int? = nil, end: String = " ", _ sign: (FactLane) -> String?
    ) -> String {
        var cells = [String](repeating: " ", count: columns * 2 + 2)
        if let start {
            for place in start * 2..<cells.count { cells[place] = signs.across }
        }
        for lane in lanes {
            if let sign = sign(lane) { cells[lane.column * 2] = sign }
        }
        return cells.joined() + end
    }
}

extension String {
    fileprivate var trimmingEnd: String {
        let last = utf8.lastIndex { $0 != UInt8(ascii: " ") }
        return last.map { String(Substring(utf8[...$0])) } ?? ""
    }
}
