package import Foundation

/// An access key with its owner.
package struct Credential: Sendable, Equatable {
    package let accessKeyID: String
    package let secretAccessKey: String
    /// Only temporary credentials have one, and each request must carry it.
    package let sessionToken: String?
    /// When temporary credentials expire.
    package let expiration: Date?
    package let owner: Owner

    package init(
        accessKeyID: String, secretAccessKey: String, sessionToken: String?, expiration: Date?,
        owner: Owner
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
        self.owner = owner
    }

    /// The owner of a key.
    package enum Owner: Sendable, Hashable {
        /// The person at the keyboard, with all permissions.
        case administrator
        /// The instance role, on one machine.
        case machine(String)
        /// A machine itself, whatever its role: its agent registers it with this key.
        case hostIdentity(String)
        /// An IAM user, by name.
        case user(String)
        /// A role that was assumed through STS, by its ARN and session name.
        case assumedRole(arn: String, session: String)
    }
}
