import Pipeline
import PipelineFile
import Steps

extension Harvest {
    /// For people: a line a ghost, and one for all.
    var text: String {
        var lines = entries.map { entry in
            let ghost = entry.ghost
            return "\(ghost.stack): \(ghost.hostname ?? ghost.memberID) (\(ghost.ec2InstanceID), "
                + "\(ghost.status)): \(entry.fate.words)"
        }
        let members = look.members == 1 ? "1 member" : "\(look.members) members"
        let stacks = look.stacks.count == 1 ? "1 stack" : "\(look.stacks.count) stacks"
        let ghosts = entries.count == 1 ? "1 ghost" : "\(entries.count) ghosts"
        lines.append("\(ghosts) among \(members) of \(stacks)")
        if entries.contains(where: { $0.fate == .listed }) {
            lines.append("with --yes they are deregistered")
        }
        return lines.map { PrintableText($0).text + "\n" }.joined()
    }

    /// For programs.
    var json: Value {
        .map([
            "stacks": .list(look.stacks.map(Value.string)),
            "members": .integer(look.members),
            "ghosts": .list(
                entries.map { entry in
                    .map([
                        "stack": .string(entry.ghost.stack),
                        "member": .string(entry.ghost.memberID),
                        "hostname": entry.ghost.hostname.map(Value.string) ?? .null,
                        "ec2-instance": .string(entry.ghost.ec2InstanceID),
                        "status": .string(entry.ghost.status),
                        "fate": .string(entry.fate.name),
                        "reason": entry.fate.reason.map(Value.string) ?? .null,
                    ])
                }),
        ])
    }
}

extension Harvest.Fate {
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
