import Bytes
import JSON

extension MetadataClient {
    private static let identityPath = "/latest/dynamic/instance-identity"

    /// Who the instance is.
    ///
    /// - Throws: `AWSError`, of kind `.malformedReply` where a field is missing.
    package func identityDocument() async throws(AWSError) -> InstanceIdentityDocument {
        try await readRequired("\(MetadataClient.identityPath)/document") {
            text throws(MalformedReply) in
            try InstanceIdentityDocument(text)
        }
    }

    /// The base64 signature of the identity document's text, by RSA and SHA-256, in lines.
    package func identitySignature() async throws(AWSError) -> String {
        try await proof("signature")
    }

    /// The PKCS #7 signature of the identity document, base64 in lines, without PEM's frame.
    package func identityPKCS7() async throws(AWSError) -> String {
        try await proof("pkcs7")
    }

    /// A signature of the identity document: a secret, as who has both can speak for the instance.
    private func proof(_ name: String) async throws(AWSError) -> String {
        let text = try await readRequired("\(MetadataClient.identityPath)/\(name)") { $0 }
        sender.secrets.add(text)
        return text
    }

    /// The value of the instance's tag `key`; nil if it has none, or does not show tags.
    package func instanceTag(_ key: String) async throws(AWSError) -> String? {
        try await text("/latest/meta-data/tags/instance/\(QueryForm.escape(key))")
    }

    /// Whether the instance's tags are there, which is a setting of the instance.
    package func showsTags() async throws(AWSError) -> Bool {
        try await text("/latest/meta-data/tags/instance") != nil
    }

    /// The partition of the instance's region: `aws-eusc`; nil if metadata does not have it.
    package func servicesPartition() async throws(AWSError) -> String? {
        try await text("/latest/meta-data/services/partition")?.trimmed()
    }

    /// The suffix of the hosts' names there: `amazonaws.eu`; nil if metadata does not have it.
    package func servicesDomain() async throws(AWSError) -> String? {
        try await text("/latest/meta-data/services/domain")?.trimmed()
    }

    /// The VPC of the instance's first network interface; nil if it is in none.
    package func vpcID() async throws(AWSError) -> String? {
        let mac = try await readRequired("/latest/meta-data/mac") { text throws(MalformedReply) in
            let isMAC = text.utf8.allSatisfy { $0 == UInt8(ascii: ":") || $0.isHexDigit }
            guard isMAC else { throw MalformedReply("", "is not a MAC address") }
            return text
        }
        return try await text("/latest/meta-data/network/interfaces/macs/\(mac)/vpc-id")
    }

    /// What EC2 is about to do to a spot instance: `terminate`, `stop` or `hibernate`, and when, in UTC;
    /// nil if it is about to do nothing ("Spot Instance interruption notices" in the EC2 user guide).
    package func spotAction() async throws(AWSError) -> (action: String, time: String)? {
        try await read("/latest/meta-data/spot/instance-action") { text throws(MalformedReply) in
            let reader = try ReplyFields(parsing: Array(text.utf8))
            return (try reader.string("action"), try reader.string("time"))
        }
    }

    /// The credentials of the instance's role.
    ///
    /// - Throws: `AWSError`, of kind `.credentialsPending` where there is no role yet, or none of
    ///   its credentials: for some seconds after boot that is the ordinary case.
    package func roleCredentials() async throws(AWSError) -> Credentials {
        let folder = "/latest/meta-data/iam/security-credentials/"
        let names = try await text(folder) ?? ""
        guard let role = names.lines().map({ $0.trimmed() }).first(where: { !$0.isEmpty })
        else { throw failure(.credentialsPending, folder) }
        let path = folder + QueryForm.escape(role)
        let reply = try await read(path) { text throws(MalformedReply) in
            let reply = try ReplyFields(parsing: Array(text.utf8))
            let code = try reply.optionalString("Code") ?? "Success"
            let isThere = code == "Success"
            return (reply, credentials: isThere ? try Credentials(metadata: reply) : nil)
        }
        if let credentials = reply?.credentials { return credentials }
        var pending = failure(.credentialsPending, path)
        pending.code = reply?.0["Code"]?.string
        pending.serviceMessage = reply?.0["Message"]?.string
        throw pending
    }
}
