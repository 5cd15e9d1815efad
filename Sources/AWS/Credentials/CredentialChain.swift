/// Asks one provider after another, in the order of the SDKs, until one has credentials.
package struct CredentialChain: CredentialsProvider {
    package let name = "chain"
    private let providers: [any CredentialsProvider]

    package init(_ providers: [any CredentialsProvider]) { self.providers = providers }

    /// The first credentials that a provider returns.
    ///
    /// - Throws: The `AWSError` of a provider that is set up and fails, or one of kind
    ///   `.noCredentials` that lists all providers that were asked.
    package func credentials() async throws(AWSError) -> Credentials? {
        for provider in providers {
            if let found = try await provider.credentials() { return found }
        }
        throw AWSError(
            .noCredentials(asked: providers.map(\.name)), service: "credentials",
            operation: "look-up")
    }
}
