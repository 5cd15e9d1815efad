/// One try of one step, ended when its time is up.
struct Attempt: Sendable {
    let step: PlannedStep
    let environment: RunEnvironment
    let progress: Progress

    /// How an attempt ended.
    enum Ending: Sendable {
        case succeeded(Facts)
        case failed(Failure)
        /// The step's or the run's deadline came before the attempt's end.
        case outOfTime(Failure)
        case interrupted
        case rebootNeeded(RebootRequest)
    }

    /// Runs the step's code until it ends, its timeout or the deadline, and waits for its end.
    ///
    /// - Returns: how it ended; whether it did more than look if there is anything to do.
    func run(until deadline: Deadline?) async -> (ending: Ending, hasWorked: Bool) {
        let begin = environment.time.now().elapsed
        let timeout = step.policy.timeout.map { begin + $0 }
        let endsAt = [timeout, deadline?.at].compactMap { $0 }.min()
        let context = Attempt.context(step, environment, progress, endsAt: endsAt)

        environment.emitter.enter(step: step.id, attempt: context.attempt)
        environment.emitter.emit(
            .attemptStarted(kind: step.kind.name, of: step.shownParameters(context.facts)))
        let (work, alarmRang) = await race(context)
        let elapsed = environment.time.now().elapsed - begin

        switch work.result {
        case .success(let facts):
            // Also when the alarm rang meanwhile: what is done is done.
            environment.emitter.emit(.attemptSucceeded(gave: facts, after: elapsed))
            return (.succeeded(facts), work.hasBegun)
        case .failure(let error):
            let passed = alarmRang && endsAt == deadline?.at ? deadline : nil
            let ending = ending(of: error, after: elapsed, alarmRang, passed: passed)
            return (ending, work.hasBegun)
        }
    }

    /// Says what an error means, and reports it.
    private func ending(
        of error: any Error, after elapsed: Duration, _ alarmRang: Bool, passed deadline: Deadline?
    ) -> Ending {
        if let request = error as? RebootRequest {
            environment.emitter.emit(.rebootNeeded(reason: request.reason))
            return .rebootNeeded(request)
        }
        if !alarmRang, Task.isCancelled {
            environment.emitter.emit(.attemptInterrupted(after: elapsed))
            return .interrupted
        }
        // What the attempt was busy with when it was cut off, where its error says so.
        let last = error is CancellationError ? nil : Failure(error)
        if let deadline {
            let failure = Failure.deadlinePassed(deadline, last: last)
            environment.emitter.emit(.attemptFailed(failure, after: elapsed))
            return .outOfTime(failure)
        }
        let failure =
            alarmRang
            ? Failure.attemptTimedOut(after: step.policy.timeout ?? elapsed, last: last)
            : Failure(error)
        environment.emitter.emit(.attemptFailed(failure, after: elapsed))
        return .failed(failure)
    }

    static func context(
        _ step: PlannedStep, _ environment: RunEnvironment, _ progress: Progress, endsAt: Duration?
    ) -> StepContext {
        StepContext(
            facts: progress.facts, attempt: progress.record.attempts,
            rewinds: progress.record.rewinds, endsAt: endsAt, time: environment.time,
            random: environment.random, pausing: environment.pausing, emitter: environment.emitter)
    }

    /// What came of the step's code.
    private struct Work: Sendable {
        var result: Result<Facts, any Error> = .failure(CancellationError())
        /// Whether it was asked to do anything, and not only to look.
        var hasBegun = false
    }

    private enum Racer: Sendable {
        case step(Work)
        case alarm(rang: Bool)
    }

    /// Lets the step run against its alarm; who loses is cancelled and awaited.
    private func race(_ context: StepContext) async -> (work: Work, alarmRang: Bool) {
        await withTaskGroup(of: Racer.self) { group in
            group.addTask { .step(await work(context)) }
            if let endsAt = context.endsAt {
                let alarm = environment.alarm
                group.addTask {
                    do {
                        try await alarm.pause(until: endsAt)
                        return .alarm(rang: true)
                    } catch {
                        return .alarm(rang: false)
                    }
                }
            }
            var alarmRang = false
            var done = Work()
            for await racer in group {
                switch racer {
                case .step(let ended): done = ended
                case .alarm(let rang): alarmRang = rang
                }
                group.cancelAll()
            }
            return (done, alarmRang)
        }
    }

    private func work(_ context: StepContext) async -> Work {
        var work = Work()
        do {
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
            work.result = .success(given)
        } catch {
            work.result = .failure(error)
        }
        return work
    }
}
