package import Foundation

/// The state of IAM: groups, users and their policies.
///
/// The users' keys are stored with all other keys.
package struct IAMState: Sendable, Equatable {
    package var groups: [String: Group] = [:]
    package var users: [String: User] = [:]

    package init() {}

    /// An IAM group.
    package struct Group: Sendable, Equatable {
        package let name: String
        package let path: String
        package let id: String
        package let arn: String
        package let createdAt: Date
        package var members: Set<String> = []
    }

    /// An IAM user.
    package struct User: Sendable, Equatable {
        package let name: String
        package let path: String
        package let id: String
        package let arn: String
        package let createdAt: Date
        /// Inline policies: the document by name.
        package var policies: [String: String] = [:]
        /// Managed policies, by ARN.
        package var attached: Set<String> = []
    }

    /// The policies of a user; empty for an unknown user.
    package func policies(of name: String) -> [Policy] {
        guard let user = users[name] else { return [] }
        return user.policies.values.compactMap { try? Policy(document: $0) }
            + user.attached.compactMap(ManagedPolicy.named)
    }

    /// The user with a name.
    ///
    /// - Throws: IAM's `NoSuchEntity`.
    package func user(_ name: String) throws(ServiceError) -> User {
        guard let user = users[name] else {
            throw .noSuchEntity("The user with name \(name) cannot be found.")
        }
        return user
    }

    /// The group with a name.
    ///
    /// - Throws: IAM's `NoSuchEntity`.
    package func group(_ name: String) throws(ServiceError) -> Group {
        guard let group = groups[name] else {
            throw .noSuchEntity("The group with name \(name) cannot be found.")
        }
        return group
    }
}
