import AWS
import Pipeline

/// Removes the IAM users with which the instance may have registered.
///
/// An instance that registered by its instance profile has none, and usually may not list them.
struct RemoveIAMUser: Step {
    let host: Host

    func run(in context: StepContext) async throws -> Facts {
        let region = try context.facts.require(.instanceRegion)
        let instanceID = try context.facts.require(.instanceID)
        let users = InstanceUsers(
            iam: host.iam(region), path: RegistrationUser.path(ofInstance: instanceID),
            group: nil)
        do {
            let removed = try await users.removeAll()
            context.note(
                removed.isEmpty
                    ? "the instance has no IAM user"
                    : "removed the IAM user \(removed.joined(separator: ", "))")
        } catch let error as AWSError {
            guard case .accessDenied(let action) = error.kind, action == "iam:ListUsers" else {
                throw error
            }
            context.note("may not look for IAM users of the instance (\(action))")
        }
        return Facts()
    }
}

extension RemoveIAMUser {
    /// The kind `remove-iam-user`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "remove-iam-user", summary: "Removes the IAM user that the instance registered with",
            failures: [.throttled, .transient, .credentialsPending, .refused],
            needs: [FactKey.instanceID.name, FactKey.instanceRegion.name],
            permissions: IAMPermission.declared { _ in
                (InstanceUsers.permissions + [.users("ListGroupsForUser")])
                    .used(for: .leaving(["iam:CreateUser"]))
            }
        ) { _ in RemoveIAMUser(host: host) }
    }
}

extension RemoveIAMUser: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        let iam = host.iam(try facts.require(.instanceRegion))
        let path = RegistrationUser.path(ofInstance: try facts.require(.instanceID))
        do throws(AWSError) {
            let users = try await iam.listUsers(pathPrefix: path).sorted()
            return .changes(
                users.map { "remove the IAM user \($0)" }, else: "the instance has no IAM user")
        } catch {
            guard case .accessDenied(let action) = error.kind, action == "iam:ListUsers" else {
                throw error
            }
            return .nothing("may not look for IAM users of the instance (\(action))")
        }
    }
}
