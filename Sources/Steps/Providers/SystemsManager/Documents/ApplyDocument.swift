import AWS
import Bytes
import Pipeline

/// Has the instance's agent run the layer's document, which makes the instance what the layer is.
///
/// Systems Manager creates a new command for each request. So each carries a comment that
/// identifies a command with the same content, whether its answer was lost, its run was killed, or
/// another run sent it; if that command has failed, the step sends a new one.
struct ApplyDocument: LayerAssigning, Revertible {
    /// The state at which the step is done.
    enum Goal: String, FactChoice {
        case sent
        case succeeded
    }

    static let document = Parameter<String>(
        "document", "the document's name or ARN", default: "${layer.document}")
    static let version = Parameter<String>(
        "version", "the document's version: a number, `$LATEST` or `$DEFAULT`",
        default: "${layer.document-version}")
    static let parameters = Parameter<[String: [String]]?>(
        "parameters",
        "the document's parameters, each a list of values; by default the fact "
            + "`layer.document-parameters`")
    static let outputFolder = Parameter<ObjectFolder?>(
        "output-s3", "where the agent puts all that the document prints")
    static let logGroup = Parameter<LogGroupName?>(
        "output-log-group", "the group of CloudWatch Logs to which the agent sends it")
    static let wait = Parameter<Goal>(
        "wait",
        "`sent`: done when the command is sent; `succeeded`: when the document has succeeded",
        default: .succeeded)

    let document: String
    let version: String
    let parameters: [String: [String]]?
    let outputFolder: ObjectFolder?
    let logGroup: String?
    let goal: Goal
    let every: Duration
    let patience: Duration
    let host: Host

    /// The comment of the last command that may have been sent; empty if it was not.
    private static let order = FactKey<String>("order")

    func assignLayer(in context: StepContext) async throws -> Member? {
        let instanceID = try context.facts.require(.instanceID)
        let api = host.systemsManager(try context.facts.require(.stackAPIRegion))
        let commands = CommandWatch(
            instanceID: instanceID, api: api, every: every, patience: patience, host: host)
        let parameters = try parameters ?? context.facts.require(LayerDocument.parametersFact)
        let comment = try OrderComment(
            document: document, version: version, parameters: parameters)
        let known = try await commands.listed(expecting: context.receipt[Self.order], in: context)
        let command: SystemsManager.Invocation
        var wasJustSent = false
        if let same = known.first(where: { comment.matches($0.comment) && !$0.hasFailed }) {
            context.note("ordered already, by the command \(same.commandID)")
            command = same
        } else {
            try refuseWhileScriptsRun(of: known.filter { comment.matches($0.comment) })
            let order = SystemsManager.Order(
                document: document, version: version, parameters: parameters,
                comment: comment.making(by: context.random),
                bucket: outputFolder.map { ($0.bucket, $0.prefix) }, logGroup: logGroup)
            command = try await send(order, to: commands, in: context)
            wasJustSent = true
        }
        guard goal == .succeeded else { return nil }
        try await commands.waitForSuccess(
            of: command, wasJustSent: wasJustSent, in: context)
        return nil
    }

    /// Cancels the command if it still runs; what the document has done stays.
    func revert(in context: StepContext) async throws {
        guard let comment = context.receipt[Self.order], !comment.isEmpty else { return }
        let instanceID = try context.facts.require(.instanceID)
        let api = host.systemsManager(try context.facts.require(.stackAPIRegion))
        let commands = CommandWatch(
            instanceID: instanceID, api: api, every: every, patience: patience, host: host)
        let known = try await commands.listed(expecting: comment, in: context)
        guard let sent = known.first(where: { $0.comment == comment }) else { return }
        if sent.isUnderWay {
            try await api.cancel(sent.commandID, on: instanceID)
            context.note("ended the command \(sent.commandID)")
        }
        context.warn("what the document has done to the machine stays")
    }

    /// Refuses to go on while scripts of an earlier, failed command of the same content still run.
    ///
    /// The agent gives up a document when the process that runs it is gone, and what that process
    /// had started may still run: with a new command, the same script would run twice at once.
    private func refuseWhileScriptsRun(of failed: [SystemsManager.Invocation]) throws(Failure) {
        for command in failed {
            let place = "/document/orchestration/\(command.commandID)/"
            let script = RunningProcess.all?.first {
                $0.commandLine.contains { $0.contains(bytes: place) }
            }
            if let script { throw .scriptRuns(command.commandID, Int(script.id)) }
        }
    }

    private func send(
        _ order: SystemsManager.Order, to commands: CommandWatch, in context: StepContext
    ) async throws -> SystemsManager.Invocation {
        try context.record(Self.order, order.comment)
        var schedule = PollSchedule(every: every)
        var idle = IdleLimit(patience)
        while true {
            do {
                let sent = try await commands.send(order)
                context.note("Systems Manager runs \(document), as the command \(sent)")
                return SystemsManager.Invocation(commandID: sent)
            } catch let error as AWSError {
                // The next attempt does not wait for a rejected command.
                if !error.mayHaveHadEffect { try context.record(Self.order, "") }
                guard error.isUnknownInstance else { throw error.failure }
                let left = idle.left(whileBusy: false, at: context.time.now().elapsed)
                guard left > .zero else { throw Failure.notKnown }
                do {
                    try await context.wait(
                        min(left, schedule.wait(context.random)),
                        for: "Systems Manager to know the instance everywhere")
                } catch {
                    throw error is CancellationError ? Failure.notKnown : error
                }
                try context.record(Self.order, order.comment)
            }
        }
    }
}

extension ApplyDocument {
    /// The kind `apply-document`.
    static func kind(_ host: Host) -> StepKind {
        var policy = Policy.forNewInstances
        policy.timeout = nil
        // After a timeout it has waited for as long as it may.
        policy.retries.removeAll { $0.classes.contains(.timeout) }
        policy.retries.append(
            Retry(
                on: [.busy], attempts: 120, delay: .seconds(2), factor: 1.5, maxDelay: .seconds(10))
        )
        return StepKind(
            "apply-document", role: .layerAssigning,
            summary: "Runs the layer's document on the instance, by Systems Manager",
            parameters: [
                document.description, version.description, parameters.description,
                outputFolder.description, logGroup.description, wait.description,
                IdleLimit.parameter.description, PollSchedule.every.description,
            ],
            failures: [
                .throttled, .transient, .credentialsPending, .busy, .notFound, .refused, .timeout,
            ],
            policy: policy, needs: [FactKey.instanceID.name, FactKey.stackAPIRegion.name],
            declaredNeeds: { given in
                let isGiven = given[parameters.name].map { $0 != .null } ?? false
                return isGiven ? [] : [LayerDocument.parametersFact.name]
            },
            permissions: IAMPermission.declared { parameters in
                IAMPermission.sendCommand(parameters[document.name]) + [
                    .systemsManager("ListCommandInvocations"),
                    .systemsManager("GetCommandInvocation").used(for: .explaining),
                    .systemsManager("CancelCommand").used(for: .undoing),
                ]
            }
        ) { arguments throws(Failure) in
            ApplyDocument(
                document: try arguments.value(document), version: try arguments.value(version),
                parameters: try arguments.value(parameters),
                outputFolder: try arguments.value(outputFolder),
                logGroup: try arguments.value(logGroup)?.text,
                goal: try arguments.value(wait), every: try arguments.value(PollSchedule.every),
                patience: try arguments.value(IdleLimit.parameter), host: host)
        }
        .requiring { [CloudInitPrecondition(step: $0, host: host)] }
        .tried { _ in
            [
                Trial(of: "ssm:ListCommandInvocations", needs: Trial.instance) { facts in
                    _ = try await host.systemsManager(facts.require(.instanceRegion))
                        .invocations(on: facts.require(.instanceID))
                }
            ]
        }
    }
}

extension Failure {
    fileprivate static func scriptRuns(_ command: String, _ process: Int) -> Failure {
        Failure(
            .busy,
            "the command \(command) counts as failed, and its script still runs as process \(process)",
            remedy: "wait for its end, or end it; then the document is sent again")
    }
}
