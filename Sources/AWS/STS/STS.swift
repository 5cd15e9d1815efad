/// STS, API 2011-06-15, with the operations that enlist needs.
package struct STS: Sendable {
    /// The owner of the credentials that signed the request.
    package struct CallerIdentity: Sendable, Equatable {
        package let arn: String
    }

    private let client: AWSClient
    private let region: String

    package init(_ client: AWSClient, region: String) {
        self.client = client
        self.region = region
    }

    private func call<Value>(
        _ name: String, _ form: QueryForm,
        read: (XMLNode) throws(MalformedReply) -> Value
    ) async throws(AWSError) -> Value {
        try await client.call(
            .sts, version: "2011-06-15", name, form, in: region, isRepeatable: true
        ) { reply throws(MalformedReply) in try read(try reply.required("\(name)Result")) }
    }

    /// Temporary credentials of a role (for an hour unless `duration`, in seconds, is given).
    package func assumeRole(
        arn: String, sessionName: String, externalID: String? = nil, duration: Int? = nil
    ) async throws(AWSError) -> Credentials {
        var form: QueryForm = ["RoleArn": arn, "RoleSessionName": sessionName]
        if let externalID { form.add("ExternalId", externalID) }
        if let duration { form.add("DurationSeconds", "\(duration)") }
        return try await call("AssumeRole", form) { result throws(MalformedReply) in
            try Credentials(sts: try result.required("Credentials"))
        }
    }

    /// Temporary credentials of a role in exchange for a web identity's token.
    ///
    /// The client must not sign.
    package func assumeRoleWithWebIdentity(
        arn: String, sessionName: String, token: String
    ) async throws(AWSError) -> Credentials {
        try await call(
            "AssumeRoleWithWebIdentity",
            ["RoleArn": arn, "RoleSessionName": sessionName, "WebIdentityToken": token]
        ) { result throws(MalformedReply) in
            try Credentials(sts: try result.required("Credentials"))
        }
    }

    /// The owner of the credentials that sign the client's requests.
    package func getCallerIdentity() async throws(AWSError) -> CallerIdentity {
        try await call("GetCallerIdentity", [:]) { result throws(MalformedReply) in
            CallerIdentity(arn: try result.string("Arn"))
        }
    }
}
