import AWS
import Pipeline

/// Has the agent look for associations now, if it would not look for minutes.
///
/// The agent looks 0 to 30 seconds after its worker becomes active, once more 30 seconds later, and
/// then every ten minutes. An association whose tag the instance gets after that waits for ten
/// minutes, unless the agent is restarted or gets the document AWS-RefreshAssociation.
struct AssociationRefresh {
    static let document = "AWS-RefreshAssociation"
    static let byCommand = Parameter<Bool>(
        "refresh",
        "send \(document), so that the agent applies associations at once",
        default: false)

    /// The ids of the associations that this step has had refreshed.
    private static let refreshed = FactKey<[String]>("refreshed")

    /// Sends the document; nil if the step is not to.
    private var commands: CommandWatch?
    private var isDone = false
    /// Whether Systems Manager does not accept the document for this instance yet.
    private(set) var isTooEarly = false

    init(_ commands: CommandWatch?) { self.commands = commands }

    /// Refreshes associations that the agent has not started, once.
    ///
    /// - Parameters:
    ///   - ids: of associations that target the instance and have never run on it.
    ///   - waking: restarts the agent.
    ///   - context: the step's.
    /// - Throws: `CancellationError`; an error of recording. Any other error is a warning: the
    ///   agent looks by itself, later.
    mutating func refresh(
        _ ids: [String], _ waking: inout AgentWaking, in context: StepContext
    ) async throws {
        guard !isDone, !ids.isEmpty, waking.marks.isActive, !waking.marks.isAtWork else { return }
        if let commands {
            if context.receipt[Self.refreshed]?.isEmpty == false {
                isDone = true
            } else {
                try await send(ids, commands, in: context)
            }
        } else if let last = waking.marks.lastEarlyLook, last < context.time.now().sinceEpoch {
            isDone = true
            try await waking.restart(
                because: "the agent looks for associations every ten minutes, and has just looked",
                in: context)
        }
    }

    /// How long to wait before the agent is restarted; nil if it will not be, or not soon.
    func left(_ marks: AgentMarks, _ context: StepContext) -> Duration? {
        guard !isDone, commands == nil, let last = marks.lastEarlyLook else { return nil }
        let left = last - context.time.now().sinceEpoch
        return left > .zero ? min(left, WaitUntilManaged.longestSilence) : nil
    }

    private mutating func send(
        _ ids: [String], _ commands: CommandWatch, in context: StepContext
    ) async throws {
        // An association runs each time that it is refreshed, so a lost answer counts as sent.
        try context.record(Self.refreshed, ids)
        do {
            let id = try await commands.send(
                SystemsManager.Order(
                    document: Self.document, version: "$DEFAULT",
                    parameters: ["associationIds": ids],
                    comment: "enlist applies the layer's associations"))
            context.note("\(Self.document) is sent, as the command \(id)")
            isDone = true
            isTooEarly = false
        } catch let error as AWSError {
            isDone = error.mayHaveHadEffect
            isTooEarly = error.isUnknownInstance
            if !isDone { try context.record(Self.refreshed, []) }
            guard !isTooEarly else { return }
            self.commands = nil
            context.warn("\(Self.document) was not sent: \(error.failure.message)")
        }
    }
}
