// What agents report beside the ends of documents. It is looked at and not kept: nothing here reads it.
extension SystemsManager {
    @Sendable static func putComplianceItems(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let id = try input.required("ResourceId")
        guard state.machines.contains(where: { $0.id == id }) else {
            throw ServiceError("InvalidResourceId", "")
        }
        guard try input.required("ResourceType") == "ManagedInstance" else {
            throw ServiceError("InvalidResourceType", "")
        }
        _ = try input.required("ComplianceType")
        for item in try input.structures("Items") ?? [] {
            guard ["COMPLIANT", "NON_COMPLIANT"].contains(try item.required("Status")) else {
                throw ServiceError("InvalidItemContentException", "")
            }
        }
        return [:]
    }

    @Sendable static func putInventory(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        _ = try machineIndex(of: input, in: state)
        for item in try input.structures("Items") ?? [] {
            for name in ["TypeName", "SchemaVersion", "CaptureTime"] {
                _ = try item.required(name)
            }
        }
        return ["Message": ""]
    }
}
