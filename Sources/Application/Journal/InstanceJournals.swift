import Journal
import Pipeline

/// The journals of one instance, for those who only look.
package struct InstanceJournals: Sendable {
    package let instance: String
    let state: StateFolder
    /// The machine that looks; nil if the runs of any machine count.
    ///
    /// Journals that are not named after an instance may have come with its image.
    var machine: MachineIdentity?

    /// The status of the last run.
    package func status() throws(CommandError) -> RunStatus {
        try reading {
            try RunStatus(of: instance, in: state.existingJournals(of: instance), on: machine)
        }
    }

    /// What the last run, and those that it resumed, have done; nil if none exists.
    func history() throws(CommandError) -> RunHistory? {
        try reading {
            try state.existingJournals(of: instance)
                .flatMap { try JournalContent(of: $0.current, on: machine) }
                .map { try RunHistory($0) }
        }
    }

    /// Does what reads a journal, and makes of its errors a command's.
    package func reading<Result>(_ body: () throws -> Result) throws(CommandError) -> Result {
        do {
            return try body()
        } catch {
            throw CommandError(Failure(error), otherwise: .badData)
        }
    }
}

extension InstanceJournals {
    /// How long instance metadata may take to say which instance this is.
    private static let patience = Duration.seconds(3)

    /// The journals to look at.
    ///
    /// Without an id it is that of instance metadata; where that does not answer, of the instance whose
    /// run has written last.
    ///
    /// - Parameters:
    ///   - instance: the instance that is asked for; nil for this one.
    ///   - folder: where the journals lie.
    ///   - environment: the process' own.
    ///   - note: gets what a person should know of the choice.
    /// - Returns: the journals, which may not be there.
    /// - Throws: what is wrong with the environment.
    package static func find(
        _ instance: String?, in folder: StateFolder, environment: [String: String],
        note: (String) -> Void
    ) async throws(CommandError) -> InstanceJournals {
        if let instance { return InstanceJournals(instance: instance, state: folder) }
        let known = folder.instances
        let own = try await ownInstance(environment)
        if let own, known.contains(own) || !known.contains(StateFolder.unknownInstance) {
            return InstanceJournals(instance: own, state: folder)
        }
        let machine = MachineIdentity(instance: own, below: folder.root)
        if own != nil {
            return InstanceJournals(
                instance: StateFolder.unknownInstance, state: folder, machine: machine)
        }
        if let last = known.first, last != StateFolder.unknownInstance {
            note(
                "instance metadata does not say which instance this is; the last run was on \(last)"
            )
        }
        let found = known.first ?? StateFolder.unknownInstance
        return InstanceJournals(
            instance: found, state: folder,
            machine: found == StateFolder.unknownInstance ? machine : nil)
    }

    /// The id of this instance; nil if metadata does not say it.
    private static func ownInstance(
        _ environment: [String: String]
    ) async throws(CommandError) -> String? {
        let metadata = try Engine(environment: environment).preparer.metadata
        let limit = TimeLimit(end: SystemTime().now().elapsed + patience, alarm: SystemPause())
        return try? await limit.run { try await metadata.facts() }[.instanceID]
    }
}
