/// CloudFormation, API 2010-05-15: the signals that resources of a stack wait for.
package enum CloudFormation {
    /// The service's operations.
    package static let service = QueryService(operations: [
        "DeleteStack": deleteStack, "SignalResource": signalResource,
    ])

    /// Forgets a stack; that one is not there is no error, as with AWS.
    @Sendable private static func deleteStack(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let name = try parameters.required("StackName")
        state.formations.removeAll { $0.name == name }
        return []
    }

    @Sendable private static func signalResource(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let name = try parameters.required("StackName")
        let resource = try parameters.required("LogicalResourceId")
        let id = try parameters.required("UniqueId")
        let status = try parameters.required("Status")
        guard ["SUCCESS", "FAILURE"].contains(status) else {
            throw ServiceError("ValidationError", "Status must be SUCCESS or FAILURE")
        }
        guard let index = state.formations.firstIndex(where: { $0.name == name }) else {
            throw ServiceError("ValidationError", "Stack '\(name)' does not exist")
        }
        let stack = state.formations[index]
        guard stack.resources.contains(resource) else {
            throw ServiceError(
                "ValidationError", "Resource \(resource) does not exist for stack \(name)")
        }
        guard stack.status.ends(with: "_IN_PROGRESS") else {
            throw ServiceError(
                "ValidationError",
                "Stack arn:\(state.partition.name):cloudformation:\(call.region):\(state.account):stack/\(name) is in "
                    + "\(stack.status) state and can not be signaled")
        }
        // One signal for each unique id counts.
        guard !stack.signals.contains(where: { $0.resource == resource && $0.id == id }) else {
            throw ServiceError(
                "ValidationError", "Signal with ID \(id) for resource \(resource) already exists.")
        }
        state.formations[index].signals.append((resource, id, status))
        return []
    }
}
