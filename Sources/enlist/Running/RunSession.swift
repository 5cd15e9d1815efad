import Pipeline

/// One run from the request to the exit status.
struct RunSession: Sendable {
    let preparer: Preparer
    let environment: RunEnvironment
    let revertsOnFailure: Bool

    /// How a session ended.
    enum Ending: Sendable {
        case ran(Plan, RunResult)
        /// The run was over before its first step.
        case failed(CommandError)
    }

    /// Prepares the plan, asks instance metadata for what the plan needs, and runs it.
    ///
    /// Cancelling the task interrupts it at any point.
    func run(_ request: PlanRequest) async -> Ending {
        do {
            var prepared = try await preparer.prepare(request)
            var facts = Facts()
            if prepared.needsInstance {
                environment.emitter.emit(.note("asking instance metadata"))
                facts = try await instanceFacts()
                prepared = try prepared.with(instance: facts)
            }
            let runner = Runner(environment, revertsOnFailure: revertsOnFailure)
            let plan = prepared.plan
            let result = await runner.run(plan, facts: facts.merging(plan.knownFacts))
            return .ran(plan, result)
        } catch is CancellationError {
            return .failed(.interruptedBeforeFirstStep)
        } catch let error as CommandError {
            return .failed(Task.isCancelled ? .interruptedBeforeFirstStep : error)
        } catch {
            let failure = Failure(error)
            return .failed(CommandError(ExitStatus(failure), failure))
        }
    }

    private func instanceFacts() async throws -> Facts {
        do {
            return try await preparer.metadata.facts()
        } catch let error as CancellationError {
            throw error
        } catch {
            // Whatever was wrong with it, without instance metadata nothing can begin.
            let failure = Failure(error)
            if !Task.isCancelled { environment.emitter.emit(.preparationFailed(failure)) }
            throw CommandError(
                failure.cause == .notPermitted ? .notPermitted : .unavailable, failure)
        }
    }
}

extension CommandError {
    /// A failure before the first step.
    init(_ status: ExitStatus, _ failure: Failure) {
        let diagnostic = Diagnostic(
            failure.message, remedy: failure.remedy,
            notes: failure.details.map { .init($0, at: nil) })
        self.init(status, Diagnostics([diagnostic]))
    }

    static let interruptedBeforeFirstStep = CommandError(
        .interrupted,
        Diagnostics([
            Diagnostic(
                "the run was interrupted before its first step",
                remedy: "run the same command again")
        ]))
}
