package import Foundation

/// An access key that somebody was given.
package struct Credential: Sendable, Equatable {
    package let accessKeyID: String
    package let secretAccessKey: String
    /// Only temporary credentials have one, and they need it in each request.
    package let sessionToken: String?
    /// When temporary credentials end.
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

    /// Who signs with a key.
    package enum Owner: Sendable, Hashable {
        /// May do everything: the person at the keyboard.
        case administrator
        /// The instance role, on one machine.
        case machine(String)
        /// A machine itself, whatever its role: with this key its agent registers it.
        case hostIdentity(String)
        /// An IAM user, by name.
        case user(String)
        /// A role that was assumed through STS, by its ARN and session name.
        case assumedRole(arn: String, session: String)
    }
}
