/// Undoes one step of a run that has ended, or that goes back.
///
/// All tries together have the time of one attempt. A failure is retried by the step's own rules,
/// without going back to other steps: a throttled service must not be left with half of what the
/// run created.
struct StepReverter: Sendable {
    let step: PlannedStep
    let record: Progress.Record
    /// Every fact with which the step ran; also those of later ones, which it may need.
    let facts: Facts
    /// All steps of the run.
    let steps: [PlannedStep]
    let environment: RunEnvironment

    private var emitter: EventEmitter { environment.emitter }
    private var now: Duration { environment.time.now().elapsed }

    /// The result of undoing a step.
    enum Ending: Sendable {
        case undone
        /// The step cannot be undone, or the gate refused.
        case left
        case failed(Failure)
    }

    /// Undoes the step if it can be undone.
    func revert() async -> Ending {
        let begin = now
        let revertible: any Revertible
        do {
            guard
                let made = try step.makeForUndoing(facts, having: record.gaveLast)
                    as? any Revertible
            else { return .left }
            revertible = made
        } catch {
            emitter.emit(.revertStarted)
            return .failed(failed(failure(of: error), since: begin))
        }
        let pause = Pause(
            point: .beforeRevert, step: step, facts: facts, steps: steps, begun: [step.id])
        guard await environment.gate.verdict(at: pause).action == .continue else { return .left }
        emitter.emit(.revertStarted)
        if let loss = emitter.loss { return .failed(failed(loss, since: begin)) }
        return await tryUntilDone(revertible, since: begin).map(Ending.failed) ?? .undone
    }

    private func tryUntilDone(_ revertible: any Revertible, since begin: Duration) async -> Failure?
    {
        let limit = step.policy.revertLimit
        let context = StepContext(
            facts: facts.merging(record.gaveLast), attempt: record.attempts,
            rewinds: record.rewinds,
            endsAt: begin + limit, receipt: record.receipt, environment)
        var failures: [Int: Int] = [:]
        while true {
            let work = TimedWork(
                limit: WorkLimit(endsAt: begin + limit, reason: .timeout), environment: environment)
            let (error, alarmRang) = await work.run(else: nil as (any Error)?) {
                do {
                    try await revertible.revert(in: context)
                    return nil
                } catch {
                    return error
                }
            }
            guard let error else {
                emitter.emit(.revertSucceeded(after: now - begin))
                return nil
            }
            if alarmRang {
                let last =
                    error is CancellationError
                    ? nil : failure(of: error)
                return failed(.revertTimedOut(after: limit, last: last), since: begin)
            }
            let failure = failure(of: error)
            guard
                let (retry, count) = step.policy.retry(after: failure, counting: &failures),
                retry.rewind == nil
            else { return failed(failure, since: begin) }
            let delay = retry.wait(
                afterFailure: count, failure, random: environment.random)
            guard now + delay < begin + limit else { return failed(failure, since: begin) }
            emitter.emit(.retrying(after: delay, because: failure.failureClass))
            do {
                try await environment.pausing.pause(until: now + delay)
            } catch {
                return failed(failure, since: begin)
            }
        }
    }

    private func failure(of error: any Error) -> Failure {
        Failure(error).naming(step.permissions, knowing: facts).hiding(emitter.secrets)
    }

    private func failed(_ failure: Failure, since begin: Duration) -> Failure {
        emitter.emit(.revertFailed(failure, after: now - begin))
        return failure
    }
}

extension Policy {
    /// The maximum time for undoing the step, including all tries and waits.
    fileprivate var revertLimit: Duration { timeout ?? deadline ?? .seconds(5 * 60) }
}
