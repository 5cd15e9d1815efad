package import Foundation

/// A command that OpsWorks sent to an agent, such as a setup run.
package struct AgentCommand: Sendable, Equatable {
    package let id: String
    package let memberID: String
    package let type: String
    package let createdAt: Date
    package var completedAt: Date?
    package var exitCode: Int?

    /// The shape `Command` of API 2013-02-18.
    package var json: JSONValue {
        let status = exitCode.map { $0 == 0 ? "successful" : "failed" } ?? "pending"
        return .object(dropping: [
            "CommandId": .string(id),
            "InstanceId": .string(memberID),
            "Type": .string(type),
            "Status": .string(status),
            "ExitCode": exitCode.map { .number($0) },
            "CreatedAt": .string(Timestamp.opsworks(createdAt)),
            "AcknowledgedAt": .string(Timestamp.opsworks(createdAt)),
            "CompletedAt": completedAt.map { .string(Timestamp.opsworks($0)) },
            "LogUrl": completedAt.map { _ in
                "https://opsworks-us-east-1-log.s3.amazonaws.com/logs/\(id)"
            },
        ])
    }
}
