/// One try of one request and what came of it, without headers or secrets.
package struct RequestExchange: Sendable {
    /// `opsworks`, `ec2`, `instance metadata`.
    package let service: String
    /// `DescribeStacks`, `GET /latest/api/token`.
    package let operation: String
    /// The URL without its query.
    package let endpoint: String
    /// Which try of the same request this was, from 1.
    package let tryNumber: Int
    package let duration: Duration
    /// The HTTP status; nil where there was no reply.
    package let status: Int?
    package let requestID: String?
    /// The service's error code, or what kept the reply away.
    package let error: String?
    /// Nil where the observer does not want them.
    package let bodies: ExchangeBodies?
}
