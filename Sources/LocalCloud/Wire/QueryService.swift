/// A service of the Query or EC2 protocol: a table of operations on parameters, and replies in an
/// envelope.
package struct QueryService: Sendable {
    typealias Operation =
        @Sendable (inout CloudState, QueryParameters, Call) throws(ServiceError) -> [XMLElement?]

    let operations: [String: Operation]

    /// Answers a call.
    ///
    /// - Throws: The service's refusal.
    package func answer(
        _ call: Call, _ request: Request, in state: inout CloudState
    ) throws(ServiceError) -> Reply {
        guard let operation = operations[call.operation] else {
            throw call.service.unknownOperation(call.operation)
        }
        let parameters = try QueryParameters(formEncoded: request.text)
        // Any caller may ask STS for its identity or for a role; a role's trust policy is not
        // modelled.
        if call.service != .sts { try state.authorize(call) }
        if call.service == .ec2, parameters["DryRun"] == "true" { throw .dryRun }
        let result = try operation(&state, parameters, call)
        return Reply(xml: envelope(result, for: call))
    }

    private func envelope(_ result: [XMLElement?], for call: Call) -> XMLElement {
        let content =
            switch call.service {
            case .ec2: [XMLElement("requestId", call.requestID)] + result
            case .opsworks, .ssm, .ec2messages, .s3, .iam, .sts, .autoscaling, .cloudformation:
                [
                    XMLElement("\(call.operation)Result", result),
                    XMLElement("ResponseMetadata", [XMLElement("RequestId", call.requestID)]),
                ]
            }
        return XMLElement(
            "\(call.operation)Response", content, namespace: call.service.namespace)
    }
}
