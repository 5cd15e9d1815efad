/// The instance identity document of a machine and its signatures, as its metadata serves them.
package struct MachineIdentity: Sendable, Equatable {
    package let document: String
    package let signature: String
    package let pkcs7: String

    /// Creates the document.
    ///
    /// The signatures are random texts of the correct form: this cloud recognises its own documents
    /// by comparison.
    package init(
        account: String, instanceID: String, region: String, availabilityZone: String,
        type: String, architecture: String, imageID: String, privateIP: String, pendingTime: String,
        identifiers: inout Identifiers
    ) {
        document = """
            {
              "accountId" : "\(account)",
              "architecture" : "\(architecture)",
              "availabilityZone" : "\(availabilityZone)",
              "billingProducts" : null,
              "devpayProductCodes" : null,
              "marketplaceProductCodes" : null,
              "imageId" : "\(imageID)",
              "instanceId" : "\(instanceID)",
              "instanceType" : "\(type)",
              "kernelId" : null,
              "pendingTime" : "\(pendingTime)",
              "privateIp" : "\(privateIP)",
              "ramdiskId" : null,
              "region" : "\(region)",
              "version" : "2017-09-30"
            }
            """
        signature = Self.lines(identifiers.text(172, of: .mixed))
        pkcs7 = Self.lines(identifiers.text(1200, of: .mixed))
    }

    /// Base64 in lines of 64 characters.
    private static func lines(_ text: String) -> String {
        var rest = text[...]
        var lines: [Substring] = []
        while !rest.isEmpty {
            lines.append(rest.prefix(64))
            rest = rest.dropFirst(64)
        }
        return lines.joined(separator: "\n")
    }
}
