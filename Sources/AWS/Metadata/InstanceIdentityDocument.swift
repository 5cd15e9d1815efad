/// The instance identity document: AWS' signed description of the instance.
///
/// Only its id and its region are always required; a plan whose steps need a missing field is
/// refused.
package struct InstanceIdentityDocument: Sendable, Equatable {
    /// The document byte for byte as it was read, because the signature covers it.
    package let text: String
    package let instanceID: String
    package let region: String
    package let availabilityZone: String?
    package let accountID: String?
    /// Absent from the documents of some machines that are not in a VPC.
    package let privateIP: String?
    package let instanceType: String?
    /// `x86_64` or `arm64`.
    package let architecture: String?
    package let imageID: String?

    /// Parses the document.
    ///
    /// - Throws: `MalformedReply` for a required field that is missing, or one that is not a
    ///   string.
    package init(_ text: String) throws(MalformedReply) {
        let reader = try ReplyFields(parsing: Array(text.utf8))
        self.text = text
        instanceID = try reader.string("instanceId")
        region = try reader.string("region")
        availabilityZone = try reader.optionalString("availabilityZone")
        accountID = try reader.optionalString("accountId")
        privateIP = try reader.optionalString("privateIp")
        instanceType = try reader.optionalString("instanceType")
        architecture = try reader.optionalString("architecture")
        imageID = try reader.optionalString("imageId")
    }
}
