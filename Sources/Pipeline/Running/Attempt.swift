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
    }

    /// Runs the step's code until it ends, its timeout or the deadline, and waits for its end.
    func run(until deadline: Deadline?) async -> Ending {
        let emitter = environment.emitter
        let begin = environment.time.now().elapsed
        let timeout = step.policy.timeout.map { begin + $0 }
        let endsAt = [timeout, deadline?.at].compactMap { $0 }.min()
        let context = Attempt.context(step, environment, progress, endsAt: endsAt)

        emitter.enter(step: step.id, attempt: context.attempt)
        let shown = context.facts.removing(Facts.sensitive)
        let parameters = (try? step.parameters(rendered: shown)) ?? step.parameters
        emitter.emit(.attemptStarted(kind: step.kind.name, of: parameters))
        let (result, alarmRang) = await race(context)
        let elapsed = environment.time.now().elapsed - begin

        switch result {
        case .success(let facts):
            // Also when the alarm rang meanwhile: what is done is done.
            emitter.emit(.attemptSucceeded(gave: facts, after: elapsed))
            return .succeeded(facts)
        case .failure(let error):
            if !alarmRang, Task.isCancelled {
                emitter.emit(.attemptInterrupted(after: elapsed))
                return .interrupted
            }
            // What the attempt was busy with when it was cut off, where its error says so.
            let last = error is CancellationError ? nil : Failure(error)
            if alarmRang, let deadline, endsAt == deadline.at {
                let failure = Failure.deadlinePassed(deadline, last: last)
                emitter.emit(.attemptFailed(failure, after: elapsed))
                return .outOfTime(failure)
            }
            let failure =
                alarmRang
                ? Failure.attemptTimedOut(after: step.policy.timeout ?? elapsed, last: last)
                : Failure(error)
            emitter.emit(.attemptFailed(failure, after: elapsed))
            return .failed(failure)
        }
    }

    static func context(
        _ step: PlannedStep, _ environment: RunEnvironment, _ progress: Progress, endsAt: Duration?
    ) -> StepContext {
        StepContext(
            facts: progress.facts, attempt: progress.record.attempts,
            rewinds: progress.record.rewinds, endsAt: endsAt, time: environment.time,
            random: environment.random, pausing: environment.pausing, emitter: environment.emitter)
    }

    private enum Racer: Sendable {
        case step(Result<Facts, any Error>)
        case alarm(rang: Bool)
    }

    /// Lets the step run against its alarm; who loses is cancelled and awaited.
    private func race(
        _ context: StepContext
    ) async -> (result: Result<Facts, any Error>, alarmRang: Bool) {
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
            var result: Result<Facts, any Error> = .failure(CancellationError())
            for await racer in group {
                switch racer {
                case .step(let ended): result = ended
                case .alarm(let rang): alarmRang = rang
                }
                group.cancelAll()
            }
            return (result, alarmRang)
        }
    }

    private func work(_ context: StepContext) async -> Result<Facts, any Error> {
        do {
            let facts = try await step.make(context.facts).run(in: context)
            let missing = step.gives.filter { facts[$0] == nil }
            guard missing.isEmpty else { throw Failure.notGiven(missing) }
            return .success(facts)
        } catch {
            return .failure(error)
        }
    }
}
