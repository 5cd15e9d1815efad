package import Pipeline

/// One person's session: where the run is to stop, its current point, and what was changed.
package struct DebugSession: Sendable {
    /// How far the run continues by itself; failures and breakpoints stop it earlier.
    enum Mode: Equatable {
        /// To the next point: a stop was requested from outside.
        case soon
        case toNextPoint
        case toNextStep
        case on
        case until(String)
        /// To the end, without stops.
        case detached
    }

    var mode: Mode
    /// Whether a step that failed for good stops the run.
    package var stopsAtFailures = true
    private var hasStopped = false
    private let stopsAtStart: Bool
    var breakpoints = Breakpoints()
    var changes = SessionChanges()
    /// The changes at this pause, which the runner receives with the verdict.
    var pending: [HandChange] = []
    /// The command that an empty line repeats.
    var repeated: SessionCommand?

    /// Creates a session.
    ///
    /// - Parameter stopsAtStart: whether to stop before the first step; otherwise the run stops at
    ///   the first step that fails for good.
    package init(stopsAtStart: Bool) {
        self.stopsAtStart = stopsAtStart
        mode = stopsAtStart ? .toNextPoint : .on
    }

    /// Whether the person has detached.
    package var isDetached: Bool { mode == .detached }

    /// Stops the run at the next point, whatever was commanded before.
    package mutating func stopSoon() { mode = .soon }

    /// Lets the run continue to its end.
    package mutating func detach() { mode = .detached }

    /// Replaces all breakpoints of the owner; unchanged ones keep their numbers.
    ///
    /// - Returns: the breakpoints, in the given order.
    package mutating func setBreakpoints(
        of owner: String, to wanted: [(place: Breakpoint.Place, limits: Breakpoint.Limits)]
    ) -> [Breakpoint] {
        breakpoints.replace(of: owner, with: wanted)
    }

    /// The steps before which a breakpoint stops the run.
    package var stepsWithBreakpoints: Set<String> {
        Set(
            breakpoints.all.compactMap { breakpoint in
                guard case .before(let id) = breakpoint.place,
                    breakpoint.limits.message == nil
                else { return nil }
                return id
            })
    }

    /// Handles a pause, and decides whether the run stops there.
    package mutating func arrive(at pause: Pause) -> Arrival {
        guard mode != .detached else { return Arrival(stop: nil, messages: []) }
        let (hit, remarks) = breakpoints.hit(at: pause)
        let messages = hit.compactMap { $0.limits.message?.shown(pause.facts) }
        let stopping = hit.filter { $0.limits.message == nil }
        guard let cause = cause(of: pause, stopping) else {
            return Arrival(stop: nil, messages: messages + remarks)
        }
        let stop = Stop(
            pause: pause, cause: cause, breakpoints: stopping, remarks: remarks,
            isFirst: !hasStopped)
        hasStopped = true
        pending = []
        mode = .toNextPoint
        return Arrival(stop: stop, messages: messages)
    }

    /// Why the run stops at a pause; nil if it continues.
    private func cause(of pause: Pause, _ hit: [Breakpoint]) -> Stop.Cause? {
        if !hit.isEmpty { return .breakpoint }
        if case .failed = pause.point, stopsAtFailures { return .failure }
        switch (mode, pause.point) {
        case (.soon, _): return .request
        case (.toNextPoint, _): return stopsAtStart && !hasStopped ? .entry : .step
        case (.toNextStep, .before), (.toNextStep, .beforeRevert): return .step
        case (.until(let id), .before): return pause.step.id == id ? .step : nil
        default: return nil
        }
    }
}
