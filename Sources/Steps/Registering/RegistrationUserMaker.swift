import AWS
import Pipeline

/// Makes and removes the IAM user that an instance registers as.
struct RegistrationUserMaker: Sendable {
    let iam: IAM

    /// A user that was made, with its key.
    struct User: Sendable {
        let name: String
        let group: String
        let key: Credentials
    }

    /// Makes group (where there is none), user, policy and access key; what was made of a user that
    /// could not be finished is removed.
    func make(for stack: Stack, hostname: String, now: Moment) async throws -> User {
        let group = RegistrationUser.group(of: stack)
        do {
            try await iam.createGroup(group, path: RegistrationUser.path)
        } catch {
            // Another instance of the stack may have made it.
            guard error.isEntityAlreadyExists else { throw error }
        }
        let name = try await makeUser(RegistrationUser.names(stack: stack, hostname: hostname))
        do {
            try await iam.addUser(name, toGroup: group)
            try await iam.putUserPolicy(
                RegistrationUser.policyName,
                document: RegistrationUser.policy(stackARN: stack.arn, now: now),
                user: name)
            return User(name: name, group: group, key: try await iam.createAccessKey(user: name))
        } catch {
            _ = await Task { await remove(name, group: group, keyID: nil) }.value
            throw error
        }
    }

    private func makeUser(_ names: [String]) async throws -> String {
        for name in names {
            do {
                try await iam.createUser(name, path: RegistrationUser.path)
                return name
            } catch {
                guard error.isEntityAlreadyExists else { throw error }
            }
        }
        throw Failure.noUserNameLeft(names[0], tried: names.count)
    }

    /// Removes the user and all that belongs to it; the group stays, as others may be in it.
    ///
    /// - Returns: what could not be removed, as a sentence; nil if nothing is left.
    func remove(_ user: User) async -> String? {
        await remove(user.name, group: user.group, keyID: user.key.accessKeyID)
    }

    /// IAM deletes a user only when nothing belongs to it any more; what is not there is no trouble.
    private func remove(_ name: String, group: String, keyID: String?) async -> String? {
        let removals: [@Sendable () async throws -> Void] = [
            { if let keyID { try await iam.deleteAccessKey(keyID, user: name) } },
            { try await iam.deleteUserPolicy(RegistrationUser.policyName, user: name) },
            { try await iam.removeUser(name, fromGroup: group) },
            { try await iam.deleteUser(name) },
        ]
        for removal in removals {
            do {
                try await removal()
            } catch let error as AWSError where error.isNoSuchEntity {
                continue
            } catch {
                let reason = Failure(error).message
                return "the IAM user \(name) is still there (\(reason)): delete it by hand"
            }
        }
        return nil
    }
}
