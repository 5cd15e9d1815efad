// The operations on tags.
extension EC2 {
    private static let limits = (resources: 1_000, key: 128, value: 256, tags: 50)

    @Sendable static func createTags(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let positions = try resources(of: parameters, in: state, call)
        let tags = parameters.structures("Tag")
        guard !tags.isEmpty else { throw .missing(parameter: "Tag") }
        var given: [String: String] = [:]
        for tag in tags {
            let key = tag["Key"] ?? ""
            let value = tag["Value"] ?? ""
            try check(key: key, value: value)
            guard given.updateValue(value, forKey: key) == nil else {
                throw ServiceError(
                    "InvalidParameterValue",
                    "Duplicate tag key '\(key)' specified.")
            }
        }
        for index in positions {
            if state.machines[index].showsTags {
                for key in given.keys.sorted() { try checkShown(key: key) }
            }
            let all = state.machines[index].tags.merging(given) { _, new in new }
            guard all.count <= limits.tags else {
                throw ServiceError(
                    "TagLimitExceeded",
                    "More than \(limits.tags) tags specified for resource.")
            }
        }
        for index in positions { state.machines[index].tags.merge(given) { _, new in new } }
        return done
    }

    @Sendable static func deleteTags(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let positions = try resources(of: parameters, in: state, call)
        let tags = parameters.structures("Tag")
        for index in positions {
            guard !tags.isEmpty else {
                state.machines[index].tags = [:]
                continue
            }
            // A tag with a value is deleted only if it has that value.
            for tag in tags {
                let key = tag["Key"] ?? ""
                if let value = tag["Value"], value != state.machines[index].tags[key] { continue }
                state.machines[index].tags[key] = nil
            }
        }
        return done
    }

    @Sendable static func describeTags(
        _ state: inout CloudState, _ parameters: QueryParameters, _ call: Call
    ) throws(ServiceError) -> [XMLElement?] {
        let filters = try EC2Filter.list(of: parameters)
        var entries: [[XMLElement?]] = []
        for machine in state.machines where machine.region == call.region {
            for (key, value) in machine.shownTags(at: call.now).sorted(by: { $0.key < $1.key }) {
                let fits = try EC2Filter.allFit(filters) { name in
                    switch name {
                    case "resource-id": machine.id
                    case "resource-type": "instance"
                    case "key": key
                    case "value": value
                    case "tag:\(key)": value
                    case _ where name.begins(with: "tag:"): ""
                    default: nil
                    }
                }
                guard fits else { continue }
                entries.append([
                    XMLElement("resourceId", machine.id), XMLElement("resourceType", "instance"),
                    XMLElement("key", key), XMLElement("value", value),
                ])
            }
        }
        return [.list("tagSet", of: "item", entries)]
    }

    private static func resources(
        of parameters: QueryParameters, in state: CloudState, _ call: Call
    ) throws(ServiceError) -> [Int] {
        let ids = parameters.list("ResourceId")
        guard !ids.isEmpty else { throw .missing(parameter: "resourceIdSet") }
        guard ids.count <= limits.resources else {
            throw ServiceError(
                "InvalidParameterValue",
                "The maximum number of resources is \(limits.resources).")
        }
        for id in ids where !id.hasByte("-") {
            throw ServiceError("InvalidID", "The ID '\(id)' is not valid")
        }
        return try machines(ids, in: state, region: call.region)
    }

    /// Refuses keys that cannot be part of an instance metadata path ("Work with instance tags in
    /// instance metadata" in the EC2 user guide).
    private static func checkShown(key: String) throws(ServiceError) {
        let isFit = key.utf8.allSatisfy { byte in
            switch UnicodeScalar(byte) {
            case "a"..."z", "A"..."Z", "0"..."9", "-", "_", "+", "=", ",", ".", "@", ":": true
            default: false
            }
        }
        guard isFit, ![".", "..", "_index"].contains(key) else {
            throw ServiceError(
                "InvalidParameterValue",
                "'\(key)' is not a valid tag key. Tag keys must match pattern "
                    + "([0-9a-zA-Z\\-_+=,.@:]{1,255}), and must not be a reserved name "
                    + "('.', '..', '_index')")
        }
    }

    private static func check(key: String, value: String) throws(ServiceError) {
        guard !key.isEmpty else {
            throw ServiceError("InvalidParameterValue", "Tag key cannot be empty.")
        }
        guard key.unicodeScalars.count <= limits.key else {
            throw ServiceError(
                "InvalidParameterValue",
                "Tag key exceeds the maximum length of \(limits.key) characters")
        }
        guard value.unicodeScalars.count <= limits.value else {
            throw ServiceError(
                "InvalidParameterValue",
                "Tag value exceeds the maximum length of \(limits.value) characters")
        }
        guard !key.lowercased().begins(with: "aws:") else {
            throw ServiceError(
                "InvalidParameterValue",
                "Tag keys starting with 'aws:' are reserved for internal use")
        }
    }
}
