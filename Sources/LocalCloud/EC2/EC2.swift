/// EC2, API 2016-11-15: tags, attributes and the termination of instances.
package enum EC2 {
    /// The service's operations.
    package static let service = QueryService(operations: [
        "CreateTags": createTags,
        "DeleteTags": deleteTags,
        "DescribeTags": describeTags,
        "DescribeInstances": describeInstances,
        "DescribeInstanceAttribute": describeInstanceAttribute,
        "ModifyInstanceAttribute": modifyInstanceAttribute,
        "TerminateInstances": terminateInstances,
    ])

    /// The indices of instances, by ids.
    ///
    /// - Throws: EC2's refusal of an id that is malformed or unknown in the region.
    static func machines(
        _ ids: [String], in state: CloudState, region: String
    ) throws(ServiceError) -> [Int] {
        var positions: [Int] = []
        for id in ids {
            guard let digits = id.rest(after: "i-"), digits.utf8.allSatisfy(\.isHexDigit) else {
                throw ServiceError("InvalidInstanceID.Malformed", "Invalid id: \"\(id)\"")
            }
            guard
                let index = state.machines.firstIndex(where: { $0.id == id && $0.region == region })
            else {
                throw ServiceError(
                    "InvalidInstanceID.NotFound", "The instance ID '\(id)' does not exist")
            }
            positions.append(index)
        }
        return positions
    }

    static let done: [XMLElement?] = [XMLElement("return", "true")]
}
