import CMemory
import Pipeline
import Steps

/// Watches for the instance's termination or return to its group's warm pool, and lets the group
/// wait while it leaves.
package struct DepartureWatch: Sendable {
    private let host: Host
    private let heartbeat: LifecycleHeartbeat
    private let aside: AsideRun
    private let leaving: LeavingRequest
    private let state: StateFolder

    /// The maximum time for the call to the group, including all tries.
    private static let patience = Duration.seconds(120)

    private var environment: RunEnvironment { aside.environment }
    private var metadata: InstanceFacts { host.instanceFacts }

    /// Creates a watch from an engine, and the folder of the journals, which show what to leave.
    package init(_ engine: Engine, state: StateFolder) {
        host = engine.host
        heartbeat = engine.heartbeat
        aside = AsideRun(environment: engine.runEnvironment())
        self.state = state
        leaving = LeavingRequest(said: Facts(), preparer: engine.preparer, state: state)
    }

    /// Waits until the instance is about to be terminated, and then leaves; a signal ends the wait.
    ///
    /// An instance that returns to the warm pool leaves as well, and the watch continues.
    ///
    /// - Parameters:
    ///   - interval: the time between two checks.
    ///   - hook: the group's hook for enlist; nil for the only one that exists.
    ///   - unit: restarted when the instance is in the pool, so that it joins when it is to serve
    ///     again; nil for none.
    ///   - run: runs a request to leave; returns the status with which that ended.
    /// - Returns: the last such status; `joined` if a signal came before.
    package func run(
        every interval: Duration, hook: String?, restarting unit: String? = nil,
        _ run: @escaping @Sendable (PlanRequest) async -> ExitStatus
    ) async -> ExitStatus {
        while true {
            let (departure, status) = await runOnce(every: interval, hook: hook, run)
            guard departure == .pool, status != .interrupted else { return status }
            if let unit { await restart(unit) }
        }
    }

    /// Restarts a unit with systemd.
    ///
    /// Changes to the machine are left to that unit, as this process's own unit denies most of
    /// them.
    private func restart(_ unit: String) async {
        do {
            var last = ""
            let ending = try await ChildProcess(
                "systemctl", ["--no-block", "restart", unit], environment: host.environment
            ).run { last = ": \($0)" }.ending
            guard ending != .exited(0) else { return }
            environment.emitter.emit(.warning("systemctl has not restarted \(unit)\(last)"))
        } catch {
            environment.emitter.emit(.warning(Failure(error).message))
        }
    }

    private func runOnce(
        every interval: Duration, hook: String?,
        _ run: @escaping @Sendable (PlanRequest) async -> ExitStatus
    ) async -> (InstanceDeparture?, ExitStatus) {
        let departure = await Interruption.cancels(told: {}) {
            try? await self.departure(every: interval)
        }
        guard let departure else { return (nil, .joined) }
        environment.emitter.emit(.note(departure.text))
        let status = await conclude(departure, hook: hook) {
            await leave(departure, every: interval) { departure in
                if !departure.isOfGroup { await leaving.interruptOthers() }
                return await run(
                    leaving.request(departure.pace) { warning in
                        environment.emitter.emit(
                            .warning("\(warning.message); \(warning.remedy)"))
                    })
            }
        }
        return (departure, status)
    }

    /// Whether a departure requires leaving: an instance that is in the pool and has not served
    /// since need not leave.
    private func isDue(_ departure: InstanceDeparture) async throws -> Bool {
        guard departure == .pool else { return true }
        guard let instance = try await metadata.read()[.instanceID] else { return false }
        let journals = InstanceJournals(instance: instance, state: state)
        return try journals.lastIdentity()?.facts[.lifecycle] == .inService
    }

    /// Waits until the instance is about to be terminated.
    ///
    /// - Parameter interval: the time between two checks.
    /// - Returns: the cause of the termination.
    /// - Throws: only `CancellationError`: if metadata does not answer, there is one warning, and
    ///   the checks continue.
    private func departure(every interval: Duration) async throws(CancellationError)
        -> InstanceDeparture
    {
        var isSilent = false
        while true {
            do {
                if let departure = try await metadata.departure(), try await isDue(departure) {
                    return departure
                }
                if isSilent { environment.emitter.emit(.note("instance metadata answers again")) }
                isSilent = false
            } catch {
                if Task.isCancelled { throw CancellationError() }
                let failure = Failure(error)
                if !isSilent {
                    environment.emitter.emit(.warning("\(failure.message); \(failure.remedy)"))
                }
                isSilent = true
            }
            // The process sleeps for months, and needs almost none of its code in memory for that.
            cmemory_release_program()
            do {
                try await environment.pausing.pause(
                    until: environment.time.now().elapsed + interval)
            } catch {
                throw CancellationError()
            }
        }
    }

    /// Leaves at the pace that the departure allows.
    ///
    /// If EC2 reclaims the spot instance meanwhile, leaving for a group is interrupted, and resumed
    /// in haste.
    ///
    /// - Parameters:
    ///   - departure: the cause of the termination.
    ///   - interval: the time between two checks for a spot notice.
    ///   - leave: leaves in the way that the departure requires; returns the status with which that
    ///     ended.
    /// - Returns: the last such status.
    private func leave(
        _ departure: InstanceDeparture, every interval: Duration,
        _ leave: @escaping @Sendable (InstanceDeparture) async -> ExitStatus
    ) async -> ExitStatus {
        guard departure.isOfGroup else { return await leave(departure) }
        enum First: Sendable {
            case left(ExitStatus)
            case notice(InstanceDeparture)
        }
        return await withTaskGroup(of: First?.self) { group in
            group.addTask { .left(await leave(departure)) }
            group.addTask { await spotNotice(every: interval).map(First.notice) }
            defer { group.cancelAll() }
            var notice: InstanceDeparture?
            for await first in group {
                switch first {
                case .left(let status):
                    guard let notice, status == .interrupted else { return status }
                    return await leave(notice)
                case .notice(let spot):
                    environment.emitter.emit(.note(spot.text))
                    notice = spot
                    group.cancelAll()
                case nil: break
                }
            }
            return .interrupted
        }
    }

    /// Waits until EC2 reclaims the spot instance; nil if the task is cancelled before that.
    private func spotNotice(every interval: Duration) async -> InstanceDeparture? {
        while !Task.isCancelled {
            if case .spot(let time)? = try? await metadata.departure() { return .spot(time: time) }
            try? await environment.pausing.pause(until: environment.time.now().elapsed + interval)
        }
        return nil
    }

    /// Leaves while the group, if it does, waits, and lets the group continue afterwards, even if
    /// leaving has failed: then the instance stays in its stack until it is reaped.
    ///
    /// If leaving was interrupted, the next process resumes it, and the group keeps waiting.
    ///
    /// - Parameters:
    ///   - departure: the cause of the termination.
    ///   - hook: the group's hook for enlist; nil for the only one that exists.
    ///   - leave: returns the status with which leaving ended.
    /// - Returns: that status.
    private func conclude(
        _ departure: InstanceDeparture, hook: String?, _ leave: () async -> ExitStatus
    ) async -> ExitStatus {
        guard departure.isOfGroup else { return await leave() }
        let facts: Facts
        do {
            facts = try await metadata.read()
        } catch {
            environment.emitter.emit(
                .warning("the Auto Scaling group is not told: \(Failure(error).message)"))
            return await leave()
        }
        let status = await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await heartbeat.beatForTermination(facts, environment.emitter, of: hook)
            }
            defer { group.cancelAll() }
            return await leave()
        }
        if status != .interrupted {
            await aside.run(
                .endTermination(hook: hook, host), knowing: facts, within: Self.patience)
        }
        return status
    }
}

extension InstanceDeparture {
    /// What happens to the instance, as a sentence without its full stop.
    var text: String {
        switch self {
        case .group: "the Auto Scaling group is about to terminate the instance"
        case .pool: "the Auto Scaling group takes the instance back into its warm pool"
        case .spot(let time): "EC2 takes the spot instance back at \(time)"
        }
    }
}
