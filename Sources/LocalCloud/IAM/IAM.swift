/// IAM, API 2010-05-08: the groups, users, keys and policies of a registration by IAM user.
package enum IAM {
    /// The service's operations.
    package static let service = QueryService(operations: [
        "CreateGroup": createGroup,
        "GetGroup": getGroup,
        "ListGroups": listGroups,
        "DeleteGroup": deleteGroup,
        "CreateUser": createUser,
        "GetUser": getUser,
        "ListUsers": listUsers,
        "DeleteUser": deleteUser,
        "AddUserToGroup": addUserToGroup,
        "RemoveUserFromGroup": removeUserFromGroup,
        "ListGroupsForUser": listGroupsForUser,
        "AttachUserPolicy": attachUserPolicy,
        "DetachUserPolicy": detachUserPolicy,
        "ListAttachedUserPolicies": listAttachedUserPolicies,
        "PutUserPolicy": putUserPolicy,
        "GetUserPolicy": getUserPolicy,
        "DeleteUserPolicy": deleteUserPolicy,
        "ListUserPolicies": listUserPolicies,
        "CreateAccessKey": createAccessKey,
        "DeleteAccessKey": deleteAccessKey,
        "ListAccessKeys": listAccessKeys,
    ])

    static let complete = XMLElement("IsTruncated", "false")

    /// Parses the name of something to be created.
    ///
    /// - Throws: IAM's refusal of a name that is too long or has characters beyond `[\w+=,.@-]`.
    static func newName(
        _ parameter: String, longest: Int, in parameters: QueryParameters
    ) throws(ServiceError) -> String {
        let name = try parameters.required(parameter)
        let member = parameter.prefix(1).lowercased() + parameter.dropFirst()
        guard name.utf8.count <= longest else {
            throw ServiceError(
                "ValidationError",
                "1 validation error detected: Value at '\(member)' failed to satisfy constraint: "
                    + "Member must have length less than or equal to \(longest)")
        }
        guard
            name.utf8.allSatisfy({ $0.isLetter || $0.isDigit || "_+=,.@-".utf8.contains($0) })
        else {
            throw ServiceError(
                "ValidationError",
                "The specified value for \(member) is invalid. It must contain only alphanumeric "
                    + "characters and/or the following: +=,.@_-")
        }
        return name
    }

    /// Parses the path, `/` if it is absent.
    ///
    /// - Throws: IAM's refusal of a path without slashes around it.
    static func path(in parameters: QueryParameters) throws(ServiceError) -> String {
        let path = parameters["Path"] ?? "/"
        guard path.begins(with: "/"), path.ends(with: "/"), path.utf8.count <= 512 else {
            throw ServiceError(
                "ValidationError",
                "The specified value for path is invalid. It must begin and end with / and "
                    + "contain only alphanumeric characters and/or / characters.")
        }
        return path
    }

    static func alreadyExists(_ kind: String, _ name: String) -> ServiceError {
        ServiceError(
            "EntityAlreadyExists", "\(kind) with name \(name) already exists.", status: 409)
    }

    static func conflict(_ message: String) -> ServiceError {
        ServiceError("DeleteConflict", message, status: 409)
    }
}
