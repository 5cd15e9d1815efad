/// One attempt of one step, which ends when its time is up.
struct Attempt: Sendable {
    let step: PlannedStep
    let environment: RunEnvironment
    let progress: Progress

    /// How an attempt ended.
    enum Ending: Sendable {
        case succeeded(Facts)
        case failed(Failure)
        /// The step's or the run's deadline passed before the attempt ended.
        case outOfTime(Failure)
        case interrupted
        case rebootNeeded(RebootRequest)
        /// The beginning of the attempt could not be recorded, so it has not begun.
        case unrecorded(Failure)
    }

    /// Runs the step's code until it ends, or until its timeout or the deadline, and awaits it.
    ///
    /// - Returns: how it ended; whether it did more than check if there is anything to do.
    func run(until deadline: Deadline?) async -> (ending: Ending, hasWorked: Bool) {
        let begin = environment.time.now().elapsed
        let timeout = step.policy.timeout.map { begin + $0 }
        let limit = limit(timeout, deadline)
        let context = context(endsAt: limit?.endsAt)

        environment.emitter.enter(step: step.id, attempt: context.attempt)
        environment.emitter.emit(
            .attemptStarted(
                kind: step.kind.name, of: step.shownParameters(context.facts),
                limit: limit.map { $0.endsAt - begin }))
        if let loss = environment.emitter.loss { return (.unrecorded(loss), false) }
        let (work, alarmRang) = await TimedWork(limit: limit, environment: environment)
            .run(else: Work()) { await self.work(context) }
        let elapsed = environment.time.now().elapsed - begin

        switch work.result {
        case .success(let facts):
            // Even if the alarm rang meanwhile: the work is done.
            environment.emitter.emit(.attemptSucceeded(gave: facts, after: elapsed))
            return (.succeeded(facts), work.hasBegun)
        case .failure(let error):
            let passed = alarmRang && limit?.reason == .deadline ? deadline : nil
            let ending = ending(of: error, after: elapsed, alarmRang, passed: passed)
            return (ending, work.hasBegun)
        }
    }

    /// The deadline, if it is not later than the timeout: then there is no further attempt.
    private func limit(_ timeout: Duration?, _ deadline: Deadline?) -> WorkLimit? {
        if let deadline, timeout.map({ deadline.at <= $0 }) ?? true {
            return WorkLimit(endsAt: deadline.at, reason: .deadline)
        }
        return timeout.map { WorkLimit(endsAt: $0, reason: .timeout) }
    }

    /// Classifies an error, and reports it.
    private func ending(
        of error: any Error, after elapsed: Duration, _ alarmRang: Bool, passed deadline: Deadline?
    ) -> Ending {
        if let request = error as? RebootRequest {
            guard progress.reboots < RebootRequest.limit else {
                let failure = Failure.tooManyReboots(request)
                environment.emitter.emit(.attemptFailed(failure, after: elapsed))
                return .failed(failure)
            }
            environment.emitter.emit(.rebootNeeded(reason: request.reason))
            return .rebootNeeded(request)
        }
        if !alarmRang, Task.isCancelled {
            environment.emitter.emit(.attemptInterrupted(after: elapsed))
            return .interrupted
        }
        // The attempt's last activity before the cancellation, if its error names it.
        let last = error is CancellationError ? nil : failure(of: error)
        if let deadline {
            let failure = Failure.deadlinePassed(deadline, last: last)
            environment.emitter.emit(.attemptFailed(failure, after: elapsed))
            return .outOfTime(failure)
        }
        let failure =
            alarmRang
            ? Failure.attemptTimedOut(after: step.policy.timeout ?? elapsed, last: last)
            : failure(of: error)
        environment.emitter.emit(.attemptFailed(failure, after: elapsed))
        return .failed(failure)
    }

    private func failure(of error: any Error) -> Failure {
        Failure(error).naming(step.permissions, knowing: progress.facts)
            .hiding(environment.emitter.secrets)
    }

    private func context(endsAt: Duration?) -> StepContext {
        let record = progress.record
        return StepContext(
            facts: progress.facts, attempt: record.attempts, rewinds: record.rewinds,
            endsAt: endsAt, receipt: record.receipt, environment)
    }

    /// Registers the secret facts that the step receives, so that they are hidden from now on.
    private func keepSecrets(_ facts: Facts) throws(Failure) {
        let values = try step.parameters(rendered: facts)
        for parameter in step.kind.parameters where parameter.secrecy == .secret {
            values[parameter.name].map(environment.emitter.secrets.add)
        }
    }

    /// The result of the step's code.
    private struct Work: Sendable {
        var result: Result<Facts, any Error> = .failure(CancellationError())
        /// Whether it was asked to run, and not only to check.
        var hasBegun = false
    }

    private func work(_ context: StepContext) async -> Work {
        var work = Work()
        do {
            try keepSecrets(context.facts)
            let step = try step.make(context.facts)
            var facts = try await (step as? any Checkable)?.check(in: context)
            if facts != nil {
                environment.emitter.emit(.alreadyDone)
            } else {
                work.hasBegun = true
                facts = try await step.run(in: context)
            }
            let given = facts ?? Facts()
            let missing = self.step.gives.filter { given[$0] == nil }
            guard missing.isEmpty else { throw Failure.notGiven(missing) }
            given.secrets.forEach(environment.emitter.secrets.add)
            work.result = .success(given)
        } catch {
            work.result = .failure(error)
        }
        return work
    }
}
