import AWS
import Pipeline

/// Creates and removes the IAM user that this instance registers as.
///
/// All users below the instance's path are its own, from whichever run: so the leftovers of a
/// killed run, or of a request whose answer was lost, are found by the path and not by a name.
struct RegistrationUsers: Sendable {
    /// In the step's receipt before the first request that creates a user: the path.
    static let made = FactKey<String>("iam-user-path")

    /// The permissions for creating and removing users.
    static let permissions: [IAMPermission] =
        [
            .userGroups("CreateGroup"), .users("CreateUser"), .userGroups("AddUserToGroup"),
            .users("PutUserPolicy"), .users("CreateAccessKey"),
        ] + InstanceUsers.permissions

    let iam: IAM
    private let stack: Stack
    private let group: String
    private let path: String

    /// Takes the step's facts.
    init(_ host: Host, _ facts: Facts) throws(Failure) {
        stack = try Stack(facts)
        iam = host.iam(stack.region)
        group = RegistrationUser.group(of: stack)
        path = RegistrationUser.path(ofInstance: try facts.require(.instanceID))
    }

    /// Creates the group (if it does not exist), user, policy and access key.
    ///
    /// - Returns: the user's key.
    /// - Throws: with a part of them possibly created, which `remove` removes.
    func make(
        hostname: String, stackARN: String, in context: StepContext
    ) async throws -> Credentials {
        try context.record(Self.made, path)
        try await removeAll(in: context)
        do {
            try await iam.createGroup(group, path: RegistrationUser.groupPath)
        } catch {
            // Another instance of the stack may have created it.
            guard error.isEntityAlreadyExists else { throw error }
        }
        let name = try await makeUser(RegistrationUser.names(stack: stack, hostname: hostname))
        context.note("made the IAM user \(name)")
        try context.record(Self.name, name)
        try await iam.addUser(name, toGroup: group)
        try await iam.putUserPolicy(
            RegistrationUser.policyName,
            document: RegistrationUser.policy(stackARN: stackARN, now: context.time.now()),
            user: name)
        return try await iam.createAccessKey(user: name)
    }

    /// Removes the instance's users and everything that belongs to them; the group stays, as it may
    /// have other users.
    ///
    /// - Returns: why something is left; nil if nothing is.
    func remove(in context: StepContext) async -> Failure? {
        do {
            try await removeAll(in: context)
            return nil
        } catch {
            return Failure.userLeft(below: path, Failure(error))
        }
    }

    /// The user that was created last: IAM may take a moment to list it.
    private static let name = FactKey<String>("iam-user")

    private func makeUser(_ names: [String]) async throws -> String {
        for name in names {
            do {
                try await iam.createUser(name, path: path)
                return name
            } catch {
                guard error.isEntityAlreadyExists else { throw error }
            }
        }
        throw Failure.noUserNameLeft(names[0], tried: names.count)
    }

    private func removeAll(in context: StepContext) async throws {
        try await InstanceUsers(iam: iam, path: path, group: group)
            .removeAll(alsoNamed: context.receipt[Self.name])
    }
}
