import Pipeline
import Steps

// The journal of a run, and whose it is.
extension RunSession {
    /// Opens the run's journal; nil if the run is not recorded.
    ///
    /// - Parameters:
    ///   - plan: what is about to be run.
    ///   - facts: what is known before its first step.
    ///   - machine: the machine, if the facts do not include the instance's id.
    ///   - begin: when the run began, by the time source's `elapsed`.
    /// - Returns: the opened journal.
    /// - Throws: `OtherRun` if another run does not end in time; `CommandError`;
    ///   `CancellationError`.
    func openJournal(
        for plan: Plan, knowing facts: Facts, on machine: MachineIdentity?, since begin: Duration
    ) async throws -> RunJournal.Opened? {
        do {
            return try await journal?.open(
                for: plan, knowing: facts, on: machine, in: environment,
                until: plan.deadline.map { begin + $0 })
        } catch let error as CancellationError {
            throw error
        } catch let error as OtherRun {
            throw error
        } catch {
            let failure = Failure(error)
            throw failed(failure, ExitStatus(failure))
        }
    }

    /// How long instance metadata may take to say whose journal it is that a run writes, where no step
    /// needs it.
    private static let namingPatience = Duration.milliseconds(500)

    /// The identity of this machine, for the journal of a plan that needs nothing of the instance:
    /// without it, a journal in an image would count as the new instance's own.
    ///
    /// - Returns: nil if the facts say it already, and where no journal is kept.
    /// - Throws: `CancellationError`.
    func machine(_ facts: Facts) async throws -> MachineIdentity? {
        guard let root = journal?.state.root, facts[.instanceID] == nil else { return nil }
        var instance: String?
        if preparer.environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] != nil
            || MachineIdentity.isInstance(below: root)
        {
            // One that no observer hears: the run itself does not need it.
            let metadata = try? Engine(environment: preparer.environment).preparer.metadata
            let limit = TimeLimit(
                end: SystemTime().now().elapsed + Self.namingPatience, alarm: SystemPause())
            let found = try? await limit.run { try await metadata?.facts() }
            instance = found?[.instanceID]
            try Task.checkCancellation()
        }
        return MachineIdentity(instance: instance, below: root)
    }
}
