import ArgumentParser
import Journal
import Pipeline

/// Which instance's journals are looked at.
struct InstanceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The instance whose runs to look at, in place of this one.", valueName: "id"))
    var instance: String?

    @OptionGroup var state: StateOptions

    /// How long instance metadata may take to say which instance this is.
    private static let patience = Duration.seconds(3)

    /// The journals to look at.
    ///
    /// Without an id it is that of instance metadata; where that does not answer, of the instance whose
    /// run has written last.
    func journals() async throws(CommandError) -> InstanceJournals {
        let environment = ProcessEnvironment.current
        let folder = try state.folder(environment)
        if let instance { return InstanceJournals(instance: instance, state: folder) }
        let known = folder.instances
        let own = try await ownInstance(environment)
        if let own, known.contains(own) || !known.contains(StateFolder.unknownInstance) {
            return InstanceJournals(instance: own, state: folder)
        }
        if own != nil {
            return InstanceJournals(instance: StateFolder.unknownInstance, state: folder)
        }
        if let last = known.first, last != StateFolder.unknownInstance {
            OutputChannel.standardError.write(
                "note: instance metadata does not say which instance this is; the last run was on "
                    + "\(last)\n")
        }
        return InstanceJournals(
            instance: known.first ?? StateFolder.unknownInstance, state: folder)
    }

    /// The id of this instance; nil where metadata does not say it.
    private func ownInstance(_ environment: [String: String]) async throws(CommandError) -> String?
    {
        let metadata = try Toolbox(environment: environment).preparer.metadata
        let limit = TimeLimit(
            end: SystemTime().now().elapsed + InstanceOptions.patience, alarm: SystemPause())
        return try? await limit.run { try await metadata.facts() }[.instanceID]
    }
}

/// The journals of one instance, for those who only look.
struct InstanceJournals: Sendable {
    let instance: String
    let state: StateFolder

    /// How things stand with the last run.
    func status() throws(CommandError) -> RunStatus {
        try reading { try RunStatus(of: instance, in: state.existingJournals(of: instance)) }
    }

    /// Does what reads a journal, and makes of its errors a command's.
    func reading<Result>(_ body: () throws -> Result) throws(CommandError) -> Result {
        do {
            return try body()
        } catch {
            throw CommandError(Failure(error), otherwise: .badData)
        }
    }
}
