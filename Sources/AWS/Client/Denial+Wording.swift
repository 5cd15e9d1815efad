/// All wording of denials.
extension Denial {
    /// What happened.
    static func event(_ denial: Denial?, _ action: String) -> String {
        guard let denial, !denial.isMissingPermission else {
            return "the permission \(action) is missing"
        }
        let name = denial.name
        return denial.isExplicit
            ? "\(action) is denied by a statement in \(name)"
            : "\(action) is not allowed by \(name)"
    }

    /// What to do.
    static func remedy(_ denial: Denial?, _ action: String) -> String {
        guard let denial else { return "allow \(action) in the policy of the role or user" }
        let change =
            denial.isExplicit
            ? "take out the statement that denies \(action)" : "allow \(action), too,"
        return switch denial.policy {
        case .none where denial.isExplicit:
            "take out the statement that denies \(action); to allow it elsewhere does not help"
        case .identity where denial.isExplicit: "\(change) from the policies of the role or user"
        case nil, .identity: "allow \(action) in the policy of the role or user"
        case .resource where denial.isExplicit: "\(change) from the policy of the resource itself"
        case .resource:
            "allow \(action) in the policy of the resource itself, or in that of the role or user"
        case .boundary:
            """
            \(change) in the permissions boundary of the role or user; its own policies cannot go beyond it
            """
        case .session:
            """
            \(change) in the session policy with which the role was assumed; the role's own policies cannot \
            go beyond it
            """
        case .endpoint:
            """
            \(change) in the policy of the VPC endpoint by which the request goes; policies of the role or \
            user cannot go beyond it
            """
        case .serviceControl:
            """
            ask whoever runs the organization to change its service control policies for this account; no \
            statement in a policy of the role or user helps
            """
        case .resourceControl:
            """
            ask whoever runs the organization to change its resource control policies for the resource's \
            account; no statement in a policy of the role or user helps
            """
        }
    }

    /// The limit of a line in bytes: longer ones are cut where they are shown.
    private static let lineLength = 800

    /// The command that decodes the encoded message, in lines for a shell; none without a message.
    package var decoding: [String] {
        guard let encoded, !encoded.isEmpty else { return [] }
        let bytes = Array(encoded.utf8)
        let parts = stride(from: 0, to: bytes.count, by: Denial.lineLength).map {
            String(decoding: bytes[$0..<min($0 + Denial.lineLength, bytes.count)], as: UTF8.self)
        }
        return [
            "what was denied, in full, says:",
            "aws sts decode-authorization-message --query DecodedMessage --output text \\",
            "--encoded-message \"$(printf %s '",
        ] + parts + ["' | tr -d ' \\n')\""]
    }

    private var name: String {
        let words =
            switch policy {
            case nil: "a policy"
            case .identity: "an identity-based policy"
            case let policy?: "a \(policy.rawValue)"
            }
        return words + (arn.map { ", \($0)" } ?? "")
    }
}
