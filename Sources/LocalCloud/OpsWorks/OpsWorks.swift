/// OpsWorks Stacks, API 2013-02-18: the operations for joining and leaving, and those that create
/// and delete stacks and layers.
package enum OpsWorks {
    typealias Operation =
        @Sendable (inout CloudState, JSONInput, Call) throws(ServiceError) -> JSONValue

    private static let operations: [String: Operation] = [
        "CreateStack": createStack,
        "DescribeStacks": describeStacks,
        "DeleteStack": deleteStack,
        "DescribeStackProvisioningParameters": describeStackProvisioningParameters,
        "CreateLayer": createLayer,
        "DescribeLayers": describeLayers,
        "UpdateLayer": updateLayer,
        "DeleteLayer": deleteLayer,
        "GetHostnameSuggestion": getHostnameSuggestion,
        "RegisterInstance": registerInstance,
        "DescribeInstances": describeInstances,
        "AssignInstance": assignInstance,
        "UnassignInstance": unassignInstance,
        "DeregisterInstance": deregisterInstance,
        "DescribeCommands": describeCommands,
        "DescribeServiceErrors": describeServiceErrors,
    ]

    /// Answers a call.
    ///
    /// - Throws: The service's refusal.
    package static func answer(
        _ call: Call, _ request: Request, in state: inout CloudState
    ) throws(ServiceError) -> Reply {
        guard let operation = operations[call.operation] else {
            throw call.service.unknownOperation(call.operation)
        }
        let input = try JSONInput(request.body)
        try state.authorize(call, resource: resource(of: input, in: state))
        return Reply(json: try operation(&state, input, call))
    }

    /// The ARN that policies are checked against: that of the stack in the input.
    private static func resource(of input: JSONInput, in state: CloudState) -> String {
        let id = try? input.string("StackId")
        return state.opsworks.stacks.first { $0.id == id }?.arn ?? "*"
    }
}
