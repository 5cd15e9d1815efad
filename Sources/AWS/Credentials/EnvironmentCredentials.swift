/// Keys from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` (formerly
/// `AWS_SECURITY_TOKEN`) and `AWS_CREDENTIAL_EXPIRATION`.
package struct EnvironmentCredentials: CredentialsProvider {
    package let name = "environment"
    private let environment: [String: String]

    package init(_ environment: [String: String]) { self.environment = environment }

    /// The keys; nil if neither is set.
    ///
    /// - Throws: `AWSError` of kind `.configuration` if one is set without the other.
    package func credentials() throws(AWSError) -> Credentials? {
        let id = value("AWS_ACCESS_KEY_ID")
        let secret = value("AWS_SECRET_ACCESS_KEY")
        switch (id, secret) {
        case (nil, nil): return nil
        case (let id?, let secret?):
            let end = value("AWS_CREDENTIAL_EXPIRATION")
            let expiration = end.flatMap(CredentialTime.date)
            guard end == nil || expiration != nil else {
                throw problem(.invalidTime(variable: "AWS_CREDENTIAL_EXPIRATION"))
            }
            return Credentials(
                accessKeyID: id, secretAccessKey: secret,
                sessionToken: value("AWS_SECURITY_TOKEN") ?? value("AWS_SESSION_TOKEN"),
                expiration: expiration)
        case (nil, _?):
            throw problem(
                .missingVariable("AWS_ACCESS_KEY_ID", besides: "AWS_SECRET_ACCESS_KEY"))
        case (_?, nil):
            throw problem(
                .missingVariable("AWS_SECRET_ACCESS_KEY", besides: "AWS_ACCESS_KEY_ID"))
        }
    }

    private func value(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension CredentialsProvider {
    /// The error for a provider that is set up incorrectly.
    func problem(_ problem: ConfigurationProblem) -> AWSError {
        AWSError(.configuration(problem), service: "credentials", operation: name)
    }
}
