package import AWS
package import Pipeline

/// Reads the `instance.*` facts and tags from instance metadata.
package struct InstanceFacts: Sendable {
    let metadata: MetadataClient
    /// Gets the partition of the instance's region if only metadata knows it.
    let partitions: Partitions

    /// The facts that a run starts with.
    ///
    /// Only in a region that is newer than the table of partitions, metadata is also asked for the
    /// partition, and the facts have it: elsewhere that would cost each run two requests.
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
        if partitions.isUnknown(document.region) { await learnPartition(of: document.region) }
        if !Partition.isKnown(document.region) {
            facts[.partition] = partitions[document.region].name
        }
        return facts
    }

    /// Asks metadata for the partition; without an answer, that of the table remains.
    private func learnPartition(of region: String) async {
        async let name = metadata.servicesPartition()
        async let domain = metadata.servicesDomain()
        guard let name = try? await name, let domain = try? await domain else { return }
        partitions.add(name: name, domain: domain, of: region)
    }

    /// The value of one of the instance's tags.
    ///
    /// - Returns: nil if there is no such tag, or the instance's metadata does not show its tags.
    /// - Throws: `AWSError`.
    package func tag(_ key: String) async throws(AWSError) -> String? {
        try await metadata.instanceTag(key)
    }
}
