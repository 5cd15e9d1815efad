import Foundation

/// STS, API 2011-06-15: the caller's identity, and temporary credentials of a role.
package enum STS {
    /// The service's operations.
    package static let service = QueryService(operations: [
        "GetCallerIdentity": getCallerIdentity,
        "AssumeRole": assumeRole,
        "AssumeRoleWithWebIdentity": assumeRoleWithWebIdentity,
    ])

    /// The operation that carries its own proof and so needs no signature.
    package static let unsignedOperation = "AssumeRoleWithWebIdentity"

    @Sendable private static func getCallerIdentity(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let arn = state.identity(of: call.caller).arn
        let userID =
            switch call.caller {
            case .administrator: "AIDAADMINISTRATOR0000"
            case .machine(let id), .hostIdentity(let id): "AROALOCALCLOUD0000000:\(id)"
            case .user(let name): state.iam.users[name]?.id ?? name
            case .assumedRole(_, let session): "AROALOCALCLOUD0000000:\(session)"
            }
        return [
            XMLElement("Arn", arn), XMLElement("UserId", userID),
            XMLElement("Account", state.account),
        ]
    }

    @Sendable private static func assumeRole(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        try role(&state, parameters, call)
    }

    @Sendable private static func assumeRoleWithWebIdentity(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let token = try parameters.required("WebIdentityToken")
        guard token.parts(at: ".").count == 3 else {
            throw ServiceError(
                "InvalidIdentityToken",
                "The ID Token provided is not a valid JWT. (You may see this error if you sent "
                    + "an Access Token)")
        }
        return try role(&state, parameters, call) + [
            XMLElement("SubjectFromWebIdentityToken", "system:serviceaccount:default:localcloud")
        ]
    }

    private static func role(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let arn = try parameters.required("RoleArn")
        let session = try parameters.required("RoleSessionName")
        guard arn.begins(with: state.partition.arn("iam::\(state.account):role/")) else {
            throw Service.sts.denied(
                "sts:\(call.operation)", to: state.identity(of: call.caller).arn, on: arn)
        }
        let seconds = parameters["DurationSeconds"] ?? "3600"
        guard let duration = Double(seconds), (900...43_200).contains(duration) else {
            throw ServiceError(
                "ValidationError",
                "1 validation error detected: Value '\(seconds)' at 'durationSeconds' failed to "
                    + "satisfy constraint: Member must have value between 900 and 43200")
        }
        let key = state.issue(
            to: .assumedRole(arn: arn, session: session), until: call.now + duration)
        return [
            XMLElement(
                "Credentials",
                [
                    XMLElement("AccessKeyId", key.accessKeyID),
                    XMLElement("SecretAccessKey", key.secretAccessKey),
                    XMLElement("SessionToken", key.sessionToken ?? ""),
                    XMLElement("Expiration", Timestamp.iso8601(call.now + duration)),
                ]),
            XMLElement(
                "AssumedRoleUser",
                [
                    XMLElement("AssumedRoleId", "AROALOCALCLOUD0000000:\(session)"),
                    XMLElement("Arn", state.identity(of: key.owner).arn),
                ]),
        ]
    }
}
