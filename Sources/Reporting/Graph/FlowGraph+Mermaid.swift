import Pipeline

extension FlowGraph {
    /// The graph as a Mermaid flowchart: thick arrows for the order, labelled ones for facts,
    /// dotted ones for rewinds.
    package var mermaid: String {
        var lines = ["---", "title: \"\(FlowGraph.escaped(title))\"", "---", "flowchart TD"]
        for (index, node) in nodes.enumerated() {
            let name = FlowGraph.escaped(node.name)
            switch node.role {
            case .source:
                lines.append("    n\(index)([\"\(name)\"])")
            case .step(let number, let kind, _):
                let suffix = kind == node.name ? "" : " (\(FlowGraph.escaped(kind)))"
                lines.append("    n\(index)[\"\(number). \(name)\(suffix)\"]")
            }
        }
        let steps = nodes.indices.filter { nodes[$0].role != .source }
        for (step, next) in zip(steps, steps.dropFirst()) {
            lines.append("    n\(step) ==> n\(next)")
        }
        for flow in flows {
            let facts = flow.facts.map { FlowGraph.escaped($0.text) }.joined(separator: "<br>")
            lines.append("    n\(flow.giver) -->|\"\(facts)\"| n\(flow.taker)")
        }
        for rewind in rewinds {
            let classes = rewind.classes.map(\.rawValue).joined(separator: "<br>")
            lines.append("    n\(rewind.step) -.->|\"\(classes)\"| n\(rewind.target)")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Escapes a text within Mermaid's double quotes, by `#` and a character's number.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "#", "<", ">", "&", "\\", "`": escaped += "#\(scalar.value);"
            case _ where scalar.properties.generalCategory == .control: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
