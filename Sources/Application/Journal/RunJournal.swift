import Glibc
package import Journal
import Pipeline

/// The journal of a run that is about to begin.
package struct RunJournal: Sendable {
    let state: StateFolder
    /// Whether earlier runs are not to be resumed.
    let isFresh: Bool
    /// Observes the run's events, from the first one.
    package let writer: JournalWriter

    /// Creates a journal that is written once it is opened.
    package init(state: StateFolder, isFresh: Bool) {
        self.state = state
        self.isFresh = isFresh
        writer = JournalWriter()
    }

    /// The interval between tries to take a lock that another process holds.
    private static let lockInterval = Duration.milliseconds(100)

    /// What a run must hold until it ends.
    struct Opened: Sendable {
        let lock: RunLock
        /// What identifies the machine if the run does not know its instance.
        let machine: MachineIdentity?
        let resumption: Resumption?
        /// The `traceparent` of the run that this one resumes; nil if it was not traced.
        let resumedTrace: String?
    }

    /// Waits until no other run is in progress on the instance, reads what earlier ones have done,
    /// and opens the journal.
    ///
    /// - Parameters:
    ///   - plan: what is about to be run.
    ///   - facts: what is known before its first step.
    ///   - machine: what identifies the machine if the facts do not include the instance's id.
    ///   - environment: the run's environment, with its emitter.
    ///   - end: when to stop waiting for another run, by the time source's `elapsed`; nil for
    ///     never.
    /// - Returns: the lock, to be held until the run has ended, and what need not be repeated.
    /// - Throws: `OtherRun` when that time comes; `JournalError` or `MachineError`;
    ///   `CancellationError`.
    func open(
        for plan: Plan, knowing facts: Facts, on machine: MachineIdentity?,
        in environment: RunEnvironment, until end: Duration?
    ) async throws -> Opened {
        let instance = facts[.instanceID] ?? StateFolder.unknownInstance
        let folder = try state.journals(of: instance)
        let lock = try await lock(folder, environment, until: end)
        let emitter = environment.emitter

        let past = try isFresh ? nil : past(in: folder, on: machine, environment)
        if past == nil, !isFresh { tellOfOthers(than: instance, emitter) }
        let resumption = past.flatMap { Resumption(of: plan, knowing: facts, after: $0.history) }
        if let past { tell(of: resumption, plan, past.history, emitter) }
        let file =
            if let past, resumption != nil { try folder.goOn(after: past.content) } else {
                try folder.begin()
            }
        try begin(file, of: instance, on: machine, emitter)
        return Opened(
            lock: lock, machine: machine, resumption: resumption,
            resumedTrace: resumption == nil ? nil : try past?.content.runs.last?.traceparent())
    }

    /// Opens the journal again, for a run that was over and is to be undone.
    ///
    /// - Parameters: as of `open`, which has opened it before.
    /// - Returns: what is to be undone; nil if there is nothing, for example because the instance
    ///   has left meanwhile: then nothing is written.
    /// - Throws: as `open`.
    func reopen(
        for plan: Plan, knowing facts: Facts, on machine: MachineIdentity?,
        in environment: RunEnvironment, until end: Duration
    ) async throws -> (lock: RunLock, resumption: Resumption)? {
        let instance = facts[.instanceID] ?? StateFolder.unknownInstance
        let folder = try state.journals(of: instance)
        let lock = try await lock(folder, environment, until: end)
        guard let past = try past(in: folder, on: machine, environment),
            let resumption = Resumption(of: plan, knowing: facts, after: past.history)
        else { return nil }
        writer.reopen()
        // The header gets its count of earlier events from the first event.
        environment.emitter.emit(.note("undoing what the run has done"))
        try begin(
            try folder.goOn(after: past.content), of: instance, on: machine, environment.emitter)
        return (lock, resumption)
    }

    private func begin(
        _ file: any JournalFile, of instance: String, on machine: MachineIdentity?,
        _ emitter: EventEmitter
    ) throws(JournalError) {
        try writer.begin(
            JournalHeader(
                program: Version.number, instance: instance, metadataID: machine?.instance,
                machine: machine?.hardware, run: emitter.run, process: Int(getpid())), in: file)
    }

    /// Returns what the last run, and those that it resumed, have done.
    ///
    /// A damaged journal is moved aside: then nothing counts as done. A journal of another machine
    /// came with an image.
    private func past(
        in folder: JournalFolder, on machine: MachineIdentity?, _ environment: RunEnvironment
    ) throws(JournalError) -> (content: JournalContent, history: RunHistory)? {
        do throws(JournalError) {
            guard let content = try JournalContent(of: folder.current) else { return nil }
            if let machine, let header = content.runs.last?.header, machine.isOther(than: header) {
                environment.emitter.emit(
                    .note(
                        "the last run was on another machine, of which this one has the image: this "
                            + "one starts over"))
                return nil
            }
            let history = try RunHistory(content)
            if content.isTorn {
                environment.emitter.emit(
                    .note("the end of the journal is invalid, as after a power cut, and is ignored")
                )
            }
            return (content, history)
        } catch {
            guard case .damaged = error else { throw error }
            let place = try folder.setAside(at: environment.time.now())
            environment.emitter.emit(
                .warning(
                    "\(error.failure.message); it now lies at `\(place)`, and the run starts over"))
            return nil
        }
    }

    private func lock(
        _ folder: JournalFolder, _ environment: RunEnvironment, until end: Duration?
    ) async throws -> RunLock {
        var hasTold = false
        while true {
            if let lock = try folder.lock() { return lock }
            let holder = try folder.holder()
            if !hasTold, let holder {
                environment.emitter.emit(.note("waiting for the end of \(holder.words)"))
                hasTold = true
            }
            let next = environment.time.now().elapsed + RunJournal.lockInterval
            if let end, next >= end { throw OtherRun(process: holder) }
            try await environment.pausing.pause(until: next)
        }
    }

    /// Reports what a person may not expect: that a run starts over, or that everything is done.
    private func tell(
        of resumption: Resumption?, _ plan: Plan, _ history: RunHistory, _ emitter: EventEmitter
    ) {
        guard let resumption else {
            Resumption.obstacle(to: plan, after: history).map {
                emitter.emit(.note("beginning at the first step: \($0)"))
            }
            return
        }
        guard resumption.done == plan.steps.count else { return }
        emitter.emit(
            .note("an earlier run has done all of these steps; --fresh does them again"))
    }

    /// Reports the journals beside this one: those of an image that was made from an instance.
    private func tellOfOthers(than instance: String, _ emitter: EventEmitter) {
        guard instance != StateFolder.unknownInstance,
            let other = state.instances.first(where: {
                $0 != instance && $0 != StateFolder.unknownInstance
            })
        else { return }
        emitter.emit(
            .note(
                "there is the journal of another instance, \(other): this one starts over, as it does "
                    + "from an image"))
    }
}

/// Another run on the instance did not end in time.
struct OtherRun: FailureConvertible {
    let process: RunningProcess?

    var failure: Failure {
        Failure(
            .timeout,
            "\(process?.words ?? "another run") is still under way on this instance, and the "
                + "pipeline's deadline has passed",
            remedy: "look at it with `enlist status`; wait for its end, or end it")
    }
}

extension RunningProcess {
    /// The other run: `the run of process 42`.
    fileprivate var words: String { id.map { "the run of process \($0)" } ?? "another run" }
}

extension RecordedRun {
    /// The run's place in its trace; nil if it was not traced.
    fileprivate func traceparent() throws(JournalError) -> String? {
        for event in try events({ $0 == EventType.runIdentified.rawValue }) {
            if case .runIdentified(let identity) = event.body { return identity.traceparent }
        }
        return nil
    }
}

extension RunHistory {
    /// Reads the combined history of a journal's runs.
    ///
    /// - Throws: `JournalError` for a record that is not an event.
    init(_ content: JournalContent) throws(JournalError) {
        self.init()
        for run in content.runs {
            try run.forEachEvent(RunHistory.isTold) { add($0) }
        }
    }
}
