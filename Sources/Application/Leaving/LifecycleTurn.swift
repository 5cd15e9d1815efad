import CMemory
import Pipeline
import PipelineFile
import Steps

/// What there is to do on the instance at a boot, or when its group takes it out of its warm pool.
package enum LifecycleTurn: Sendable {
    /// A run has not ended, or was cut off before it began, or the instance is to serve and has only been prepared.
    case run(PlanRequest)
    /// A leaving has not ended.
    case leave
    /// What these steps did does not hold any more.
    case repair(PlanRequest)
    /// Nothing, and why, as a sentence without its full stop.
    case nothing(String)
    /// Nothing that would be done by itself, but the last run has failed; a sentence without its full stop.
    case failed(String)
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
    private let engine: Engine
    private let request: PlanRequest
    private let userData: CutOffUserData

    /// Between two looks at metadata.
    static let interval = Duration.seconds(5)
    /// How long metadata may be silent: at boot the network may come late.
    ///
    /// The unit tries again after that.
    static let patience = Duration.seconds(120)

    /// Takes what asks and tells.
    ///
    /// - Parameters:
    ///   - engine: asks, and tells its observers.
    ///   - request: what would be run.
    ///   - state: where the journals lie.
    ///   - environment: the process' own.
    package init(
        _ engine: Engine, for request: PlanRequest, state: StateFolder,
        environment: [String: String]
    ) {
        self.state = state
        userData = CutOffUserData(root: state.root)
        process = environment
        self.environment = engine.runEnvironment()
        self.engine = engine
        self.request = request
        let metadata = engine.host.instanceFacts
        target = { try await metadata.groupTarget() }
    }

    /// Looks, and waits while the instance is in a warm pool.
    ///
    /// - Throws: `CommandError` where the journal cannot be read, where instance metadata does not say whether
    ///   an instance of a warm pool is to serve, and when a signal has interrupted it.
    package func next() async throws -> LifecycleTurn {
        let turn = await Interruption.cancels(told: {}) {
            await Result { () async throws -> LifecycleTurn in
                let turn = await Result { try await look() }
                // Whatever it has come to: what is asked when the signal comes looks as if it failed.
                guard !Task.isCancelled else { throw CommandError.interruptedLook }
                return try turn.get()
            }
        }
        return try turn.get()
    }

    private func look() async throws -> LifecycleTurn {
        var isWaiting = false
        var silentUntil: Duration?
        while true {
            try Task.checkCancellation()
            let journals = try await InstanceJournals.find(
                nil, in: state, environment: process, note: { _ in })
            let status = try journals.status()
            switch status.state {
            case .interrupted, .cutOff, .rebootNeeded:
                return status.run?.pipeline == LeavingRequest.pipelineName
                    ? .leave : try resumption(journals)
            case .none, .running, .succeeded, .failed, .deadlinePassed, .aborted: break
            }
            let now = environment.time.now().elapsed
            do {
                let target = try await target()
                silentUntil = nil
                if status.state == .none, !(target?.isEnd ?? false), isCutOff(journals.instance) {
                    environment.emitter.emit(.note(.userDataCutOff))
                    return .run(request)
                }
                guard target?.isPool ?? false else {
                    return try await turn(status, journals, target)
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
                guard now < end else {
                    return try await turnUnasked(status, journals, Failure(error))
                }
            }
            // In a pool it sleeps for days, and needs next to nothing of its code for that.
            cmemory_release_program()
            try await environment.pausing.pause(until: now + Self.interval)
        }
    }

    /// Whether user-data was cut off before its run; one that failed before its first step was not, and is
    /// left to a person as every failure.
    private func isCutOff(_ instance: String) -> Bool {
        userData.hasBegun(on: instance) && !ReasonMark(of: instance, beside: state).isSet
    }

    /// What there is to do for an instance that is in no pool, and none of whose runs is unfinished.
    private func turn(
        _ status: RunStatus, _ journals: InstanceJournals, _ target: GroupTarget?
    ) async throws -> LifecycleTurn {
        guard status.state != .running, !(target?.isEnd ?? false) else {
            return .afterEnd(of: status)
        }
        let isPrepared = try isPrepared(journals)
        if isPrepared, target?.isService ?? false { return try resumption(journals) }
        guard status.hasJoined, !isPrepared, let history = try journals.history() else {
            return .afterEnd(of: status)
        }
        let check = BootCheck(
            engine: engine, request: request.resuming(try journals.lastIdentity()),
            emitter: environment.emitter)
        return try await check.turn(after: history)
    }

    /// The run that resumes the last one, which may have been told on its command line what to do.
    private func resumption(_ journals: InstanceJournals) throws(CommandError) -> LifecycleTurn {
        .run(request.resuming(try journals.lastIdentity()))
    }

    /// What there is to do where instance metadata does not say where the group wants the instance to be.
    ///
    /// - Throws: that it is not known, for an instance that has been prepared in a pool: it may be to serve now.
    private func turnUnasked(
        _ status: RunStatus, _ journals: InstanceJournals, _ failure: Failure
    ) async throws -> LifecycleTurn {
        if status.state != .running, try isPrepared(journals) {
            throw CommandError(.unavailable, .unknownTarget(failure, after: Self.patience))
        }
        return try await turn(status, journals, nil)
    }

    /// Whether the last run has left the instance in a warm pool.
    private func isPrepared(_ journals: InstanceJournals) throws(CommandError) -> Bool {
        try journals.lastIdentity()?.facts[.lifecycle] == .warmPool
    }
}

extension LifecycleTurn {
    /// Nothing, as a run is under way, or the last one has ended.
    fileprivate static func afterEnd(of status: RunStatus) -> LifecycleTurn {
        switch status.state {
        case .none: .nothing("there is no run to resume")
        case .running: .nothing("a run is under way")
        case .failed, .deadlinePassed, .aborted:
            .failed("the last run has ended (\(status.state.rawValue))")
        case .succeeded, .interrupted, .cutOff, .rebootNeeded:
            .nothing("the last run has ended (\(status.state.rawValue))")
        }
    }
}

extension String {
    fileprivate static let userDataCutOff =
        "user-data was cut off in an earlier boot, before its run, and cloud-init does not start it again: "
        + "the run begins now"
}

extension CommandError {
    fileprivate static let interruptedLook = CommandError(
        .interrupted,
        Diagnostics([
            Diagnostic(
                "interrupted before it was clear what there is to do; nothing was done",
                remedy: "run the same command again, as enlist.service does at the next boot")
        ]))
}

extension Failure {
    fileprivate static func unknownTarget(_ failure: Failure, after patience: Duration) -> Failure {
        Failure(
            failure.failureClass,
            "instance metadata did not answer within \(patience.readable) whether this instance, which "
                + "was prepared in a warm pool, is to serve now",
            remedy:
                "run `enlist resume` again, as enlist.service does by itself; if that does not help, check "
                + "what is between enlist and the metadata service (a firewall, a proxy, a hop limit)",
            details: [failure.message], cause: .unavailable)
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
