import JSON

extension SystemsManager {
    /// A parameter of Parameter Store.
    package struct Parameter: Sendable, Equatable {
        /// The name with its path: `/enlist/v3/prod/web/shop/document`.
        package let name: String
        /// `String`, `StringList` or `SecureString`; nil if the reply leaves it out.
        package let type: String?
        /// The value; encrypted for a `SecureString`.
        package let value: String

        init(_ reader: ReplyFields) throws(MalformedReply) {
            name = try reader.string("Name")
            type = try reader.optionalString("Type")
            value = try reader.string("Value")
        }
    }

    /// A parameter by its name, with its value as plain text; nil if none exists.
    package func decryptedParameter(_ name: String) async throws(AWSError) -> Parameter? {
        try await call(
            "GetParameters",
            ["Names": [.string(name)], "WithDecryption": .bool(true)]
        ) { reply throws(MalformedReply) in
            try reply.optionalList("Parameters", Parameter.init).first
        }
    }

    /// The parameters below a path, at whatever depth; none if there is no such path.
    ///
    /// Encrypted values stay encrypted.
    package func parameters(below path: String) async throws(AWSError) -> [Parameter] {
        try await all(
            "GetParametersByPath",
            [
                .init("Path", .string(path)),
                .init("Recursive", .bool(true)),
            ],
            in: "Parameters", read: Parameter.init)
    }
}
