/// A tag of an Auto Scaling group itself.
package struct GroupTag: Sendable, Equatable {
    package var group: String
    package var region: String
    package var key: String
    package var value: String
    /// Whether machines that the group launches get it.
    package var reachesInstances: Bool
}

// The operations on the tags of groups.
extension AutoScaling {
    private static let limits = (key: 128, value: 256, tags: 50)
    private static let resourceType = "auto-scaling-group"

    @Sendable static func createOrUpdateTags(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let tags = parameters.structures("Tags.member")
        guard !tags.isEmpty else { throw .missing(parameter: "Tags") }
        for tag in tags {
            let group = tag["ResourceId"] ?? ""
            let (key, value) = (tag["Key"] ?? "", tag["Value"] ?? "")
            guard tag["ResourceType"] == resourceType else {
                throw ServiceError("ValidationError", "ResourceType must be \(resourceType)")
            }
            let exists = state.machines.contains {
                $0.region == call.region && $0.scaling?.group == group
            }
            guard exists else {
                throw ServiceError(
                    "ValidationError",
                    "AutoScalingGroup name not found - AutoScalingGroup \(group) not found")
            }
            guard (1...limits.key).contains(key.unicodeScalars.count), !key.begins(with: "aws:"),
                value.unicodeScalars.count <= limits.value
            else { throw ServiceError("ValidationError", "1 validation error detected: bad tag") }
            state.groupTags.removeAll {
                $0.group == group && $0.region == call.region && $0.key == key
            }
            state.groupTags.append(
                GroupTag(
                    group: group, region: call.region, key: key, value: value,
                    reachesInstances: tag["PropagateAtLaunch"] == "true"))
            let count = state.groupTags.count { $0.group == group && $0.region == call.region }
            guard count <= limits.tags else {
                throw ServiceError("LimitExceeded", "An Auto Scaling group has 50 tags at most")
            }
        }
        return []
    }

    @Sendable static func describeTags(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        var found = state.groupTags.filter { $0.region == call.region }
        for number in 1... {
            guard let name = parameters["Filters.member.\(number).Name"] else { break }
            let values = parameters.list("Filters.member.\(number).Values.member")
            switch name {
            case "auto-scaling-group": found.removeAll { !values.contains($0.group) }
            case "key": found.removeAll { !values.contains($0.key) }
            case "value": found.removeAll { !values.contains($0.value) }
            default:
                throw ServiceError("ValidationError", "Filter type \(name) is not correct")
            }
        }
        let entries: [[XMLElement?]] = found.map { tag in
            [
                XMLElement("ResourceId", tag.group), XMLElement("ResourceType", resourceType),
                XMLElement("Key", tag.key), XMLElement("Value", tag.value),
                XMLElement("PropagateAtLaunch", tag.reachesInstances ? "true" : "false"),
            ]
        }
        return [.list("Tags", of: "member", entries)]
    }
}
