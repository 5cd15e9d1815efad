import AWS

/// What OpsWorks says that the agent's installer needs on an instance of a stack.
///
/// It is the same for every attempt of a run, so only the first asks for it: an attempt is repeated
/// most often because the service wants fewer requests.
actor AgentProvisioning {
    private var known: (stack: StackAddress, parameters: OpsWorks.ProvisioningParameters)?

    /// The parameters, as read before if they have been.
    func parameters(
        of stack: StackAddress, from opsWorks: OpsWorks
    ) async throws(AWSError) -> OpsWorks.ProvisioningParameters {
        if let known, known.stack == stack { return known.parameters }
        let parameters = try await opsWorks.describeStackProvisioningParameters(stackID: stack.id)
        known = (stack, parameters)
        return parameters
    }
}
