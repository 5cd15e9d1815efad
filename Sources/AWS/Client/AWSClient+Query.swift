import Bytes
import HTTP

extension AWSClient {
    /// Calls an operation of the Query protocol, whose reply is XML.
    func call<Value>(
        _ service: Service, version: String, _ name: String, _ form: QueryForm, in region: String,
        isRepeatable: Bool, read: (XMLNode) throws(MalformedReply) -> Value
    ) async throws(AWSError) -> Value {
        let operation = Operation(
            service: service, name: name, input: .form(form, version: version),
            isRepeatable: isRepeatable)
        return try await call(operation, in: region) { response throws(MalformedReply) in
            try read(try XMLParser.parse(response.body, root: "\(name)Response"))
        }
    }
}

extension XMLParser {
    /// The root element of `bytes`, which must have the name `root`.
    fileprivate static func parse(
        _ bytes: [UInt8], root: String
    ) throws(MalformedReply) -> XMLNode {
        let node = try parse(bytes)
        guard node.name == root else {
            throw MalformedReply(
                MalformedReply.root, "is ‘\(node.name.beginning(64))’, not \(root)")
        }
        return node
    }
}
