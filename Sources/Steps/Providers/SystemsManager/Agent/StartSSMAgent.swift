import ChildOutput
import Pipeline

/// Sees to it that Systems Manager's agent runs, now and after a reboot: it is the agent that makes the
/// instance known.
struct StartSSMAgent: Registering, Revertible {
    /// As AWS' package and as its snap name it.
    private static let units = [
        "amazon-ssm-agent.service", "snap.amazon-ssm-agent.amazon-ssm-agent.service",
    ]
    private static let folders = [
        "/etc/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
        "/lib/systemd/system",
    ]

    /// The unit that this run has started.
    private static let started = FactKey<String>("started")

    let root: MachineRoot

    func register(in context: StepContext) async throws {
        let unit = try unit()
        guard root.isMachine else {
            context.note("\(unit) is there; nothing is started for \(root.path)")
            return
        }
        if try await systemctl("is-active", unit).ending == .exited(0) {
            context.note("\(unit) runs already")
        } else {
            try context.record(Self.started, unit)
        }
        // Also for one that runs, so that it does after a reboot.
        try await makeSure(systemctl("enable", "--now", unit), of: "enable --now \(unit)")
    }

    /// Stops the agent, where this run has started it.
    func revert(in context: StepContext) async throws {
        guard root.isMachine, let unit = context.receipt[Self.started] else { return }
        try await makeSure(systemctl("disable", "--now", unit), of: "disable --now \(unit)")
        context.note("stopped \(unit)")
    }

    /// The agent's unit.
    ///
    /// - Throws: a failure of class `notFound` where the image has no agent.
    func unit() throws -> String {
        for unit in Self.units {
            for folder in Self.folders where try root.has("\(folder)/\(unit)") { return unit }
        }
        throw Failure.noAgent
    }

    private func systemctl(
        _ arguments: String...
    ) async throws -> (ending: ChildProcess.Ending, tail: OutputTail) {
        try await ChildProcess("systemctl", arguments).run()
    }

    private func makeSure(
        _ outcome: (ending: ChildProcess.Ending, tail: OutputTail), of command: String
    ) throws(Failure) {
        guard outcome.ending == .exited(0) else {
            throw .notStarted(command, outcome.ending, outcome.tail)
        }
    }
}

extension StartSSMAgent {
    /// The kind `start-ssm-agent`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "start-ssm-agent", role: .registering,
            summary: "Starts Systems Manager's agent, which makes the instance known",
            failures: [.transient, .notFound, .refused]
        ) { _ in StartSSMAgent(root: host.root) }
        .requiring { _ in
            [
                SSMAgentPrecondition(root: host.root),
                GroupPrecondition(host: host, tellsGroup: false),
            ]
        }
    }
}

extension Failure {
    fileprivate static var noAgent: Failure {
        Failure(
            .notFound,
            "Systems Manager's agent is not installed: systemd knows no amazon-ssm-agent",
            remedy:
                "put the package amazon-ssm-agent into the image, or install it by an earlier step; the "
                + "images of Amazon Linux and Ubuntu have it")
    }

    fileprivate static func notStarted(
        _ command: String, _ ending: ChildProcess.Ending, _ tail: OutputTail
    ) -> Failure {
        Failure(
            .transient, "`systemctl \(command)` \(ending.words)",
            remedy: "look at journalctl --unit amazon-ssm-agent", details: tail.lines)
    }
}
