import Bytes

/// Why a request was denied, as far as the service's words say it.
///
/// The words are those of "Troubleshoot access denied error messages" in the IAM user guide: `with an
/// explicit deny in a service control policy`, `because no permissions boundary allows the … action`.
package struct Denial: Sendable, Equatable {
    /// A sort of policy.
    package enum Policy: String, Sendable, CaseIterable {
        case identity = "identity-based policy"
        case boundary = "permissions boundary"
        case session = "session policy"
        case resource = "resource-based policy"
        case endpoint = "VPC endpoint policy"
        case serviceControl = "service control policy"
        case resourceControl = "resource control policy"
    }

    /// Which sort of policy denied it; nil where the words do not say it.
    package let policy: Policy?
    /// Whether a statement denies it; else none allows it.
    package let isExplicit: Bool
    /// The policy's ARN, where the service says it.
    package let arn: String?
    /// What `aws sts decode-authorization-message` reads, whole.
    package let encoded: String?

    private static let encodedWords = "Encoded authorization failure message: "

    /// Reads a service's words.
    init(_ words: String?) {
        let words = words ?? ""
        let parts = words.halves(around: Denial.encodedWords)
        let said = (parts?.before ?? words).lowercased()
        // Of the letters of base64 for URLs alone, so that it can stand in a command.
        encoded = parts.map {
            String(decoding: $0.after.utf8.prefix(while: \.isEncoding), as: UTF8.self)
        }
        let deny = said.halves(around: "explicit deny in a")?.after
        let allow = said.halves(around: "because no ")?.after
        isExplicit = said.contains(bytes: "explicit deny")
        policy = (deny ?? allow).flatMap { text in
            Policy.allCases.first {
                let name = $0.rawValue.lowercased()
                return text.begins(with: name) || text.begins(with: " \(name)")
                    || text.begins(with: "n \(name)")
            }
        }
        // Behind the sort of policy, and never the resource's, which stands before.
        let rest = deny.flatMap { (parts?.before ?? words).end(bytes: $0.utf8.count) }
        arn = rest?.halves(around: ": arn:").map {
            "arn:" + String(decoding: $0.after.utf8.prefix { !$0.isSpace }, as: UTF8.self)
        }
    }

    /// Whether a statement in a policy of the role or user can mend it.
    package var isMissingPermission: Bool {
        !isExplicit && (policy == nil || policy == .identity || policy == .resource)
    }

    /// The words without what is encoded in them, which is in `encoded`.
    static func readable(_ words: String) -> String {
        words.halves(around: encodedWords).map { $0.before.trimmed() } ?? words
    }
}

extension UInt8 {
    /// Whether the byte may stand in an encoded message.
    fileprivate var isEncoding: Bool {
        switch UnicodeScalar(self) {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_", "+", "/", "=", ".": true
        default: false
        }
    }
}

extension String {
    /// So many bytes from its end; nil where it is shorter.
    fileprivate func end(bytes count: Int) -> String? {
        utf8.count < count ? nil : String(decoding: utf8.suffix(count), as: UTF8.self)
    }
}
