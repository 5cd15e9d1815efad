package import Pipeline
import Steps

/// Checks everything that a run needs, one precondition after another, and changes nothing.
package struct Doctor: Sendable {
    let preconditions: [any Precondition]
    /// The maximum time for one precondition.
    static let patience = Duration.seconds(30)

    /// Checks whether there is a plan, and what a run of it needs.
    ///
    /// - Parameters:
    ///   - prepared: the plan, or why it is missing.
    ///   - engine: what would run it.
    init(_ prepared: Result<PreparedPlan, CommandError>, _ engine: Engine) {
        let plan = try? prepared.get()
        preconditions =
            [PipelinePrecondition(prepared: prepared), PluginsPrecondition(prepared: prepared)]
            + Steps.preconditions(
                of: plan?.plan, needsInstance: plan?.needsInstance ?? true,
                concluding: plan?.plan.onFailure
                    .map { FailureHandling.permissions(of: $0, engine.host) } ?? [],
                engine.host)
    }

    /// Prepares a person's request, and checks everything that a run of it needs.
    ///
    /// - Parameters:
    ///   - request: what would be run.
    ///   - environment: the process' own.
    ///   - tell: receives each finding at once.
    /// - Returns: all findings.
    /// - Throws: a `CommandError` if the environment is invalid; `CancellationError`.
    package static func examine(
        _ request: PlanRequest, environment: [String: String], tell: (DoctorFinding) -> Void
    ) async throws -> DoctorReport {
        try await examine(request, Engine(environment: environment), tell: tell)
    }

    /// Examines a request with the caller's engine, which learns the secrets that are found.
    package static func examine(
        _ request: PlanRequest, _ engine: Engine, tell: (DoctorFinding) -> Void
    ) async throws -> DoctorReport {
        let prepared: Result<PreparedPlan, CommandError>
        do {
            prepared = .success(try await engine.preparer.prepare(request))
        } catch let error as CommandError {
            prepared = .failure(error)
        }
        let facts = (try? prepared.get().plan.knownFacts) ?? Facts()
        return DoctorReport(
            findings: try await Doctor(prepared, engine).examine(knowing: facts, tell: tell))
    }

    /// Examines all preconditions.
    ///
    /// - Parameters:
    ///   - facts: what is known before, which takes precedence over what is found.
    ///   - tell: receives each finding at once.
    /// - Returns: all findings.
    /// - Throws: only `CancellationError`.
    package func examine(
        knowing facts: Facts, tell: (DoctorFinding) -> Void
    ) async throws(CancellationError) -> [DoctorFinding] {
        var known = facts
        var findings: [DoctorFinding] = []
        for precondition in preconditions {
            var finding: DoctorFinding
            if let missing = precondition.needs.first(where: { known[$0] == nil }) {
                finding = DoctorFinding(
                    precondition.name, DoctorFinding.Verdict.unknown("\(missing) is not known"))
            } else {
                finding = await look(at: precondition, knowing: known)
            }
            if Task.isCancelled { throw CancellationError() }
            known = finding.facts.merging(known)
            finding.facts = Facts()
            findings.append(finding)
            tell(finding)
        }
        return findings
    }

    private func look(
        at precondition: any Precondition, knowing facts: Facts
    ) async -> DoctorFinding {
        let time = SystemTime()
        let limit = TimeLimit(
            end: time.now().elapsed + Self.patience, alarm: SystemPause(time: time))
        do {
            let diagnosis = try await limit.run { try await precondition.examine(knowing: facts) }
            return DoctorFinding(precondition.name, diagnosis)
        } catch is TimeLimit.Passed {
            return DoctorFinding(
                precondition.name, .problem(.slowAnswer(after: Self.patience)))
        } catch let error as CommandError {
            return DoctorFinding(precondition.name, .noPlan(error))
        } catch {
            return DoctorFinding(precondition.name, .problem(Failure(error)))
        }
    }
}

extension Failure {
    fileprivate static func slowAnswer(after patience: Duration) -> Failure {
        Failure(
            .timeout, "there is no answer after \(patience.readable)",
            remedy: "look at the network and its name servers", cause: .unavailable)
    }
}
