import Foundation
import LocalCloud
import Testing

struct NodeCommandTests {
    private static let start = Date(timeIntervalSince1970: 1_700_000_000)

    private static func command() -> NodeCommand {
        NodeCommand(
            id: "c", instanceID: "i-0a", document: "d", version: "1", parameters: [:], comment: "",
            sentAt: start)
    }

    private static func reply(
        _ name: String, _ end: ScriptEnd.Cause, at seconds: Double
    ) -> StepReply {
        let script = PlannedStep.Script(lines: [], workingDirectory: "", timeout: 1)
        return StepReply(
            PlannedStep(name: name, title: name, work: .script(script)),
            ScriptEnd(end, startedAt: start + seconds, endedAt: start + seconds + 1))
    }

    @Test func `a command does not go back from its end, and keeps what was said of its steps`() {
        var command = Self.command()
        let reports: [NodeCommand.Report] = [
            .init(status: .failed, steps: []),
            .init(status: .inProgress, steps: [Self.reply("b", .exited(3), at: 1)]),
            .init(status: .inProgress, steps: [Self.reply("a", .exited(0), at: 0)]),
            .init(status: .inProgress, steps: []),
        ]
        for report in reports { command.take(report) }
        #expect(command.status == .failed)
        #expect(command.steps.map(\.name) == ["a", "b"])
        #expect(command.steps.map(\.code) == [0, 3])
        command.cancel()
        #expect(command.status == .failed)
    }

    @Test func `a step that is run again after a reboot counts as it ends then`() {
        var command = Self.command()
        command.take(.init(status: .inProgress, steps: [Self.reply("a", .exited(194), at: 0)]))
        #expect(command.details == "SuccessAndReboot" && command.status == .inProgress)
        command.take(.init(status: .success, steps: [Self.reply("a", .exited(0), at: 9)]))
        #expect(command.details == "Success" && command.steps.map(\.code) == [0])
    }

    @Test(
        arguments: [
            (.exited(0), .success, 0), (.exited(1), .failed, 1), (.exited(168), .success, 168),
            (.exited(169), .failed, 169), (.exited(194), .rebooting, 194),
            (.exited(137), .timedOut, 137), (.exited(143), .failed, 143),
            (.timedOut, .timedOut, 137),
            (.notStarted, .failed, 1),
        ] as [(ScriptEnd.Cause, StepReply.Status, Int)])
    func `the agent reports an exit status in its own way`(
        cause: ScriptEnd.Cause, status: StepReply.Status, code: Int
    ) {
        let reply = Self.reply("a", cause, at: 0)
        #expect(reply.status == status && reply.code == code)
    }
}
