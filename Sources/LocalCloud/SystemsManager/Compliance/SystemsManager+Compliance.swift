import Foundation

// Whether nodes are as they are to be: counted by type, by node, and item by item.
extension SystemsManager {
    @Sendable static func listComplianceSummaries(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        try checkPageSize(of: input)
        let filters = try ComplianceFilter.list(of: input, keys: ["ComplianceType"])
        let reports = reports(in: state, call)
        let types = Set(reports.map(\.type)).sorted().filter { type in
            filters.allSatisfy { $0.fits(["ComplianceType": type]) }
        }
        let (shown, next) = try page(types, input, size: 50)
        return .object(dropping: [
            "ComplianceSummaryItems": .array(
                shown.map { type in
                    let own = reports.filter { $0.type == type }.map(\.report)
                    return [
                        "ComplianceType": .string(type),
                        "CompliantSummary": summary(
                            of: own.filter(\.isCompliant).map(\.severity), "CompliantCount"),
                        "NonCompliantSummary": summary(
                            of: own.filter { !$0.isCompliant }.map(\.severity),
                            "NonCompliantCount"),
                    ]
                }),
            "NextToken": next,
        ])
    }

    @Sendable static func listResourceComplianceSummaries(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        try checkPageSize(of: input)
        let filters = try ComplianceFilter.list(
            of: input, keys: ["ComplianceType", "ResourceId", "ResourceType", "Status"])
        let found = reports(in: state, call).filter { node, type, report in
            let members = [
                "ComplianceType": type, "ResourceId": node, "ResourceType": "ManagedInstance",
                "Status": word(report.isCompliant),
            ]
            return filters.allSatisfy { $0.fits(members) }
        }
        let (shown, next) = try page(found, input, size: 50)
        return .object(dropping: [
            "ResourceComplianceSummaryItems": .array(
                shown.map { node, type, report in
                    [
                        "ComplianceType": .string(type), "ResourceType": "ManagedInstance",
                        "ResourceId": .string(node), "Status": .string(word(report.isCompliant)),
                        "OverallSeverity": .string(report.severity.rawValue),
                        "ExecutionSummary": report.execution,
                        "CompliantSummary": summary(
                            of: report.items.filter(\.isCompliant).map(\.severity),
                            "CompliantCount"),
                        "NonCompliantSummary": summary(
                            of: report.items.filter { !$0.isCompliant }.map(\.severity),
                            "NonCompliantCount"),
                    ]
                }),
            "NextToken": next,
        ])
    }

    @Sendable static func listComplianceItems(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        try checkPageSize(of: input)
        let nodes = try input.strings("ResourceIds")
        if let types = try input.strings("ResourceTypes"), types != ["ManagedInstance"] {
            throw ServiceError("InvalidResourceType", "")
        }
        if let nodes, !nodes.allSatisfy({ id in state.machines.contains { $0.id == id } }) {
            throw ServiceError("InvalidResourceId", "")
        }
        let filters = try ComplianceFilter.list(
            of: input, keys: ["ComplianceType", "Id", "Severity", "Status", "Title"])
        var found: [JSONValue] = []
        for (node, type, report) in reports(in: state, call)
        where nodes?.contains(node) ?? true {
            for item in report.items {
                let members = [
                    "ComplianceType": type, "Id": item.id, "Severity": item.severity.rawValue,
                    "Status": word(item.isCompliant), "Title": item.title,
                ]
                guard filters.allSatisfy({ $0.fits(members) }) else { continue }
                var shown = members.mapValues { JSONValue.string($0) }
                shown["ResourceType"] = "ManagedInstance"
                shown["ResourceId"] = .string(node)
                shown["ExecutionSummary"] = report.execution
                shown["Details"] = .object(item.details.mapValues { .string($0) })
                found.append(.object(shown))
            }
        }
        let (shown, next) = try page(found, input, size: 50)
        return .object(dropping: ["ComplianceItems": .array(Array(shown)), "NextToken": next])
    }

    /// All reports of the region's nodes, in the order of the nodes.
    private static func reports(
        in state: CloudState, _ call: Call
    ) -> [(node: String, type: String, report: ComplianceState.Report)] {
        let compliance = state.systemsManager.compliance
        return state.machines.filter { $0.region == call.region }.flatMap { machine in
            (compliance.reports[machine.id] ?? [:]).sorted { $0.key < $1.key }
                .map { (machine.id, $0.key, $0.value) }
        }
    }

    private static func word(_ isCompliant: Bool) -> String {
        isCompliant ? "COMPLIANT" : "NON_COMPLIANT"
    }

    private static func summary(
        of severities: [ComplianceState.Severity], _ counter: String
    ) -> JSONValue {
        .object([
            counter: .number(Double(severities.count)), "SeveritySummary": severities.summary,
        ])
    }
}
