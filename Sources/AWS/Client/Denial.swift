import Bytes

/// Why a request was denied, as far as the service's message shows.
///
/// The phrases are those of "Troubleshoot access denied error messages" in the IAM user guide:
/// `with an explicit deny in a service control policy`, `because no permissions boundary allows the
/// … action`.
package struct Denial: Sendable, Equatable {
    /// A type of policy.
    package enum Policy: String, Sendable, CaseIterable {
        case identity = "identity-based policy"
        case boundary = "permissions boundary"
        case session = "session policy"
        case resource = "resource-based policy"
        case endpoint = "VPC endpoint policy"
        case serviceControl = "service control policy"
        case resourceControl = "resource control policy"
    }

    /// The type of the policy; nil if the message does not name it.
    package let policy: Policy?
    /// Whether a statement explicitly denies it; otherwise no statement allows it.
    package let isExplicit: Bool
    /// The policy's ARN, if the service reports it.
    package let arn: String?
    /// The encoded message for `aws sts decode-authorization-message`, in full.
    package let encoded: String?

    private static let encodedWords = "Encoded authorization failure message: "

    /// Parses a service's message.
    init(_ words: String?) {
        let words = words ?? ""
        let parts = words.halves(around: Denial.encodedWords)
        let said = (parts?.before ?? words).lowercased()
        // Only letters of URL-safe base64, so that it can be part of a command.
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
        // The policy's ARN follows the type of policy; the resource's comes before it.
        let rest = deny.flatMap { (parts?.before ?? words).end(bytes: $0.utf8.count) }
        arn = rest?.halves(around: ": arn:").map {
            "arn:" + String(decoding: $0.after.utf8.prefix { !$0.isSpace }, as: UTF8.self)
        }
    }

    /// Whether a statement in a policy of the role or user can fix it.
    package var isMissingPermission: Bool {
        !isExplicit && (policy == nil || policy == .identity || policy == .resource)
    }

    /// The message without its encoded part, which is in `encoded`.
    static func readable(_ words: String) -> String {
        words.halves(around: encodedWords).map { $0.before.trimmed() } ?? words
    }
}

extension UInt8 {
    /// Whether the byte is valid in an encoded message.
    fileprivate var isEncoding: Bool {
        switch UnicodeScalar(self) {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_", "+", "/", "=", ".": true
        default: false
        }
    }
}

extension String {
    /// Its last `count` bytes; nil if it is shorter.
    fileprivate func end(bytes count: Int) -> String? {
        utf8.count < count ? nil : String(decoding: utf8.suffix(count), as: UTF8.self)
    }
}
