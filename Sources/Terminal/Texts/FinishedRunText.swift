import Application
import Bytes
import Pipeline
import PipelineFile
import Reporting

/// The report on a run that has ended: what went wrong and what to do next, or its result.
struct FinishedRunText {
    private let plan: Plan
    private let result: RunResult
    private let isKept: Bool
    private let account: RunAccount

    init(_ run: FinishedRun, _ account: RunAccount) {
        plan = run.plan
        result = run.result
        isKept = run.isKept
        self.account = account
    }

    /// The text for standard error; nil after a run that succeeded.
    var failure: String? {
        switch result.outcome {
        case .succeeded: return nil
        case .failed(let step, let failure), .deadlinePassed(let step, let failure):
            return report(step, failure)
        case .interrupted(let step):
            let place = step.map { "at `\($0)`" } ?? "before its first step"
            return lines([
                "error: the run was interrupted \(place); completed steps stay done",
                "    what to do: run the same command again: \(nextRun)",
            ])
        case .rebootNeeded(let step, let reason):
            return lines([
                "error: `\(step)` cannot go on before the machine has been rebooted: \(reason)",
                "    what to do: reboot it, then run the same command again",
            ])
        case .aborted(let step):
            return lines(
                [
                    "error: the run was ended by hand at `\(step)`",
                    "    what to do: run the same command again to go on",
                ] + leftovers)
        }
    }

    /// The text for standard output, after a run that made the instance a member; otherwise nil.
    var joined: String? {
        guard result.outcome == .succeeded,
            plan.steps.contains(where: {
                $0.kind.role == .layerAssigning && !account.stepsNotDone.contains($0.id)
            }),
            let hostname = result.facts[.hostname], let stack = result.facts[.stackName],
            let layer = result.facts[.layerName]
        else { return nil }
        let status = result.facts[.memberStatus] == "online" ? ", and online" : ""
        return lines([
            "joined: `\(hostname)` is a member of the stack `\(stack)`, "
                + "assigned to the layer `\(layer)`\(status)"
        ])
    }

    private func report(_ step: String, _ failure: Failure) -> String {
        var text = FailureText(
            step: step, failure: failure, attempts: account.failedAttempts
        ).lines
        text += leftovers
        text.append("    then run the same command again: \(nextRun)")
        return lines(text)
    }

    /// What the next run does, as a clause.
    private var nextRun: String {
        isKept
            ? "it resumes where this one stopped; with --fresh it starts over"
            : "steps check first what is done already"
    }

    /// What could not be undone, and so remains.
    private var leftovers: [String] {
        result.revertFailures.flatMap { step, failure in
            [
                "    `\(step)` could not be undone: \(failure.message)",
                "        what to do: \(failure.remedy)",
            ] + failure.detailLines(indent: 8)
        }
    }

    private func lines(_ lines: [String]) -> String {
        lines.map { PrintableText($0).abridged + "\n" }.joined()
    }
}
