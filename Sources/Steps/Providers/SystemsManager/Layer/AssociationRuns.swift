import Bytes
import Pipeline

/// The runs of associations on this machine, according to the agent's files: it keeps the output of
/// each, and a file for each while it lasts.
struct AssociationRuns {
    private struct Run: Equatable {
        let count: Int
        let isUnderWay: Bool
    }

    private let marks: AgentMarks
    private let ids: [String]
    private let known: [Run]

    /// Looks at the runs of some associations.
    init(_ ids: [String], _ marks: AgentMarks) {
        self.marks = marks
        self.ids = ids
        known = Self.runs(ids, marks)
    }

    /// Whether one of them was running when they were looked at.
    var areUnderWay: Bool { known.contains(where: \.isUnderWay) }

    /// Whether one of them had run, or was running, when they were looked at.
    var haveBegun: Bool { known.contains { $0.isUnderWay || $0.count > 0 } }

    /// Whether one of them had ended when they were looked at.
    var hadEnded: Bool { known.contains { $0.count > 0 && !$0.isUnderWay } }

    /// Whether one has ended since.
    var haveEnded: Bool {
        zip(known, Self.runs(ids, marks)).contains { before, now in
            now.count > 0 && !now.isUnderWay && now != before
        }
    }

    private static func runs(_ ids: [String], _ marks: AgentMarks) -> [Run] {
        let running = marks.root.names(in: marks.running)
        return ids.map { id in
            Run(
                count: marks.root.names(in: "\(marks.home)/document/orchestration/\(id)").count,
                isUnderWay: running.contains { $0.begins(with: "\(id).") })
        }
    }
}
