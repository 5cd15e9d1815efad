/// STS, as far as enlist calls it: API 2011-06-15.
package struct STS: Sendable {
    /// Whose credentials signed the request.
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

    /// Credentials of a role for some time (an hour unless `duration`, in seconds, says otherwise).
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

    /// Credentials of a role for whom a web identity's token speaks.
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

    /// Whose credentials sign the client's requests.
    package func getCallerIdentity() async throws(AWSError) -> CallerIdentity {
        try await call("GetCallerIdentity", [:]) { result throws(MalformedReply) in
            CallerIdentity(arn: try result.string("Arn"))
        }
    }
}
