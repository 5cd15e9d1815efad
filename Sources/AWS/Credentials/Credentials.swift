import Bytes
package import FoundationEssentials

/// An access key with its secret.
///
/// Its descriptions show neither the secret nor the token.
package struct Credentials: Sendable, Equatable {
    package let accessKeyID: String
    package let secretAccessKey: String
    package let sessionToken: String?
    /// When they expire; nil for keys that do not expire.
    package let expiration: Date?

    package init(
        accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil,
        expiration: Date? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }
}

extension Credentials: CustomStringConvertible, CustomReflectable {
    package var description: String { "credentials with access key \(accessKeyID.beginning(4))…" }

    /// Keeps `dump` from printing the secrets.
    package var customMirror: Mirror { Mirror(self, children: ["credentials": description]) }
}
