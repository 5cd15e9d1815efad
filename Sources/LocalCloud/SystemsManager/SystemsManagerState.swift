package import Foundation

/// What Systems Manager keeps: parameters, documents, and the commands that were sent.
package struct SystemsManagerState: Sendable {
    /// By their names, which are paths.
    package var parameters: [String: StoredParameter] = [:]
    /// The names of the documents that can be run: some of AWS' own, and the account's.
    package var documents: Set<String> = [
        "AWS-ApplyChefRecipes", "AWS-RunRemoteScript", "AWS-RunShellScript",
    ]
    package var commands: [NodeCommand] = []

    /// A parameter of Parameter Store.
    package struct StoredParameter: Sendable, Equatable {
        package enum Kind: String, Sendable, CaseIterable {
            case text = "String"
            case list = "StringList"
            case secret = "SecureString"
        }

        package var kind: Kind
        package var value: String
        package var version = 1
        package var modifiedAt: Date
    }

    /// Lets happen what became due until a moment.
    package mutating func advance(
        to now: Date, timings: Timings, fails: (_ instanceID: String) -> Bool
    ) {
        for index in commands.indices {
            commands[index].advance(
                to: now, timings: timings, fails: fails(commands[index].instanceID))
        }
    }
}

/// A document that an agent was told to run.
package struct NodeCommand: Sendable, Equatable {
    package enum Status: String, Sendable {
        case pending = "Pending"
        case inProgress = "InProgress"
        case success = "Success"
        case failed = "Failed"
        case cancelled = "Cancelled"
    }

    package let id: String
    package let instanceID: String
    package let document: String
    package let version: String
    package let parameters: [String: JSONValue]
    package let comment: String
    package let sentAt: Date
    package var status = Status.pending

    mutating func advance(to now: Date, timings: Timings, fails: Bool) {
        let begin = sentAt + timings.documentDelivery
        if status == .pending, begin <= now { status = .inProgress }
        if status == .inProgress, begin + timings.document <= now {
            status = fails ? .failed : .success
        }
    }

    /// The shape `CommandInvocation` of API 2014-11-06, with its one plugin as the details.
    func json(details: Bool) -> JSONValue {
        let hasBegun = status != .pending
        let output = status == .failed ? "converging\nrecipe[shop]: no such cookbook" : "converging"
        let plugin: JSONValue = .object(dropping: [
            "Name": "runChefClient", "Status": .string(status.rawValue),
            "StatusDetails": .string(status.rawValue),
            "ResponseCode": .number(status == .failed ? 1 : status == .success ? 0 : -1),
            "Output": .string(output),
        ])
        return .object(dropping: [
            "CommandId": .string(id), "InstanceId": .string(instanceID),
            "DocumentName": .string(document), "DocumentVersion": .string(version),
            "Comment": .string(comment), "Status": .string(status.rawValue),
            "StatusDetails": .string(status.rawValue),
            "RequestedDateTime": .number(sentAt.timeIntervalSince1970),
            "CommandPlugins": details ? .array(hasBegun ? [plugin] : []) : nil,
        ])
    }
}
