/// Runs one step by its policy.
struct StepRunner: Sendable {
    let id: String
    let environment: RunEnvironment
    let runDeadline: Deadline?

    /// How a step ended.
    enum Ending: Sendable {
        case succeeded(Facts)
        /// Skipped by the gate, or because the step may fail.
        case skipped
        case rewound(to: String, Failure)
        /// Sent back by the gate.
        case sentBack(to: String)
        case failed(Failure)
        case deadlinePassed(Failure)
        case interrupted
        case rebootNeeded(RebootRequest)
        /// The next action could not be recorded, and so was not taken.
        case unrecorded(Failure)
        case stopped(reverting: Bool)
    }

    private var emitter: EventEmitter { environment.emitter }
    private var now: Duration { environment.time.now().elapsed }

    /// Tries the step until it succeeds or its policy has no more retries.
    ///
    /// - Parameter progress: the step's record in it is kept up to date; `next` does not move.
    /// - Returns: how the step ended.
    func run(_ progress: inout Progress) async -> Ending {
        switch await action(at: .before, &progress) {
        case .skip:
            emitter.emit(.stepSkipped(because: nil))
            return .skipped
        case .continue, .retry: break
        case let action: return ending(by: action, &progress)
        }

        progress.record.begunAt = progress.record.begunAt ?? now
        var last: Failure?
        while true {
            let step = progress.step
            let begin = progress.record.begunAt ?? now
            let deadline = Deadline.earliest([
                runDeadline,
                step.policy.deadline.map { Deadline(scope: .step, limit: $0, at: begin + $0) },
            ])
            if Task.isCancelled { return .interrupted }
            let answer: Answer
            if let deadline, now >= deadline.at {
                let failure = Failure.deadlinePassed(deadline, last: last)
                answer = await ask(.deadlinePassed(failure), of: failure, &progress)
            } else {
                progress.record.attempts += 1
                let attempt = Attempt(step: step, environment: environment, progress: progress)
                let (ending, hasWorked) = await attempt.run(until: deadline)
                if hasWorked { progress.record.hasWorked = true }
                switch ending {
                case .succeeded(let facts):
                    answer = await look(at: facts, &progress)
                case .interrupted:
                    return .interrupted
                case .rebootNeeded(let request):
                    return .rebootNeeded(request)
                case .unrecorded(let failure):
                    return finished(.unrecorded(failure), &progress)
                case .failed(let failure):
                    last = failure
                    answer = await self.answer(failure, &progress, deadline: deadline)
                case .outOfTime(let failure):
                    answer = await ask(.deadlinePassed(failure), of: failure, &progress)
                }
            }
            if case .ending(let ending) = answer { return finished(ending, &progress) }
        }
    }

    private enum Answer {
        case again
        case ending(Ending)
    }

    /// Shows the gate what the step gave.
    private func look(at facts: Facts, _ progress: inout Progress) async -> Answer {
        progress.record.gave = facts
        switch await action(at: .after, &progress) {
        case .continue, .skip: return .ending(.succeeded(progress.record.gave))
        case .retry:
            progress.record.gave = Facts()
            return .again
        case let action: return .ending(ending(by: action, &progress))
        }
    }

    /// Applies the policy to a failure; asks the gate if the policy has no more retries.
    private func answer(
        _ failure: Failure, _ progress: inout Progress, deadline: Deadline?
    ) async -> Answer {
        if let (retry, count) = progress.step.policy.retry(
            after: failure, counting: &progress.record.failures)
        {
            switch await action(at: .retrying(failure), &progress) {
            case .continue:
                return await wait(
                    for: retry, afterFailure: count, failure, &progress, deadline: deadline)
            case let action: return answer(by: action, &progress)
            }
        }
        return await ask(.failed(failure), of: failure, &progress)
    }

    /// Asks the gate about a failure that the policy lets stand.
    private func ask(
        _ ending: Ending, of failure: Failure, _ progress: inout Progress
    ) async -> Answer {
        switch await action(at: .failed(failure), &progress) {
        case .continue: .ending(ending)
        case let action: answer(by: action, &progress)
        }
    }

    private func answer(by action: Verdict.Action, _ progress: inout Progress) -> Answer {
        guard action == .retry else { return .ending(ending(by: action, &progress)) }
        progress.record.failures = [:]
        progress.record.begunAt = now
        return .again
    }

    /// How the step ends after the gate's verdict.
    private func ending(by action: Verdict.Action, _ progress: inout Progress) -> Ending {
        switch action {
        case .continue, .retry, .skip: .skipped
        case .back(let target) where progress.hasReached(target): .sentBack(to: target)
        // No earlier step has this id: the run stops instead of guessing what the gate meant.
        case .back, .abort: .stopped(reverting: false)
        case .revert: .stopped(reverting: true)
        case .interrupt: .interrupted
        }
    }

    private func wait(
        for retry: Retry, afterFailure count: Int, _ failure: Failure,
        _ progress: inout Progress, deadline: Deadline?
    ) async -> Answer {
        let delay = retry.wait(afterFailure: count, failure, random: environment.random)
        if let deadline, now + delay >= deadline.at {
            // Nothing could be tried after this wait: it is better to say so now than to wait.
            let failure = Failure.noTimeLeft(deadline, wait: delay, last: failure)
            return await ask(.deadlinePassed(failure), of: failure, &progress)
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

    /// Reports how the step ended, and continues after the failure of a step that may fail.
    private func finished(_ ending: Ending, _ progress: inout Progress) -> Ending {
        let step = progress.step
        let elapsed = now - (progress.record.begunAt ?? now)
        emitter.enter(step: id)
        switch ending {
        case .succeeded:
            emitter.emit(.stepSucceeded(after: elapsed))
        case .failed(let failure):
            let goesOn = step.policy.onFailure == .continue
            emitter.emit(.stepFailed(failure, after: elapsed, runGoesOn: goesOn))
            if goesOn { return .skipped }
        case .deadlinePassed(let failure):
            // The run's own deadline ends the run, even if the step may fail.
            let goesOn =
                step.policy.onFailure == .continue && runDeadline.map { now < $0.at } ?? true
            emitter.emit(
                .stepFailed(
                    failure, after: elapsed, runGoesOn: goesOn, isDeadlinePassed: true))
            if goesOn { return .skipped }
        case .unrecorded(let failure):
            emitter.emit(.stepFailed(failure, after: elapsed, runGoesOn: false))
        case .skipped:
            emitter.emit(.stepSkipped(because: nil))
        case .rewound, .sentBack, .interrupted, .rebootNeeded, .stopped:
            break
        }
        return ending
    }

    /// Asks the gate, and applies the changes that come with its verdict.
    private func action(
        at point: Pause.Point, _ progress: inout Progress
    ) async -> Verdict.Action {
        let pause = Pause(
            point: point, step: progress.step, facts: progress.facts, steps: progress.steps,
            begun: progress.begun.map(\.step.id))
        let verdict = await environment.gate.verdict(at: pause)
        for change in verdict.changes {
            progress.make(change)
            emitter.emit(change.event(progress.steps))
        }
        return verdict.action
    }
}
