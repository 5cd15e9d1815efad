package import Foundation

/// Whether nodes are as they are to be, by node and by type.
package struct ComplianceState: Sendable {
    /// All items of one type, as they were put last.
    package struct Report: Sendable, Equatable {
        package var executedAt: Date
        package var executionID: String?
        package var executionType: String?
        package var contentHash: String?
        package var items: [Item]
    }

    /// One thing that is to be so.
    package struct Item: Sendable, Equatable {
        package let id: String
        package let title: String
        package let severity: Severity
        package let isCompliant: Bool
        package let details: [String: String]
    }

    /// In the order from the worst.
    package enum Severity: String, Sendable, CaseIterable {
        case critical = "CRITICAL"
        case high = "HIGH"
        case medium = "MEDIUM"
        case low = "LOW"
        case informational = "INFORMATIONAL"
        case unspecified = "UNSPECIFIED"

        /// The member of a summary that counts it.
        var counter: String { rawValue.prefix(1) + rawValue.dropFirst().lowercased() + "Count" }
    }

    /// The maximum number of custom types of an account.
    static let mostCustomTypes = 10

    package var reports: [String: [String: Report]] = [:]

    /// The types that were ever put.
    package var types: Set<String> { Set(reports.values.flatMap(\.keys)) }
}

extension ComplianceState.Report {
    var isCompliant: Bool { items.allSatisfy(\.isCompliant) }

    /// The worst of what is not as it should be.
    var severity: ComplianceState.Severity {
        let bad = items.filter { !$0.isCompliant }.map(\.severity)
        return ComplianceState.Severity.allCases.first(where: bad.contains) ?? .unspecified
    }

    var execution: JSONValue {
        .object(dropping: [
            "ExecutionTime": .number(executedAt.timeIntervalSince1970),
            "ExecutionId": executionID.map { .string($0) },
            "ExecutionType": executionType.map { .string($0) },
        ])
    }
}

extension [ComplianceState.Severity] {
    /// The shape `SeveritySummary`.
    var summary: JSONValue {
        .object(
            Dictionary(
                uniqueKeysWithValues: ComplianceState.Severity.allCases.map { severity in
                    (severity.counter, .number(Double(count { $0 == severity })))
                }))
    }
}
