package import Application
package import Pipeline
import PipelineFile

extension ReapResult {
    /// The result for people: a line for each orphan, and one for all of them.
    package var text: String {
        var lines = entries.map { entry in
            "\(entry.stack): \(entry.hostname ?? entry.memberID) (\(entry.instanceID), "
                + "\(entry.status)): \(entry.fate.words)"
        }
        let memberCount = members == 1 ? "1 member" : "\(members) members"
        let stackCount = stacks.count == 1 ? "1 stack" : "\(stacks.count) stacks"
        let orphans = entries.count == 1 ? "1 orphan" : "\(entries.count) orphans"
        lines.append("\(orphans) among \(memberCount) of \(stackCount)")
        if entries.contains(where: { $0.fate == .listed }) {
            lines.append("with --yes they are deregistered")
        }
        return lines.map { PrintableText($0).text + "\n" }.joined()
    }

    /// The result for programs.
    package var json: Value {
        .map([
            "stacks": .list(stacks.map(Value.string)),
            "members": .integer(members),
            "ghosts": .list(
                entries.map { entry in
                    .map([
                        "stack": .string(entry.stack),
                        "member": .string(entry.memberID),
                        "hostname": entry.hostname.map(Value.string) ?? .null,
                        "ec2-instance": .string(entry.instanceID),
                        "status": .string(entry.status),
                        "fate": .string(entry.fate.name),
                        "reason": entry.fate.reason.map(Value.string) ?? .null,
                    ])
                }),
        ])
    }
}

extension ReapResult.Fate {
    fileprivate var name: String {
        switch self {
        case .listed: "listed"
        case .reaped: "reaped"
        case .reapedInPart: "reaped-in-part"
        case .leftAlone: "left-alone"
        case .failed: "failed"
        }
    }

    fileprivate var reason: String? {
        switch self {
        case .reapedInPart(let reason), .failed(let reason): reason
        case .listed, .reaped, .leftAlone: nil
        }
    }

    fileprivate var words: String {
        switch self {
        case .listed: "its instance is gone"
        case .reaped: "deregistered"
        case .reapedInPart(let reason): "deregistered, but its IAM user: \(reason)"
        case .leftAlone:
            "left alone, as EC2 knows none of the stack's members; if that is so, say --even-all"
        case .failed(let reason): "still a member: \(reason)"
        }
    }
}
