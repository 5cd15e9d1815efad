// The operations on the policies of users.
extension IAM {
    @Sendable static func attachUserPolicy(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let user = try state.iam.user(try parameters.required("UserName"))
        let arn = try parameters.required("PolicyArn")
        guard ManagedPolicy.named(arn) != nil else {
            throw .noSuchEntity("Policy \(arn) does not exist or is not attachable.")
        }
        state.iam.users[user.name]?.attached.insert(arn)
        return []
    }

    @Sendable static func detachUserPolicy(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let user = try state.iam.user(try parameters.required("UserName"))
        let arn = try parameters.required("PolicyArn")
        guard state.iam.users[user.name]?.attached.remove(arn) != nil else {
            throw .noSuchEntity("Policy \(arn) was not found.")
        }
        return []
    }

    @Sendable static func listAttachedUserPolicies(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let user = try state.iam.user(try parameters.required("UserName"))
        let entries: [[XMLElement?]] = user.attached.sorted().map { arn in
            let name = arn.words(at: "/").last ?? arn
            return [XMLElement("PolicyName", name), XMLElement("PolicyArn", arn)]
        }
        return [.list("AttachedPolicies", of: "member", entries), complete]
    }

    @Sendable static func putUserPolicy(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let user = try state.iam.user(try parameters.required("UserName"))
        let name = try newName("PolicyName", longest: 128, in: parameters)
        let document = try parameters.required("PolicyDocument")
        _ = try Policy(document: document)
        state.iam.users[user.name]?.policies[name] = document
        return []
    }

    @Sendable static func getUserPolicy(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let (user, name, document) = try inlinePolicy(in: state, parameters)
        // IAM returns the document percent-encoded (RFC 3986).
        let encoded = document.utf8.map { byte in
            byte.isLetter || byte.isDigit || "-_.~".utf8.contains(byte)
                ? String(UnicodeScalar(byte)) : "%" + SHA256.hex([byte]).uppercased()
        }
        return [
            XMLElement("UserName", user), XMLElement("PolicyName", name),
            XMLElement("PolicyDocument", encoded.joined()),
        ]
    }

    @Sendable static func deleteUserPolicy(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let (user, name, _) = try inlinePolicy(in: state, parameters)
        state.iam.users[user]?.policies[name] = nil
        return []
    }

    @Sendable static func listUserPolicies(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let user = try state.iam.user(try parameters.required("UserName"))
        let names = user.policies.keys.sorted().map { XMLElement("member", $0) }
        return [XMLElement("PolicyNames", names), complete]
    }

    private static func inlinePolicy(
        in state: CloudState, _ parameters: QueryParameters
    ) throws(ServiceError) -> (user: String, name: String, document: String) {
        let user = try state.iam.user(try parameters.required("UserName"))
        let name = try parameters.required("PolicyName")
        guard let document = user.policies[name] else {
            throw .noSuchEntity("The user policy with name \(name) cannot be found.")
        }
        return (user.name, name, document)
    }
}
