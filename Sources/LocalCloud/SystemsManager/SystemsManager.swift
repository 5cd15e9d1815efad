/// Systems Manager, API 2014-11-06: Parameter Store, documents, managed nodes, Run Command and State Manager,
/// as far as enlisting needs them.
package enum SystemsManager {
    typealias Operation =
        @Sendable (inout CloudState, JSONInput, Call) throws(ServiceError) -> JSONValue

    private static let operations: [String: Operation] = [
        "PutParameter": putParameter,
        "GetParameters": getParameters,
        "GetParametersByPath": getParametersByPath,
        "CreateDocument": createDocument,
        "DescribeDocument": describeDocument,
        "GetDocument": getDocument,
        "DescribeInstanceInformation": describeInstanceInformation,
        "SendCommand": sendCommand,
        "ListCommands": listCommands,
        "ListCommandInvocations": listCommandInvocations,
        "GetCommandInvocation": getCommandInvocation,
        "CancelCommand": cancelCommand,
        "CreateAssociation": createAssociation,
        "UpdateAssociation": updateAssociation,
        "DeleteAssociation": deleteAssociation,
        "DescribeAssociation": describeAssociation,
        "ListAssociations": listAssociations,
        "DescribeInstanceAssociationsStatus": describeInstanceAssociationsStatus,
        "StartAssociationsOnce": startAssociationsOnce,
        "ListInstanceAssociations": listInstanceAssociations,
        "UpdateInstanceAssociationStatus": updateInstanceAssociationStatus,
        "UpdateInstanceInformation": updateInstanceInformation,
        "RegisterManagedInstance": registerManagedInstance,
        "RequestManagedInstanceRoleToken": requestManagedInstanceRoleToken,
        "PutComplianceItems": putComplianceItems,
        "ListComplianceSummaries": listComplianceSummaries,
        "ListResourceComplianceSummaries": listResourceComplianceSummaries,
        "ListComplianceItems": listComplianceItems,
        "PutInventory": putInventory,
        "GetInventory": getInventory,
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
        for resource in resources(of: input, call, in: state) {
            try state.authorize(call, resource: resource)
        }
        return Reply(json: try operation(&state, input, call))
    }

    /// One page of a list, and the start of the next one.
    static func page<Element>(
        _ elements: [Element], _ input: JSONInput, size: Int
    ) throws(ServiceError) -> (elements: ArraySlice<Element>, next: JSONValue?) {
        var begin = 0
        if let token = try input.string("NextToken") {
            guard let place = Int(token), elements.indices.contains(place) else {
                throw ServiceError("InvalidNextToken", "The specified token is not valid.")
            }
            begin = place
        }
        let size = try input.count("MaxResults", in: 1...max(size, 50)) ?? size
        let end = min(begin + size, elements.count)
        return (elements[begin..<end], end < elements.count ? .string("\(end)") : nil)
    }
}
