/// A possible source of credentials.
package protocol CredentialsProvider: Sendable {
    /// The name under which an error lists it: `environment`.
    var name: String { get }

    /// Fetches the current credentials.
    ///
    /// - Returns: nil if this source is not set up, so that the next one is asked.
    /// - Throws: `AWSError` if it is set up and fails: the next one is then not asked, because the
    ///   wrong identity is worse than none.
    func credentials() async throws(AWSError) -> Credentials?
}

/// Credentials that are already known.
package struct StaticCredentials: CredentialsProvider {
    package let name = "given"
    private let known: Credentials

    package init(_ credentials: Credentials) { known = credentials }

    package func credentials() -> Credentials? { known }
}
