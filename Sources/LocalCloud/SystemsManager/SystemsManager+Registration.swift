import Foundation

// How an agent makes its machine known where it has no role: default host management.
extension SystemsManager {
    /// Registers a machine by its own identity.
    ///
    /// Every agent does it that finds such credentials in its metadata, also with a role.
    @Sendable static func registerManagedInstance(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let id = try identity(of: input, call)
        _ = try input.required("PublicKey")
        return ["InstanceId": .string(id)]
    }

    /// Gives an agent the credentials of the account's role for default host management, if there is one.
    ///
    /// The agent signs with its registered key as well, which is not looked at here.
    @Sendable static func requestManagedInstanceRoleToken(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let id = try identity(of: input, call)
        guard state.hasDefaultHostManagement else {
            throw ServiceError(
                "AccessDeniedException",
                "Systems Manager's instance management role is not configured for account: "
                    + state.account)
        }
        let end = call.now + 3_600
        let role = state.hostManagementRole
        let key = state.issue(to: .assumedRole(arn: role, session: id), until: end)
        return [
            "AccessKeyId": .string(key.accessKeyID),
            "SecretAccessKey": .string(key.secretAccessKey),
            "SessionToken": .string(key.sessionToken ?? ""),
            "TokenExpirationDate": .number(end.timeIntervalSince1970),
            "UpdateKeyPair": .bool(false),
        ]
    }

    /// The machine that a call is signed for, which it also has to name.
    private static func identity(
        of input: JSONInput, _ call: Call
    ) throws(ServiceError) -> String {
        let id = try input.required("Fingerprint")
        guard call.caller == .hostIdentity(id) else {
            throw ServiceError("MachineFingerprintDoesNotMatch", "")
        }
        return id
    }
}

extension Policy {
    /// What a machine may do by its own identity alone.
    static let hostIdentity = Policy(
        allowing: ["ssm:RegisterManagedInstance", "ssm:RequestManagedInstanceRoleToken"])
}

extension CloudState {
    /// The role that default host management gives to agents.
    var hostManagementRole: String {
        partition.arn("iam::\(account):role/AWSSystemsManagerDefaultEC2InstanceManagementRole")
    }
}
