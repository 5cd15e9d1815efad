import HTTP
import JSON

extension AWSClient {
    /// Calls an operation of the JSON 1.1 protocol, whose reply is a JSON object; `target` precedes
    /// the operation's name in `X-Amz-Target`.
    func call<Value>(
        _ service: Service, target: String, _ name: String, _ input: JSONValue, in region: String,
        isRepeatable: Bool, read: (ReplyFields) throws(MalformedReply) -> Value
    ) async throws(AWSError) -> Value {
        let operation = Operation(
            service: service, name: name, input: .json(input, target: target),
            isRepeatable: isRepeatable)
        return try await call(operation, in: region) { response throws(MalformedReply) in
            try read(ReplyFields(parsing: response.body))
        }
    }
}
