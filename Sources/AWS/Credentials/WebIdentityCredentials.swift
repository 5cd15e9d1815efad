/// A role's credentials in exchange for a token: `AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_ARN`.
package struct WebIdentityCredentials: CredentialsProvider {
    package let name = "web identity"
    private let environment: [String: String]
    private let roles: RoleAssumer

    package init(environment: [String: String], roles: RoleAssumer) {
        self.environment = environment
        self.roles = roles
    }

    /// The role's credentials; nil if no token file is named.
    ///
    /// - Throws: `AWSError` of kind `.configuration`, or STS' own.
    package func credentials() async throws(AWSError) -> Credentials? {
        guard let file = environment["AWS_WEB_IDENTITY_TOKEN_FILE"], !file.isEmpty else {
            return nil
        }
        guard let role = environment["AWS_ROLE_ARN"], !role.isEmpty else {
            throw problem(
                .missingVariable("AWS_ROLE_ARN", besides: "AWS_WEB_IDENTITY_TOKEN_FILE"))
        }
        return try await roles.assume(
            role, webIdentityTokenFile: file, session: environment["AWS_ROLE_SESSION_NAME"],
            region: nil)
    }
}
