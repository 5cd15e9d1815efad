import AWS
import Pipeline

/// The IAM users below one instance's path, and their removal.
struct InstanceUsers: Sendable {
    let iam: IAM
    let path: String
    /// Their group; nil if IAM has to be asked for it.
    let group: String?

    /// The permissions for removing users.
    static let permissions: [IAMPermission] = [
        // Listing the users below a path cannot be narrowed.
        IAMPermission("iam:ListUsers"), .users("ListAccessKeys"), .users("DeleteAccessKey"),
        .users("DeleteUserPolicy"), .userGroups("RemoveUserFromGroup"), .users("DeleteUser"),
    ]

    /// Removes the users and everything that belongs to them.
    ///
    /// - Parameter name: of a user that IAM may not list yet; nil for none.
    /// - Returns: the names of the users that existed.
    /// - Throws: `AWSError`; a missing user is not an error.
    @discardableResult
    func removeAll(alsoNamed name: String? = nil) async throws -> [String] {
        let listed = try await iam.listUsers(pathPrefix: path)
        let names = Set(listed).union(name.map { [$0] } ?? []).sorted()
        for name in names { try await remove(name) }
        return names
    }

    /// Removes a user's belongings first, as IAM requires, and then the user.
    private func remove(_ name: String) async throws {
        var keys: [String] = []
        try await ifThere { keys = try await iam.listAccessKeys(user: name) }
        for key in keys {
            try await ifThere { try await iam.deleteAccessKey(key, user: name) }
        }
        try await ifThere {
            try await iam.deleteUserPolicy(RegistrationUser.policyName, user: name)
        }
        var groups = group.map { [$0] } ?? []
        if group == nil { try await ifThere { groups = try await iam.listGroups(ofUser: name) } }
        for group in groups {
            try await ifThere { try await iam.removeUser(name, fromGroup: group) }
        }
        try await ifThere { try await iam.deleteUser(name) }
    }

    /// Runs a removal, and ignores that its object does not exist.
    private func ifThere(_ removal: () async throws -> Void) async throws {
        do {
            try await removal()
        } catch {
            guard let error = error as? AWSError, error.isNoSuchEntity else { throw error }
        }
    }
}
