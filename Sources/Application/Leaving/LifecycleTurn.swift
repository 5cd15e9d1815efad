import CMemory
import Pipeline
import PipelineFile
import Steps

/// What there is to do on the instance at a boot, or when its group takes it out of its warm pool.
package enum LifecycleTurn: Sendable, Equatable {
    /// A run has not ended, or the instance is to serve and has only been prepared.
    case run
    /// A leaving has not ended.
    case leave
    /// Nothing, and why, as a sentence without its full stop.
    case nothing(String)
}

/// Finds out what there is to do at a boot: a look at the journal, and one at instance metadata.
///
/// An instance in a warm pool that is kept running is never booted again, so the look lasts until its group
/// takes it out of the pool.
package struct LifecycleLook: Sendable {
    private let state: StateFolder
    private let target: @Sendable () async throws -> GroupTarget?
    private let process: [String: String]
    private let environment: RunEnvironment

    /// Between two looks at metadata.
    static let interval = Duration.seconds(5)
    /// How long metadata may be silent: at boot the network may come late.
    static let patience = Duration.seconds(300)

    /// Takes what asks and tells; `state` is where the journals lie.
    package init(_ engine: Engine, state: StateFolder, environment: [String: String]) {
        self.state = state
        process = environment
        self.environment = engine.runEnvironment()
        let metadata = engine.host.instanceFacts
        target = { try await metadata.groupTarget() }
    }

    /// Looks, and waits while the instance is in a warm pool; a signal ends the waiting.
    ///
    /// - Throws: `CommandError` where the journal cannot be read.
    package func next() async throws -> LifecycleTurn {
        let turn = await Interruption.cancels(told: {}) {
            await Result { () async throws -> LifecycleTurn in try await look() }
        }
        return try turn.get()
    }

    private func look() async throws -> LifecycleTurn {
        var isWaiting = false
        var silentUntil: Duration?
        while !Task.isCancelled {
            let journals = try await InstanceJournals.find(
                nil, in: state, environment: process, note: { _ in })
            let status = try journals.status()
            switch status.state {
            case .interrupted, .cutOff, .rebootNeeded:
                return status.run?.pipeline == LeavingRequest.pipelineName ? .leave : .run
            case .none, .running, .succeeded, .failed, .deadlinePassed, .aborted: break
            }
            let now = environment.time.now().elapsed
            do {
                let target = try await target()
                silentUntil = nil
                guard target?.isPool ?? false else {
                    return try turn(status, journals, target)
                }
                if !isWaiting {
                    environment.emitter.emit(
                        .note("the instance is in a warm pool: waiting until it is to serve"))
                }
                isWaiting = true
            } catch let error as CommandError {
                throw error
            } catch {
                let end = silentUntil ?? now + Self.patience
                silentUntil = end
                guard now < end else { return .nothing(Failure(error).message) }
            }
            // In a pool it sleeps for days, and needs next to nothing of its code for that.
            cmemory_release_program()
            try? await environment.pausing.pause(until: now + Self.interval)
        }
        return .nothing("the waiting was ended from outside")
    }

    /// What there is to do for an instance that is in no pool, and none of whose runs is unfinished.
    private func turn(
        _ status: RunStatus, _ journals: InstanceJournals, _ target: GroupTarget?
    ) throws(CommandError) -> LifecycleTurn {
        if status.state == .running { return .nothing("a run is under way") }
        guard let identity = try journals.lastIdentity() else {
            return .nothing("there is no run to resume")
        }
        if identity.facts.instanceLifecycle == .warmPool, target?.isService ?? false { return .run }
        return .nothing("the last run has ended (\(status.state.rawValue))")
    }
}

extension Result where Failure == any Error {
    /// What work comes to.
    fileprivate init(_ work: () async throws -> Success) async {
        do {
            self = .success(try await work())
        } catch {
            self = .failure(error)
        }
    }
}
