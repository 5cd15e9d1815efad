/// The instance identity document: what the instance is, as AWS signs it.
package struct InstanceIdentityDocument: Sendable, Equatable {
    /// The document as it was read, byte for byte, because the signature is over it.
    package let text: String
    package let instanceID: String
    package let region: String
    package let availabilityZone: String
    package let accountID: String
    /// Absent from the documents of some machines that are not in a VPC.
    package let privateIP: String?
    package let instanceType: String
    /// `x86_64` or `arm64`.
    package let architecture: String
    package let imageID: String

    /// Reads the document.
    ///
    /// - Throws: `MalformedReply` for a field that is missing or no string.
    package init(_ text: String) throws(MalformedReply) {
        let reader = try ReplyFields(parsing: Array(text.utf8))
        self.text = text
        instanceID = try reader.string("instanceId")
        region = try reader.string("region")
        availabilityZone = try reader.string("availabilityZone")
        accountID = try reader.string("accountId")
        privateIP = try reader.optionalString("privateIp")
        instanceType = try reader.string("instanceType")
        architecture = try reader.string("architecture")
        imageID = try reader.string("imageId")
    }
}
