package import Foundation

/// A service error of OpsWorks: an operation on a member that failed.
package struct AgentFault: Sendable, Equatable {
    package let id: String
    package let stackID: String
    package let memberID: String
    package let type: String
    package let message: String
    package let createdAt: Date

    /// The shape `ServiceError` of API 2013-02-18.
    package var json: JSONValue {
        .object([
            "ServiceErrorId": .string(id),
            "StackId": .string(stackID),
            "InstanceId": .string(memberID),
            "Type": .string(type),
            "Message": .string(message),
            "CreatedAt": .string(Timestamp.opsworks(createdAt)),
        ])
    }
}
