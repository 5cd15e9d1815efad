package import Foundation

/// An association of State Manager: a document for all machines that match its targets, whenever
/// they appear.
package struct Association: Sendable, Equatable {
    /// A target; the association is for the machines that match every one of its targets.
    package struct Target: Sendable, Equatable {
        package let key: String
        package let values: [String]
    }

    package let id: String
    package var name: String?
    package var document: String
    package var documentVersion: String?
    package var targets: [Target]
    package var parameters: [String: JSONValue]
    package var schedule: String?
    package let region: String
    package var version = 1
    package let createdAt: Date
    package var updatedAt: Date
    /// The reported executions, by machine; without one the status is `Associated`.
    package var executions: [String: Execution] = [:]

    /// The execution on one machine.
    package struct Execution: Sendable, Equatable {
        package var status = "Pending"
        package var detailedStatus = "Associated"
        package var summary: String?
        package var errorCode: String?
        package var date: Date?
        /// The number of finished executions.
        package var count = 0

        package init() {}

        /// Whether the agent runs it when it finds it.
        package var isDue: Bool { ["Associated", "Pending"].contains(detailedStatus) }
    }

    package init(
        id: String, name: String?, document: String, documentVersion: String? = nil,
        targets: [Target], parameters: [String: JSONValue], schedule: String? = nil,
        region: String, createdAt: Date
    ) {
        self.id = id
        self.name = name
        self.document = document
        self.documentVersion = documentVersion
        self.targets = targets
        self.parameters = parameters
        self.schedule = schedule
        self.region = region
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    /// Whether it targets a machine, by the tags that it has now.
    package func fits(_ machine: Machine) -> Bool {
        guard machine.region == region, machine.state == .running else { return false }
        return targets.allSatisfy { target in
            switch target.key {
            case "InstanceIds": target.values.contains { $0 == "*" || $0 == machine.id }
            case "tag-key": target.values.contains { machine.tags[$0] != nil }
            case let key where key.begins(with: "tag:"):
                machine.tags[String(key.dropFirst("tag:".count))].map(target.values.contains)
                    ?? false
            default: false
            }
        }
    }

    /// The seconds of `rate(30 minutes)`; nil for any other schedule, which is stored and ignored.
    package var interval: Double? {
        let pattern = /rate\((\d+) (minute|hour|day)s?\)/  // characters: own
        guard let match = schedule.flatMap({ try? pattern.wholeMatch(in: $0) }),  // characters: own
            let count = Double(match.1)
        else { return nil }
        let units = ["minute": 60.0, "hour": 3_600, "day": 86_400]
        return units[String(match.2)].map { $0 * count }
    }

    /// The reported execution on a machine.
    package func execution(on machine: String) -> Execution { executions[machine] ?? Execution() }

    /// Whether a machine's agent runs it when it looks.
    package func isDue(on machine: String, at now: Date) -> Bool {
        let last = execution(on: machine)
        if last.isDue { return true }
        guard let interval, let date = last.date else { return false }
        return date + interval <= now
    }
}
