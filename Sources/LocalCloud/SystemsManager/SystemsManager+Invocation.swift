import Foundation

// What a command has come to on one machine, with its output.
extension SystemsManager {
    private static let limits = (output: 24_000, errors: 8_000)

    @Sendable static func getCommandInvocation(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let id = try input.required("CommandId")
        let instance = try input.required("InstanceId")
        let plugin = try input.string("PluginName")
        let commands = state.systemsManager.commands
        guard
            let command = commands.first(where: { $0.orderID == id && $0.instanceID == instance }),
            command.sentAt + state.timings.commandListing <= call.now
        else { throw ServiceError("InvocationDoesNotExist", "") }
        let step =
            plugin.map { name in command.steps.first { [$0.title, $0.name].contains(name) } }
            ?? command.steps.first
        if plugin == nil, command.steps.count > 1 {
            throw ServiceError(
                "InvalidPluginName",
                "The command has several steps: name one of them as the plugin.")
        }
        guard plugin == nil || step != nil else {
            throw ServiceError("InvalidPluginName", "The plugin name is not valid.")
        }
        var members = [
            "CommandId": id, "InstanceId": instance, "Comment": command.comment,
            "DocumentName": command.document, "DocumentVersion": command.version,
            "Status": command.status.rawValue, "StatusDetails": command.details,
            "PluginName": "", "ExecutionStartDateTime": "", "ExecutionElapsedTime": "",
            "ExecutionEndDateTime": "", "StandardOutputUrl": "", "StandardErrorUrl": "",
        ]
        members["StandardOutputContent"] = cut(
            step?.standardOutput, at: limits.output, "--output truncated--")
        members["StandardErrorContent"] = cut(
            step?.standardError, at: limits.errors, "--error truncated--")
        if let step {
            members["PluginName"] = step.title
            members["ExecutionStartDateTime"] = Timestamp.iso8601(step.startedAt)
            members["ExecutionElapsedTime"] = elapsed(step)
            members["ExecutionEndDateTime"] = Timestamp.iso8601(step.endedAt)
            if plugin != nil {
                members["Status"] = step.plainStatus
                members["StatusDetails"] = step.status.rawValue
            }
        }
        var values = members.mapValues { JSONValue.string($0) }
        values["ResponseCode"] = .number(step?.code ?? -1)
        values["CloudWatchOutputConfig"] = [
            "CloudWatchLogGroupName": "", "CloudWatchOutputEnabled": .bool(false),
        ]
        return .object(values)
    }

    /// `PT1.284S`.
    private static func elapsed(_ step: StepReply) -> String {
        let milliseconds = Int((step.endedAt.timeIntervalSince(step.startedAt) * 1_000).rounded())
        return "PT\(Double(milliseconds) / 1_000)S"
    }

    private static func cut(_ text: String?, at limit: Int, _ mark: String) -> String {
        guard let text, text.count > limit else { return text ?? "" }
        return text.prefix(limit - mark.count) + mark
    }
}
