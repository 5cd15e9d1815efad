import AWS
import Bytes
import ChildOutput
import Pipeline

/// Sends commands to an instance's agent, lists them, and waits for their end.
struct CommandWatch: Sendable {
    /// How long the agent may take to begin, in seconds.
    private static let delivery = 600

    /// How many bytes an output has at least that Systems Manager has shortened for a list.
    private static let shortened = 2_400

    /// How long a command may be Pending before the agent is looked at.
    private static let longestPending = Duration.seconds(15)

    let instanceID: String
    let api: SystemsManager
    let every: Duration
    let patience: Duration
    let host: Host

    /// Gives an order.
    ///
    /// - Returns: the command's id.
    func send(_ order: SystemsManager.Order) async throws -> String {
        try await api.send(order, to: instanceID, patience: Self.delivery)
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
    /// - Parameters:
    ///   - command: the command.
    ///   - wasJustSent: whether there is nothing to ask for before the agent's files tell of an end.
    ///   - context: the step's.
    /// - Throws: a failure with the end of what the document's steps printed; of class `transient` where
    ///   the agent has not begun, `refused` where the document failed, `timeout` when the time is up.
    func waitForSuccess(
        of command: SystemsManager.Invocation, wasJustSent: Bool, in context: StepContext
    ) async throws {
        let id = command.commandID
        let begin = context.time.now().elapsed
        var isNew = wasJustSent
        var waking = host.agentWaking(instanceID)
        // Where the agent's files tell of an end, that is where it begins.
        var schedule = PollSchedule(
            every: every, isImminent: CommandMarks(waking.marks, id).areKept)
        var idle = IdleLimit(patience)
        var last = command
        do {
            while true {
                // Asked for last, so that an end that comes meanwhile is not missed.
                let marks = CommandMarks(waking.marks, id)
                let hadEnded = marks.hasEnded
                var isThrottled = false
                // A command that was just sent may not be listed yet.
                if isNew, marks.areKept, !hadEnded {
                    isNew = false
                } else {
                    let now = try await latest(id)
                    isThrottled = now.isThrottled
                    if let now = now.invocation {
                        if now.status != last.status { context.note("status \(now.status)") }
                        last = now
                    }
                }
                if last.status == "Success" { return }
                if last.hasFailed { throw await failure(last, AgentOutput(waking.marks)) }
                if last.status == "Pending",
                    context.time.now().elapsed - begin > Self.longestPending
                {
                    try await waking.wake(in: context)
                }
                let left = idle.left(
                    whileBusy: isThrottled || last.status == "InProgress"
                        || marks.isTaken && !marks.hasEnded,
                    at: context.time.now().elapsed)
                guard left > .zero else { throw Failure.stillRunning(last, waking.marks.rest) }
                // The agent keeps that a command has ended, not what came of it.
                let isSeen = marks.areKept && !hadEnded
                try await context.wait(
                    upTo: min(
                        left,
                        !isSeen
                            ? schedule.wait(context.random)
                            : marks.isTaken ? WaitUntilManaged.longestSilence : Self.longestPending),
                    for: "status \(last.status)"
                ) { !hadEnded && marks.hasEnded }
            }
        } catch {
            guard Task.isCancelled else { throw error }
            throw Failure.stillRunning(last, waking.marks.rest)
        }
    }

    /// What Systems Manager says of the command: no invocation if it does not list it yet, or wants fewer
    /// requests.
    ///
    /// A throttled look is not a failed attempt: another one would ask again what has been answered already, and
    /// of a busy service get no further than this one. Nor does its time count as time in which no
    /// document runs, as the document may have ended long ago.
    private func latest(
        _ id: String
    ) async throws(AWSError) -> (invocation: SystemsManager.Invocation?, isThrottled: Bool) {
        do throws(AWSError) {
            return (try await api.invocations(on: instanceID, commandID: id).first, false)
        } catch  where error.kind == .throttled {
            return (nil, true)
        }
    }

    private func failure(
        _ invocation: SystemsManager.Invocation, _ output: AgentOutput
    ) async -> Failure {
        let secrets = host.secrets.now
        // On the instance all of it is kept; Systems Manager keeps its beginning.
        let kept = output.lines(of: invocation.commandID)
        var details: [String] = []
        for plugin in invocation.plugins where plugin.status != "Success" {
            let status = plugin.responseCode.map { ", exit status \($0)" } ?? ""
            details.append("\(plugin.name): \(plugin.status ?? "no status")\(status)")
            if kept.isEmpty { details += await lastLines(of: plugin, invocation.commandID) }
        }
        let trace = invocation.trace.map { Self.lastLines(of: $0) } ?? []
        return .documentFailed(invocation, (details + kept + trace).map(secrets.hidden))
    }

    /// The end of what Systems Manager keeps of a step's output; it lists the first 2,500 characters, and has
    /// ten times as many.
    private func lastLines(
        of plugin: SystemsManager.Invocation.Plugin, _ command: String
    ) async -> [String] {
        let listed = plugin.output ?? ""
        guard listed.utf8.count >= Self.shortened,
            let whole = try? await api.output(of: plugin.name, of: command, on: instanceID)
        else { return Self.lastLines(of: listed) }
        return Self.lastLines(of: whole)
    }

    private static func lastLines(of text: String) -> [String] {
        var tail = OutputTail()
        for line in text.lines() where !line.isEmpty { tail.append(line) }
        return tail.lines
    }
}

/// What the agent's files say of one command.
private struct CommandMarks {
    private let marks: AgentMarks
    private let id: String

    init(_ marks: AgentMarks, _ id: String) {
        self.marks = marks
        self.id = id
    }

    /// Whether the agent keeps such files, as far as can be known before it has the command.
    var areKept: Bool { marks.isActive || isTaken }

    /// Whether the agent has the command, or has had it.
    var isTaken: Bool {
        marks.root.modified("\(marks.home)/idempotency/SendCommand/\(id)") != nil || isRunning
    }

    /// Whether the agent is done with it.
    var hasEnded: Bool { isTaken && !isRunning }

    private var isRunning: Bool { marks.root.modified("\(marks.running)/\(id)") != nil }
}

extension SystemsManager.Invocation {
    /// Whether it may still come to something.
    var isUnderWay: Bool { status != "Success" && !hasFailed }

    /// Whether it has ended, or is about to, and not well.
    ///
    /// The set of other statuses is open.
    var hasFailed: Bool { ["Failed", "TimedOut", "Cancelled", "Cancelling"].contains(status) }
}

extension AWSError {
    /// Whether a request that failed so may have had its effect all the same.
    var mayHaveHadEffect: Bool {
        switch kind {
        case .transient, .malformedReply, .cancelled: true
        default: false
        }
    }
}
