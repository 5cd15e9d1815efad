import AWS

/// OpsWorks' parameters for the agent's installer on an instance of a stack.
///
/// They are the same for every attempt of a run, so only the first attempt asks for them: the most
/// common reason for a retry is that the service wants fewer requests.
actor AgentProvisioning {
    private var known: (stack: StackAddress, parameters: OpsWorks.ProvisioningParameters)?

    /// The parameters, cached if they have been read before.
    func parameters(
        of stack: StackAddress, from opsWorks: OpsWorks
    ) async throws(AWSError) -> OpsWorks.ProvisioningParameters {
        if let known, known.stack == stack { return known.parameters }
        let parameters = try await opsWorks.describeStackProvisioningParameters(stackID: stack.id)
        known = (stack, parameters)
        return parameters
    }
}
