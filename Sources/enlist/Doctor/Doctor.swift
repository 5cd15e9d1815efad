import Pipeline
import Steps

/// Looks at everything that a run needs, one precondition after the other, and touches nothing.
struct Doctor: Sendable {
    let preconditions: [any Precondition]
    /// How long to look at one.
    static let patience = Duration.seconds(30)

    /// Looks at all of them.
    ///
    /// - Parameters:
    ///   - facts: what is known before; it holds against whatever is found.
    ///   - tell: gets each finding as soon as it is there.
    /// - Returns: all findings.
    /// - Throws: `CancellationError` alone.
    func examine(
        knowing facts: Facts, tell: (DoctorFinding) -> Void
    ) async throws(CancellationError) -> [DoctorFinding] {
        var known = facts
        var findings: [DoctorFinding] = []
        for precondition in preconditions {
            var finding: DoctorFinding
            if let missing = precondition.needs.first(where: { known[$0] == nil }) {
                finding = DoctorFinding(
                    precondition.name, DoctorFinding.Verdict.untold("\(missing) is not known"))
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
