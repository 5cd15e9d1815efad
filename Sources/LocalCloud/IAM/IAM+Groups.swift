// The operations on groups.
extension IAM {
    @Sendable static func createGroup(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let name = try newName("GroupName", longest: 128, in: parameters)
        let path = try path(in: parameters)
        guard state.iam.groups[name] == nil else { throw alreadyExists("Group", name) }
        let group = IAMState.Group(
            name: name, path: path, id: "AGPA" + state.identifiers.text(17, of: .upper),
            arn: state.partition.arn("iam::\(state.account):group\(path)\(name)"),
            createdAt: call.now)
        state.iam.groups[name] = group
        return [XMLElement("Group", description(of: group))]
    }

    @Sendable static func getGroup(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let group = try state.iam.group(try parameters.required("GroupName"))
        let users = group.members.sorted().compactMap { state.iam.users[$0] }
        return [
            XMLElement("Group", description(of: group)),
            .list("Users", of: "member", users.map { description(of: $0) }), complete,
        ]
    }

    @Sendable static func listGroups(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let prefix = parameters["PathPrefix"] ?? "/"
        let groups = state.iam.groups.values.filter { $0.path.begins(with: prefix) }
        return [list(groups), complete]
    }

    @Sendable static func listGroupsForUser(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let user = try state.iam.user(try parameters.required("UserName"))
        return [list(state.iam.groups.values.filter { $0.members.contains(user.name) }), complete]
    }

    @Sendable static func deleteGroup(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let group = try state.iam.group(try parameters.required("GroupName"))
        guard group.members.isEmpty else {
            throw conflict("Cannot delete entity, must remove users from group first.")
        }
        state.iam.groups[group.name] = nil
        return []
    }

    @Sendable static func addUserToGroup(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let group = try state.iam.group(try parameters.required("GroupName"))
        let user = try state.iam.user(try parameters.required("UserName"))
        state.iam.groups[group.name]?.members.insert(user.name)
        return []
    }

    @Sendable static func removeUserFromGroup(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let group = try state.iam.group(try parameters.required("GroupName"))
        let user = try state.iam.user(try parameters.required("UserName"))
        guard group.members.contains(user.name) else {
            throw .noSuchEntity("User \(user.name) is not in group \(group.name).")
        }
        state.iam.groups[group.name]?.members.remove(user.name)
        return []
    }

    private static func list(_ groups: some Sequence<IAMState.Group>) -> XMLElement {
        .list(
            "Groups", of: "member",
            groups.sorted { $0.name < $1.name }.map { description(of: $0) })
    }

    private static func description(of group: IAMState.Group) -> [XMLElement?] {
        [
            XMLElement("Path", group.path), XMLElement("GroupName", group.name),
            XMLElement("GroupId", group.id), XMLElement("Arn", group.arn),
            XMLElement("CreateDate", Timestamp.iso8601(group.createdAt)),
        ]
    }
}
