// The operations on users and their keys.
extension IAM {
    @Sendable static func createUser(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let name = try newName("UserName", longest: 64, in: parameters)
        let path = try path(in: parameters)
        guard state.iam.users[name] == nil else { throw alreadyExists("User", name) }
        let user = IAMState.User(
            name: name, path: path, id: "AIDA" + state.identifiers.text(17, of: .upper),
            arn: state.partition.arn("iam::\(state.account):user\(path)\(name)"),
            createdAt: call.now)
        state.iam.users[name] = user
        return [XMLElement("User", description(of: user))]
    }

    @Sendable static func getUser(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let user = try state.iam.user(try userName(in: parameters, call))
        return [XMLElement("User", description(of: user))]
    }

    @Sendable static func listUsers(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let prefix = parameters["PathPrefix"] ?? "/"
        let users = state.iam.users.values.filter { $0.path.begins(with: prefix) }
            .sorted { $0.name < $1.name }
        return [.list("Users", of: "member", users.map { description(of: $0) }), complete]
    }

    @Sendable static func deleteUser(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let user = try state.iam.user(try parameters.required("UserName"))
        guard !state.iam.groups.values.contains(where: { $0.members.contains(user.name) }) else {
            throw conflict("Cannot delete entity, must remove users from group first.")
        }
        guard user.attached.isEmpty else {
            throw conflict("Cannot delete entity, must detach all policies first.")
        }
        guard user.policies.isEmpty else {
            throw conflict("Cannot delete entity, must delete policies first.")
        }
        guard keys(of: user.name, in: state).isEmpty else {
            throw conflict("Cannot delete entity, must delete access keys first.")
        }
        state.iam.users[user.name] = nil
        return []
    }

    @Sendable static func createAccessKey(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let user = try state.iam.user(try userName(in: parameters, call))
        guard keys(of: user.name, in: state).count < 2 else {
            throw ServiceError(
                "LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2", status: 409)
        }
        let key = state.issue(to: .user(user.name))
        return [
            XMLElement(
                "AccessKey",
                [
                    XMLElement("UserName", user.name), XMLElement("AccessKeyId", key.accessKeyID),
                    XMLElement("Status", "Active"),
                    XMLElement("SecretAccessKey", key.secretAccessKey),
                    XMLElement("CreateDate", Timestamp.iso8601(call.now)),
                ])
        ]
    }

    @Sendable static func deleteAccessKey(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let user = try state.iam.user(try userName(in: parameters, call))
        let id = try parameters.required("AccessKeyId")
        guard state.credentials[id]?.owner == .user(user.name) else {
            throw .noSuchEntity("The Access Key with id \(id) cannot be found.")
        }
        state.credentials[id] = nil
        return []
    }

    @Sendable static func listAccessKeys(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let user = try state.iam.user(try userName(in: parameters, call))
        let entries: [[XMLElement?]] = keys(of: user.name, in: state).map { id in
            [
                XMLElement("UserName", user.name), XMLElement("AccessKeyId", id),
                XMLElement("Status", "Active"),
            ]
        }
        return [.list("AccessKeyMetadata", of: "member", entries), complete]
    }

    static func description(of user: IAMState.User) -> [XMLElement?] {
        [
            XMLElement("Path", user.path), XMLElement("UserName", user.name),
            XMLElement("UserId", user.id), XMLElement("Arn", user.arn),
            XMLElement("CreateDate", Timestamp.iso8601(user.createdAt)),
        ]
    }

    /// The named user, or by default the caller.
    private static func userName(
        in parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> String {
        if let name = parameters["UserName"] { return name }
        guard case .user(let name) = call.caller else {
            throw ServiceError(
                "ValidationError", "Must specify userName when calling with non-User credentials")
        }
        return name
    }

    private static func keys(of user: String, in state: CloudState) -> [String] {
        state.credentials.values.filter { $0.owner == .user(user) }.map(\.accessKeyID).sorted()
    }
}
