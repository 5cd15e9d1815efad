/// Runs one step by its policy.
struct StepRunner: Sendable {
    let step: PlannedStep
    let environment: RunEnvironment
    let runDeadline: Deadline?

    /// How a step ended.
    enum Ending: Sendable {
        case succeeded(Facts)
        /// By the gate, or because the step may fail.
        case skipped
        case rewound(to: String, Failure)
        case failed(Failure)
        case deadlinePassed(Failure)
        case interrupted
        case rebootNeeded(RebootRequest)
        /// What comes next could not be recorded, and so was not done.
        case unrecorded(Failure)
        case stopped(reverting: Bool)
    }

    private var emitter: EventEmitter { environment.emitter }
    private var now: Duration { environment.time.now().elapsed }

    /// Tries the step until it has succeeded or its policy has nothing left.
    ///
    /// - Parameter progress: the step's record in it is kept up to date; `next` is not moved.
    /// - Returns: how the step ended.
    func run(_ progress: inout Progress) async -> Ending {
        switch await verdict(at: .before, progress.facts) {
        case .skip:
            emitter.emit(.stepSkipped(because: nil))
            return .skipped
        case .abort: return .stopped(reverting: false)
        case .revert: return .stopped(reverting: true)
        case .continue, .retry: break
        }

        let begin = progress.record.begunAt ?? now
        progress.record.begunAt = begin
        let deadline = Deadline.earliest([
            runDeadline,
            step.policy.deadline.map { Deadline(scope: .step, limit: $0, at: begin + $0) },
        ])
        var last: Failure?
        while true {
            if Task.isCancelled { return .interrupted }
            if let deadline, now >= deadline.at {
                return finished(
                    .deadlinePassed(.deadlinePassed(deadline, last: last)), since: begin)
            }
            progress.record.attempts += 1
            let attempt = Attempt(step: step, environment: environment, progress: progress)
            let (ending, hasWorked) = await attempt.run(until: deadline)
            if hasWorked { progress.record.hasWorked = true }
            switch ending {
            case .succeeded(let facts):
                let verdict = await verdict(at: .after, progress.facts.merging(facts))
                if verdict == .retry { continue }
                switch verdict {
                case .abort, .revert:
                    progress.record.gave = facts
                    return .stopped(reverting: verdict == .revert)
                case .continue, .skip, .retry: return finished(.succeeded(facts), since: begin)
                }
            case .interrupted:
                return .interrupted
            case .rebootNeeded(let request):
                return .rebootNeeded(request)
            case .unrecorded(let failure):
                return finished(.unrecorded(failure), since: begin)
            case .failed(let failure):
                last = failure
                switch await answer(failure, &progress, deadline: deadline) {
                case .again: continue
                case .ending(let ending): return finished(ending, since: begin)
                }
            case .outOfTime(let failure):
                return finished(.deadlinePassed(failure), since: begin)
            }
        }
    }

    private enum Answer {
        case again
        case ending(Ending)
    }

    /// Does what the policy says of a failure; asks the gate where it says nothing more.
    private func answer(
        _ failure: Failure, _ progress: inout Progress, deadline: Deadline?
    ) async -> Answer {
        if let (retry, count) = step.policy.retry(
            after: failure, counting: &progress.record.failures)
        {
            return await wait(for: retry, afterFailure: count, failure, deadline: deadline)
        }
        switch await verdict(at: .failed(failure), progress.facts) {
        case .retry:
            progress.record.failures = [:]
            return .again
        case .skip: return .ending(.skipped)
        case .abort: return .ending(.stopped(reverting: false))
        case .revert: return .ending(.stopped(reverting: true))
        case .continue: return .ending(.failed(failure))
        }
    }

    private func wait(
        for retry: Retry, afterFailure count: Int, _ failure: Failure, deadline: Deadline?
    ) async -> Answer {
        let delay = retry.wait(afterFailure: count, failure, random: environment.random)
        if let deadline, now + delay >= deadline.at {
            // Nothing could be tried after this wait: saying so now is worth more than waiting.
            return .ending(
                .deadlinePassed(.noTimeLeft(deadline, wait: delay, last: failure)))
        }
        if case .step(let target) = retry.rewind {
            emitter.emit(.rewinding(to: target, after: delay, because: failure.failureClass))
        } else {
            emitter.emit(.retrying(after: delay, because: failure.failureClass))
        }
        do {
            try await environment.pausing.pause(until: now + delay)
        } catch {
            return .ending(.interrupted)
        }
        guard case .step(let target) = retry.rewind else { return .again }
        return .ending(.rewound(to: target, failure))
    }

    /// Reports how the step ended, and lets a step that may fail do so.
    private func finished(_ ending: Ending, since begin: Duration) -> Ending {
        let elapsed = now - begin
        emitter.enter(step: step.id)
        switch ending {
        case .succeeded:
            emitter.emit(.stepSucceeded(after: elapsed))
        case .failed(let failure):
            let goesOn = step.policy.onFailure == .continue
            emitter.emit(.stepFailed(failure, after: elapsed, runGoesOn: goesOn))
            if goesOn { return .skipped }
        case .deadlinePassed(let failure):
            // The run's own deadline ends the run, whatever the step may do.
            let goesOn =
                step.policy.onFailure == .continue && runDeadline.map { now < $0.at } ?? true
            emitter.emit(.stepFailed(failure, after: elapsed, runGoesOn: goesOn))
            if goesOn { return .skipped }
        case .unrecorded(let failure):
            emitter.emit(.stepFailed(failure, after: elapsed, runGoesOn: false))
        case .skipped:
            emitter.emit(.stepSkipped(because: nil))
        case .rewound, .interrupted, .rebootNeeded, .stopped:
            break
        }
        return ending
    }

    private func verdict(at point: Pause.Point, _ facts: Facts) async -> Verdict {
        await environment.gate.verdict(at: Pause(point: point, step: step, facts: facts))
    }
}
