extension CredentialChain {
    /// All places where the SDKs look, in their order: the environment, the shared files, web
    /// identity, the container and the instance's role.
    ///
    /// `sender` sends the requests to STS and to the container's endpoint; `settings` hold the
    /// configuration, and the process' own environment is not read.
    ///
    /// - Returns: The chain, which has asked no provider yet.
    package static func standard(
        _ sender: ObservedSender, _ settings: SharedSettings, metadata: MetadataClient,
        timing: RequestTiming = .real, budget: RetryBudget = RetryBudget()
    ) -> CredentialChain {
        let environment = settings.environment
        let roles = RoleAssumer(sender, settings, metadata, timing: timing, budget: budget)
        let variables = EnvironmentCredentials(environment)
        let container = ContainerCredentials(
            environment: environment, sender, timing: timing, budget: budget)
        let instance = InstanceRoleCredentials(metadata)
        let files = ProfileCredentials(
            environment: environment, roles: roles,
            sources: [
                "Environment": variables, "EcsContainer": container,
                "Ec2InstanceMetadata": instance,
            ])
        let webIdentity = WebIdentityCredentials(environment: environment, roles: roles)
        return CredentialChain([variables, files, webIdentity, container, instance])
    }
}
