import Foundation

// What nodes report of whether they are as they are to be.
extension SystemsManager {
    @Sendable static func putComplianceItems(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let id = try input.required("ResourceId")
        guard try input.required("ResourceType") == "ManagedInstance" else {
            throw ServiceError("InvalidResourceType", "")
        }
        guard state.machines.contains(where: { $0.id == id && $0.agent.heardAt != nil }) else {
            throw ServiceError("InvalidResourceId", "")
        }
        let type = try input.required("ComplianceType")
        let typeName = /[A-Za-z0-9_\-]\w+|Custom:[a-zA-Z0-9_\-]\w+/  // characters: own
        let named = try? typeName.wholeMatch(in: type)  // characters: own
        guard type.unicodeScalars.count <= 100, named != nil else {
            throw constraint("complianceType", "Member must satisfy the pattern")
        }
        guard let execution = try input.structure("ExecutionSummary"),
            let time = execution.others(than: [])["ExecutionTime"]?.seconds
        else { throw constraint("executionSummary", "Member must not be null") }
        guard let entries = try input.structures("Items") else {
            throw constraint("items", "Member must not be null")
        }
        guard entries.count <= 10_000 else {
            throw constraint("items", "Member must have length less than or equal to 10000")
        }
        for (name, text, most) in [
            ("executionId", try execution.string("ExecutionId"), 100),
            ("executionType", try execution.string("ExecutionType"), 50),
            ("itemContentHash", try input.string("ItemContentHash"), 256),
        ] where text?.unicodeScalars.count ?? 0 > most {
            throw constraint(name, "Member must have length less than or equal to \(most)")
        }
        let upload = try input.string("UploadType") ?? "COMPLETE"
        guard ["COMPLETE", "PARTIAL"].contains(upload) else {
            throw constraint("uploadType", "Member must satisfy enum value set")
        }
        let hash = try input.string("ItemContentHash")
        let known = state.systemsManager.compliance.reports[id]?[type]
        if let hash, hash == known?.contentHash { return [:] }
        let custom = state.systemsManager.compliance.types.filter { $0.begins(with: "Custom:") }
        guard
            custom.contains(type) || !type.begins(with: "Custom:")
                || custom.count < ComplianceState.mostCustomTypes
        else {
            throw ServiceError(
                "ComplianceTypeCountLimitExceededException",
                "You specified too many custom compliance types. You can specify a maximum of 10 "
                    + "different types.")
        }
        var items: [ComplianceState.Item] = []
        for entry in entries { items.append(try item(entry)) }
        if upload == "PARTIAL", let known {
            items = known.items.filter { old in !items.contains { $0.id == old.id } } + items
        }
        state.systemsManager.compliance.reports[id, default: [:]][type] = .init(
            executedAt: Date(timeIntervalSince1970: time),
            executionID: try execution.string("ExecutionId"),
            executionType: try execution.string("ExecutionType"), contentHash: hash, items: items)
        return [:]
    }

    private static func item(_ input: JSONInput) throws(ServiceError) -> ComplianceState.Item {
        guard let severity = ComplianceState.Severity(rawValue: try input.required("Severity")),
            case let status = try input.required("Status"),
            ["COMPLIANT", "NON_COMPLIANT"].contains(status)
        else {
            throw ServiceError(
                "InvalidItemContentException", "One or more content items isn't valid.")
        }
        let title = try input.string("Title") ?? ""
        guard title.unicodeScalars.count <= 500 else {
            throw constraint(
                "items.1.member.title", "Member must have length less than or equal to 500")
        }
        return ComplianceState.Item(
            id: try input.string("Id") ?? "", title: title, severity: severity,
            isCompliant: status == "COMPLIANT",
            details: try input.structure("Details").map { details throws(ServiceError) in
                try attributes(details)
            } ?? [:])
    }
}
