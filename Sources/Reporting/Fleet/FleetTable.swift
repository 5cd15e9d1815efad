package import Pipeline

/// The instances of a fleet, one per line.
package struct FleetTable {
    private let nodes: [FleetNode]

    /// Creates a table of nodes in any order: failed ones come first.
    package init(_ nodes: [FleetNode]) {
        let order: [RunSummary.Status] = [.failed, .joined, .left]
        func place(_ node: FleetNode) -> Int { order.firstIndex(of: node.summary.status) ?? 0 }
        self.nodes = nodes.sorted { left, right in
            (place(left), left.summary.step ?? "", left.id)
                < (place(right), right.summary.step ?? "", right.id)
        }
    }

    /// A table for people.
    package var lines: [String] {
        guard !nodes.isEmpty else { return [] }
        return TextTable(
            ["instance", "status", "class", "step", "layer", "group", "boot", "when", "reason"],
            nodes.map { node in
                let summary = node.summary
                return [
                    node.id, summary.status.rawValue, summary.failureClass ?? "",
                    summary.step ?? "", summary.layer ?? "", summary.group ?? "",
                    summary.duration.readable, node.at, summary.reason ?? "",
                ]
            }
        ).lines
    }

    /// For programs: all stored attributes.
    package var json: Value { .list(nodes.map(\.json)) }
}

extension FleetNode {
    fileprivate var json: Value {
        func text(_ text: String?) -> Value { text.map(Value.string) ?? .null }
        return .map([
            "instance": .string(id), "at": .string(at), "run": .string(summary.run),
            "pipeline": .string(summary.pipeline), "version": .string(summary.version),
            "status": .string(summary.status.rawValue), "step": text(summary.step),
            "class": text(summary.failureClass), "reason": text(summary.reason),
            "stack": text(summary.stack), "layer": text(summary.layer),
            "group": text(summary.group), "attempts": .integer(summary.attempts),
            "duration": summary.duration.inSeconds, "requests": .integer(summary.requests),
            "boot": summary.boot?.inSeconds ?? .null, "report": text(summary.report),
            "steps": .list(
                summary.steps.map { step in
                    .map([
                        "step": .string(step.id), "fate": .string(step.fate.rawValue),
                        "attempts": .integer(step.attempts), "duration": step.duration.inSeconds,
                    ])
                }),
        ])
    }
}
