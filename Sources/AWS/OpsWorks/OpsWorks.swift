import HTTP
import JSON

/// OpsWorks Stacks, as far as enlist calls it: API 2013-02-18.
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
        read: (JSONReader) throws(MalformedReply) -> Value
    ) async throws(AWSError) -> Value {
        let operation = Operation(
            service: .opsworks, name: name, input: .json(input, target: "OpsWorks_20130218"),
            isRepeatable: isRepeatable)
        return try await client.call(operation, in: region) { response throws(MalformedReply) in
            try read(JSONReader(parsing: response.body))
        }
    }

    /// Calls an operation whose reply says nothing.
    ///
    /// Its body is `{}`, or empty, and not looked at.
    func call(_ name: String, _ input: JSONValue, isRepeatable: Bool) async throws(AWSError) {
        let operation = Operation(
            service: .opsworks, name: name, input: .json(input, target: "OpsWorks_20130218"),
            isRepeatable: isRepeatable)
        try await client.call(operation, in: region) { _ in }
    }
}

extension JSONReader {
    /// Reads each element of the member `name`.
    func list<Element>(
        _ name: String, _ read: (JSONReader) throws(MalformedReply) -> Element
    ) throws(MalformedReply) -> [Element] {
        var list: [Element] = []
        for element in try array(name) { list.append(try read(element)) }
        return list
    }
}
