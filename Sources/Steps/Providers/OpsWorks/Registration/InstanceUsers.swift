import AWS
import Pipeline

/// The IAM users below one instance's path, for who removes them.
struct InstanceUsers: Sendable {
    let iam: IAM
    let path: String
    /// The group that they are in; nil where it has to be asked for.
    let group: String?

    /// What removing users takes.
    static let permissions: [IAMPermission] = [
        // Which users there are below a path is a question that cannot be narrowed.
        IAMPermission("iam:ListUsers"), .users("ListAccessKeys"), .users("DeleteAccessKey"),
        .users("DeleteUserPolicy"), .userGroups("RemoveUserFromGroup"), .users("DeleteUser"),
    ]

    /// Removes the users and all that belongs to them.
    ///
    /// - Parameter name: one that IAM may not list yet; nil for none.
    /// - Returns: the names of those that were there.
    /// - Throws: `AWSError`; what is not there is no trouble.
    @discardableResult
    func removeAll(alsoNamed name: String? = nil) async throws -> [String] {
        let listed = try await iam.listUsers(pathPrefix: path)
        let names = Set(listed).union(name.map { [$0] } ?? []).sorted()
        for name in names { try await remove(name) }
        return names
    }

    /// IAM deletes a user only when nothing belongs to it any more.
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

    /// What is not there is no trouble.
    private func ifThere(_ removal: () async throws -> Void) async throws {
        do {
            try await removal()
        } catch {
            guard let error = error as? AWSError, error.isNoSuchEntity else { throw error }
        }
    }
}
