package import Journal
package import Pipeline

/// The status of the last run on an instance.
package struct RunStatus: Sendable, Equatable {
    /// The state of the last run.
    package enum State: String, Sendable {
        /// There has been no run.
        case none
        case running
        case succeeded
        case failed
        case deadlinePassed = "deadline-passed"
        case interrupted
        /// It ended without recording so: it was killed, or the machine went down.
        case cutOff = "cut-off"
        case rebootNeeded = "reboot-needed"
        case aborted
    }

    package let state: State
    package let instance: String
    /// The details of the run; nil if none exists, or if it has not begun its first step.
    package let run: Details?

    /// The details of a run.
    package struct Details: Sendable, Equatable {
        package let id: String
        package let process: Int
        package let pipeline: String
        package let steps: Int
        /// The number of steps, from the first, that are done.
        package let done: Int
        package let began: Moment
        package let last: Moment
        /// The step that is in progress, or at which the run ended.
        package let step: String?
        /// Why it failed.
        package let failure: Failure?
        /// Why a reboot is needed.
        package let reason: String?
        /// The facts that it has learned: the hostname, the stack, the layer.
        package let facts: Facts
        /// Whether the run is undoing its work, or was cut off while it did.
        package let isUndoing: Bool
        /// Whether it has undone its work, so that the next one starts over.
        package let isUndone: Bool
    }

    /// Whether the last run has made the instance a member: it succeeded, and was not one that
    /// leaves.
    var hasJoined: Bool { state == .succeeded && run?.pipeline != LeavingRequest.pipelineName }

    /// Whether the status can change by itself.
    package var mayChange: Bool { state == .none || state == .running }

    /// Reads the status.
    ///
    /// - Parameters:
    ///   - instance: the instance's id.
    ///   - folder: the folder of its journals; nil if none exists.
    ///   - machine: the machine whose runs count; nil for any.
    /// - Throws: `JournalError` if they cannot be read, or are invalid.
    init(
        of instance: String, in folder: JournalFolder?, on machine: MachineIdentity? = nil
    ) throws(JournalError) {
        // Before the journal is read: a run that ends in between has then recorded so.
        let isRunning = try folder?.holder() != nil
        let content = try folder.flatMap { folder throws(JournalError) in
            try JournalContent(of: folder.current, on: machine)
        }
        try self.init(of: instance, after: content, isRunning: isRunning)
    }

    /// Determines the status from a journal's content.
    ///
    /// - Parameters:
    ///   - instance: the instance's id.
    ///   - content: of the last run's journal; nil if none exists.
    ///   - isRunning: whether a run is in progress.
    /// - Throws: `JournalError` for an invalid record.
    package init(
        of instance: String, after content: JournalContent?, isRunning: Bool
    ) throws(JournalError) {
        self.instance = instance
        guard let content, let last = content.runs.last else {
            (state, run) = (isRunning ? .running : .none, nil)
            return
        }
        let history = try RunHistory(content)
        run = try Details(last, history)
        state =
            if isRunning { .running } else {
                history.ending.map(State.init) ?? .cutOff
            }
    }
}

extension RunStatus.State {
    fileprivate init(_ outcome: Outcome) {
        switch outcome {
        case .succeeded: self = .succeeded
        case .failed: self = .failed
        case .deadlinePassed: self = .deadlinePassed
        case .interrupted: self = .interrupted
        case .rebootNeeded: self = .rebootNeeded
        case .aborted: self = .aborted
        }
    }
}

extension RunStatus.Details {
    fileprivate init?(_ run: RecordedRun, _ history: RunHistory) throws(JournalError) {
        let events = try run.events()
        guard let first = events.first, let last = events.last, let plan = history.plan,
            events.contains(where: { $0.body.plan != nil })
        else { return nil }
        id = run.header.run
        process = run.header.process
        pipeline = plan.pipeline
        steps = plan.steps.count
        done = history.done
        began = first.time
        self.last = last.time
        var step = events.last { $0.step != nil }?.step
        var failure: Failure?
        var reason: String?
        switch history.ending {
        case .failed(let place, let why), .deadlinePassed(let place, let why):
            (step, failure) = (place, why)
        case .rebootNeeded(let place, let why): (step, reason) = (place, why)
        case .succeeded: step = nil
        case .interrupted(let place?), .aborted(let place): step = place
        case .interrupted(nil), nil: break
        }
        self.step = step
        self.failure = failure
        self.reason = reason
        facts = history.isUndone ? Facts() : history.facts.withoutSecrets
        isUndoing = history.isUndoing
        isUndone = history.isUndone
    }
}

extension ExitStatus {
    /// The exit status for a run's status.
    package init(_ status: RunStatus) {
        switch status.state {
        case .none: self = .noRun
        case .running: self = .running
        case .succeeded: self = .joined
        case .failed: self = status.run?.failure.map(ExitStatus.init) ?? .stepFailed
        case .deadlinePassed: self = .deadlinePassed
        case .interrupted, .cutOff, .rebootNeeded: self = .interrupted
        case .aborted: self = .stepFailed
        }
    }
}
