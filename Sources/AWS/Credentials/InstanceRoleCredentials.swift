/// The credentials of the instance's role, from metadata.
package struct InstanceRoleCredentials: CredentialsProvider {
    package let name = "instance role"
    private let metadata: MetadataClient

    package init(_ metadata: MetadataClient) { self.metadata = metadata }

    /// The role's credentials; nil if metadata is switched off.
    package func credentials() async throws(AWSError) -> Credentials? {
        guard !metadata.isDisabled else { return nil }
        return try await metadata.roleCredentials()
    }
}
