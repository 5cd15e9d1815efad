package import AWS
package import Pipeline

/// Reads the `instance.*` facts and tags from instance metadata.
package struct InstanceFacts: Sendable {
    let metadata: MetadataClient

    /// The facts that a run starts with.
    ///
    /// - Throws: `AWSError`.
    package func read() async throws(AWSError) -> Facts {
        let document = try await metadata.identityDocument()
        let signature = try await metadata.identitySignature()
        var facts = Facts()
        facts[.instanceID] = document.instanceID
        facts[.instanceRegion] = document.region
        facts[.availabilityZone] = document.availabilityZone
        facts[.accountID] = document.accountID
        facts[.instanceType] = document.instanceType
        facts[.imageID] = document.imageID
        facts[.architecture] = document.architecture
        facts[.privateIP] = document.privateIP
        facts[.lifecycle] = Lifecycle(try await groupTarget())
        facts[.identity] = InstanceIdentity(document: document.text, signature: signature)
        return facts
    }

    /// The value of one of the instance's tags.
    ///
    /// - Returns: nil if there is no such tag, or the instance's metadata does not show its tags.
    /// - Throws: `AWSError`.
    package func tag(_ key: String) async throws(AWSError) -> String? {
        try await metadata.instanceTag(key)
    }
}
