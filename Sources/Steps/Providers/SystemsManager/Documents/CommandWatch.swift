import AWS
import ChildOutput
import Pipeline

/// Sends commands to an instance's agent, lists them, and waits for their end.
struct CommandWatch: Sendable {
    /// How long the agent may take to begin, in seconds.
    private static let patience = 600

    let instanceID: String
    let api: SystemsManager
    let every: Duration
    let secrets: KnownSecrets

    /// Gives an order.
    ///
    /// - Returns: the command's id.
    func send(_ order: SystemsManager.Order) async throws -> String {
        try await api.send(order, to: instanceID, patience: Self.patience)
    }

    /// Lists the commands that the instance was given; waits a little for one that may have been sent, which
    /// Systems Manager may take a moment to list.
    ///
    /// - Parameters:
    ///   - comment: of that one; nil or empty for none.
    ///   - context: the wait is recorded in it.
    /// - Returns: the commands; that one may not be among them after all.
    /// - Throws: `AWSError`; `CancellationError`.
    func listed(
        expecting comment: String?, in context: StepContext
    ) async throws -> [SystemsManager.Invocation] {
        for pause in [1, 2] {
            let listed = try await api.invocations(on: instanceID)
            guard let comment, !comment.isEmpty,
                !listed.contains(where: { $0.comment == comment })
            else { return listed }
            try await context.wait(.seconds(pause), for: "Systems Manager to list its commands")
        }
        return try await api.invocations(on: instanceID)
    }

    /// Waits until a command has succeeded.
    ///
    /// - Throws: a failure with the end of what the document's steps printed; of class `transient` where
    ///   the agent has not begun, `refused` where the document failed, `timeout` when the time is up.
    func waitForSuccess(
        of command: SystemsManager.Invocation, in context: StepContext
    ) async throws {
        var schedule = PollSchedule(every: every)
        var last = command
        do {
            while true {
                let id = command.commandID
                // A command that was just sent may not be listed yet.
                if let now = try await api.invocations(on: instanceID, commandID: id).first {
                    if now.status != last.status { context.note("status \(now.status)") }
                    last = now
                }
                if last.status == "Success" { return }
                if last.hasFailed { throw failure(last) }
                try await context.wait(schedule.wait(context.random), for: "status \(last.status)")
            }
        } catch {
            guard Task.isCancelled else { throw error }
            throw Failure.stillRunning(last)
        }
    }

    private func failure(_ invocation: SystemsManager.Invocation) -> Failure {
        let secrets = secrets.now
        let details = invocation.plugins.filter { $0.status != "Success" }.flatMap { plugin in
            var tail = OutputTail()
            for line in (plugin.output ?? "").split(whereSeparator: \.isNewline) {
                tail.append(secrets.hidden(in: String(line)))
            }
            let status = plugin.responseCode.map { ", exit status \($0)" } ?? ""
            return ["\(plugin.name): \(plugin.status)\(status)"] + tail.lines
        }
        return .documentFailed(invocation, details)
    }
}

extension SystemsManager.Invocation {
    /// Whether it may still come to something.
    var isUnderWay: Bool { status != "Success" && !hasFailed }

    /// Whether it has ended, or is about to, and not well.
    ///
    /// The set of other statuses is open.
    var hasFailed: Bool { ["Failed", "TimedOut", "Cancelled", "Cancelling"].contains(status) }

    /// Whether the agent never began.
    fileprivate var isUndelivered: Bool {
        ["DeliveryTimedOut", "Delivery Timed Out", "Undeliverable"].contains(statusDetails)
    }
}

extension AWSError {
    /// Whether a request that failed so may have had its effect all the same.
    var mayHaveHadEffect: Bool {
        switch kind {
        case .transient, .malformedReply, .cancelled: true
        default: false
        }
    }

    /// What it means where a command was to be sent.
    ///
    /// Systems Manager calls an instance invalid that it has not heard of everywhere yet.
    var failureOfSending: Failure {
        guard code == "InvalidInstanceId" else { return failure }
        return Failure(
            .notFound, message,
            remedy: "run `wait-until-managed` before; if it has run, look at the agent's log, "
                + "/var/log/amazon/ssm/amazon-ssm-agent.log")
    }
}

extension Failure {
    fileprivate static func documentFailed(
        _ invocation: SystemsManager.Invocation, _ details: [String]
    ) -> Failure {
        let words = invocation.statusDetails ?? invocation.status
        return Failure(
            invocation.isUndelivered ? .transient : .refused,
            "the command \(invocation.commandID) ended as `\(words)`",
            remedy: invocation.isUndelivered
                ? "look at the agent: systemctl status amazon-ssm-agent, and its log "
                    + "/var/log/amazon/ssm/amazon-ssm-agent.log"
                : "read below what the document printed, mend that, and run enlist again",
            details: details)
    }

    fileprivate static func stillRunning(_ invocation: SystemsManager.Invocation) -> Failure {
        Failure(
            .timeout, "the command \(invocation.commandID) is still `\(invocation.status)`",
            remedy:
                "look at what it does on the instance, below /var/lib/amazon/ssm, or raise the step's "
                + "`deadline`; a next run goes on with it")
    }
}
