import FoundationEssentials
import JSON

extension Credentials {
    /// Parses replies of metadata and container endpoints (`Token`, and an `Expiration`).
    init(metadata reader: ReplyFields) throws(MalformedReply) {
        self.init(
            accessKeyID: try reader.string("AccessKeyId"),
            secretAccessKey: try reader.string("SecretAccessKey"),
            sessionToken: try reader.optionalString("Token"),
            expiration: try Credentials.time(reader))
    }

    /// Parses the output of a `credential_process` (`Version` 1, `SessionToken`).
    init(process reader: ReplyFields) throws(MalformedReply) {
        guard try reader.optionalInteger("Version", in: 0...Int.max) == 1 else {
            throw MalformedReply("Version", "is not 1")
        }
        self.init(
            accessKeyID: try reader.string("AccessKeyId"),
            secretAccessKey: try reader.string("SecretAccessKey"),
            sessionToken: try reader.optionalString("SessionToken"),
            expiration: try Credentials.time(reader))
    }

    /// Parses the element `Credentials` of an STS reply, in which all four are always there.
    init(sts node: XMLNode) throws(MalformedReply) {
        self.init(
            accessKeyID: try node.string("AccessKeyId"),
            secretAccessKey: try node.string("SecretAccessKey"),
            sessionToken: try node.string("SessionToken"),
            expiration: try Credentials.time(
                try node.string("Expiration"), "\(node.path).Expiration"))
    }

    /// The member `Expiration`: a text, or a number of seconds since 1970.
    private static func time(_ reader: ReplyFields) throws(MalformedReply) -> Date? {
        if case .number(let digits)? = reader["Expiration"] {
            return try time(digits, "Expiration")
        }
        return try reader.optionalString("Expiration").map { text throws(MalformedReply) in
            try time(text, "Expiration")
        }
    }

    private static func time(_ text: String, _ path: String) throws(MalformedReply) -> Date {
        guard let date = CredentialTime.date(text) else {
            throw MalformedReply(path, "is not a time")
        }
        return date
    }
}
