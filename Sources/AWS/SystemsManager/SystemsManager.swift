import JSON

/// Systems Manager, API 2014-11-06, with the operations that enlist needs.
package struct SystemsManager: Sendable {
    let client: AWSClient
    let region: String

    package init(_ client: AWSClient, region: String) {
        self.client = client
        self.region = region
    }

    /// Calls an operation.
    func call<Value>(
        _ name: String, _ input: JSONValue, isRepeatable: Bool = true,
        read: (ReplyFields) throws(MalformedReply) -> Value
    ) async throws(AWSError) -> Value {
        try await client.call(
            .systemsManager, target: "AmazonSSM", name, input, in: region,
            isRepeatable: isRepeatable, read: read)
    }

    /// Calls a paginated operation, and reads all pages.
    ///
    /// - Parameters:
    ///   - name: of the operation.
    ///   - input: without the pagination token.
    ///   - list: the member of a reply that holds the elements.
    ///   - read: parses one of them.
    /// - Returns: the elements of all pages.
    /// - Throws: `AWSError`, also if a page leads to itself.
    func all<Element>(
        _ name: String, _ input: [JSONValue.Member], in list: String,
        read: (ReplyFields) throws(MalformedReply) -> Element
    ) async throws(AWSError) -> [Element] {
        var elements: [Element] = []
        var token: String?
        repeat {
            let place = token.map { [JSONValue.Member("NextToken", .string($0))] }
            let page = try await call(name, .object(input + (place ?? []))) {
                reply throws(MalformedReply) in
                let next = try reply.optionalString("NextToken")
                if let next, next == token {
                    throw MalformedReply("NextToken", "leads to the same page")
                }
                // A page can be short, or empty, and not be the last.
                return (elements: try reply.optionalList(list, read), next: next)
            }
            elements += page.elements
            token = page.next
        } while token != nil
        return elements
    }
}
