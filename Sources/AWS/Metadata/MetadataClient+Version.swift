import HTTP

extension MetadataClient {
    /// Whether the service also answers a request without a session token, as its version 1 did.
    ///
    /// - Throws: `AWSError` if there is no answer; there is no retry.
    package func answersWithoutToken() async throws(AWSError) -> Bool {
        try await send(.get, "/latest/meta-data/instance-id", [:], 1).isSuccess
    }
}
