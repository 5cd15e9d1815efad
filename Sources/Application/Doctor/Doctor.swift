package import Pipeline
import Steps

/// Looks at everything that a run needs, one precondition after the other, and touches nothing.
package struct Doctor: Sendable {
    let preconditions: [any Precondition]
    /// How long to look at one.
    static let patience = Duration.seconds(30)

    /// Looks at whether there is a plan, and at what a run of it needs.
    ///
    /// - Parameters:
    ///   - prepared: the plan; else why there is none.
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

    /// Prepares what a person asks for, and looks at all that a run of it needs.
    ///
    /// - Parameters:
    ///   - request: what would be run.
    ///   - environment: the process' own.
    ///   - tell: gets each finding as soon as it is there.
    /// - Returns: all findings.
    /// - Throws: a `CommandError` where the environment is wrong; `CancellationError`.
    package static func examine(
        _ request: PlanRequest, environment: [String: String], tell: (DoctorFinding) -> Void
    ) async throws -> DoctorReport {
        try await examine(request, Engine(environment: environment), tell: tell)
    }

    /// The same with an engine of the caller's, which comes to know the secrets that are met.
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

    /// Looks at all of them.
    ///
    /// - Parameters:
    ///   - facts: what is known before; it holds against whatever is found.
    ///   - tell: gets each finding as soon as it is there.
    /// - Returns: all findings.
    /// - Throws: `CancellationError` alone.
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
