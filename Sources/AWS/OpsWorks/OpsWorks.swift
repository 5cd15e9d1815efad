import JSON

/// OpsWorks Stacks, API 2013-02-18, with the operations that enlist needs.
package struct OpsWorks: Sendable {
    private let client: AWSClient
    /// The region of the endpoint, which is not always the stack's.
    package let region: String

    package init(_ client: AWSClient, region: String) {
        self.client = client
        self.region = region
    }

    /// Calls an operation whose reply is a JSON object.
    func call<Value>(
        _ name: String, _ input: JSONValue, isRepeatable: Bool = true,
        read: (ReplyFields) throws(MalformedReply) -> Value
    ) async throws(AWSError) -> Value {
        try await client.call(
            .opsworks, target: Self.target, name, input, in: region, isRepeatable: isRepeatable,
            read: read)
    }

    /// Calls an operation whose reply has no content.
    ///
    /// Its body is `{}`, or empty, and ignored.
    func call(_ name: String, _ input: JSONValue, isRepeatable: Bool) async throws(AWSError) {
        let operation = Operation(
            service: .opsworks, name: name, input: .json(input, target: Self.target),
            isRepeatable: isRepeatable)
        try await client.call(operation, in: region) { _ in }
    }

    private static let target = "OpsWorks_20130218"
}
