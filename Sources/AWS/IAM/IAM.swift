/// IAM, API 2010-05-08, with the operations that enlist needs.
///
/// A name that is already in use is an `AWSError` of kind `.conflict` with the code
/// `EntityAlreadyExists`.
package struct IAM: Sendable {
    private let client: AWSClient
    private let region: String

    /// IAM has one endpoint per partition; `region` determines the partition.
    package init(_ client: AWSClient, region: String) {
        self.client = client
        self.region = region
    }

    private func call<Value>(
        _ name: String, _ form: QueryForm, isRepeatable: Bool,
        read: (XMLNode) throws(MalformedReply) -> Value
    ) async throws(AWSError) -> Value {
        try await client.call(
            .iam, version: "2010-05-08", name, form, in: region, isRepeatable: isRepeatable,
            read: read)
    }

    /// Creates a group under `path`, which begins and ends with a slash.
    package func createGroup(_ name: String, path: String) async throws(AWSError) {
        try await call(
            "CreateGroup", ["Path": path, "GroupName": name], isRepeatable: true
        ) { _ in }
    }

    /// Creates a user under `path`.
    ///
    /// It is not retried automatically: after a lost reply, the second attempt would find its own
    /// user and take it for another's.
    package func createUser(_ name: String, path: String) async throws(AWSError) {
        try await call(
            "CreateUser", ["Path": path, "UserName": name], isRepeatable: false
        ) { _ in }
    }

    package func addUser(_ user: String, toGroup group: String) async throws(AWSError) {
        try await call(
            "AddUserToGroup", ["GroupName": group, "UserName": user], isRepeatable: true
        ) { _ in }
    }

    /// Writes the inline policy `name` of a user; `document` is JSON.
    package func putUserPolicy(
        _ name: String, document: String, user: String
    ) async throws(AWSError) {
        try await call(
            "PutUserPolicy",
            ["UserName": user, "PolicyName": name, "PolicyDocument": document], isRepeatable: true
        ) { _ in }
    }

    /// Creates a key pair for a user.
    ///
    /// It is not retried automatically: each attempt creates another key, whose secret is returned
    /// only once.
    package func createAccessKey(user: String) async throws(AWSError) -> Credentials {
        let key = try await call(
            "CreateAccessKey", ["UserName": user], isRepeatable: false
        ) { reply throws(MalformedReply) in
            let key = try reply.required("CreateAccessKeyResult").required("AccessKey")
            return Credentials(
                accessKeyID: try key.string("AccessKeyId"),
                secretAccessKey: try key.string("SecretAccessKey"))
        }
        client.secrets.add(key)
        return key
    }

    /// The names of the users whose path begins with `pathPrefix`, page by page.
    package func listUsers(pathPrefix: String) async throws(AWSError) -> [String] {
        var names: [String] = []
        var marker: String?
        repeat {
            var form: QueryForm = ["PathPrefix": pathPrefix]
            if let marker { form.add("Marker", marker) }
            let page = try await call("ListUsers", form, isRepeatable: true) {
                reply throws(MalformedReply) in
                let result = try reply.required("ListUsersResult")
                var names: [String] = []
                for user in try result.members("Users") {
                    names.append(try user.string("UserName"))
                }
                // A page can be short, or empty, and not be the last.
                guard result.child("IsTruncated")?.text == "true" else {
                    return (names: names, next: String?.none)
                }
                let next = try result.string("Marker")
                guard next != marker else {
                    throw MalformedReply("\(result.path).Marker", "leads to the same page")
                }
                return (names: names, next: next)
            }
            names += page.names
            marker = page.next
        } while marker != nil
        return names
    }

    /// The names of the groups of a user, at most ten (IAM's limit).
    package func listGroups(ofUser user: String) async throws(AWSError) -> [String] {
        try await call("ListGroupsForUser", ["UserName": user], isRepeatable: true) {
            reply throws(MalformedReply) in
            var names: [String] = []
            for group in try reply.required("ListGroupsForUserResult").members("Groups") {
                names.append(try group.string("GroupName"))
            }
            return names
        }
    }

    /// The ids of a user's access keys, at most two (IAM's limit).
    package func listAccessKeys(user: String) async throws(AWSError) -> [String] {
        try await call(
            "ListAccessKeys", ["UserName": user], isRepeatable: true
        ) { reply throws(MalformedReply) in
            var ids: [String] = []
            for key in try reply.required("ListAccessKeysResult").members("AccessKeyMetadata") {
                ids.append(try key.string("AccessKeyId"))
            }
            return ids
        }
    }

    package func deleteAccessKey(_ id: String, user: String) async throws(AWSError) {
        try await call(
            "DeleteAccessKey", ["UserName": user, "AccessKeyId": id], isRepeatable: true
        ) { _ in }
    }

    package func deleteUserPolicy(_ name: String, user: String) async throws(AWSError) {
        try await call(
            "DeleteUserPolicy", ["UserName": user, "PolicyName": name], isRepeatable: true
        ) { _ in }
    }

    package func removeUser(_ user: String, fromGroup group: String) async throws(AWSError) {
        try await call(
            "RemoveUserFromGroup", ["GroupName": group, "UserName": user], isRepeatable: true
        ) { _ in }
    }

    package func deleteUser(_ name: String) async throws(AWSError) {
        try await call("DeleteUser", ["UserName": name], isRepeatable: true) { _ in }
    }
}
