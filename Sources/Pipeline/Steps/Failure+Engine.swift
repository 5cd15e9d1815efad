// The failures that the engine itself reports, and their wording.

extension Failure {
    static func unclassified(_ error: any Error) -> Failure {
        Failure(
            .refused, "an error that the step did not expect: \(error)",
            remedy: "report this, with the log of the run")
    }

    static func missingFact(_ name: FactName) -> Failure {
        Failure(
            .refused, "the fact `\(name)` is not known",
            remedy: "run the step that gives it first, or say it with --set \(name)=…")
    }

    static func notGivenBeforeUndoing(_ name: FactName, parameter: String) -> Failure {
        Failure(
            .refused,
            "`\(parameter)` names `${\(name)}`, and the step had not given it when it ended",
            remedy: "look at what the step has left, and remove it by hand; with a default, "
                + "${\(name):-…}, `\(parameter)` is run in this case too")
    }

    static func wrongFactType(_ name: FactName, expected: String, found: String) -> Failure {
        Failure(
            .refused, "the fact `\(name)` should be \(expected) and is \(found)",
            remedy: "correct it where it is set")
    }

    static func notGiven(_ names: [FactName]) -> Failure {
        let list = names.map { "`\($0)`" }.joined(separator: ", ")
        return Failure(
            .refused, "the step succeeded without giving \(list), as its kind promises",
            remedy: "report this to the step's author")
    }

    static func attemptTimedOut(after limit: Duration, last: Failure?) -> Failure {
        let reason = last.map { "; \($0.message)" } ?? ""
        return Failure(
            last?.failureClass ?? .timeout,
            "the attempt took longer than its timeout of \(limit.readable)\(reason)",
            remedy: last?.remedy
                ?? "look at what it was waiting for, or raise the step's `timeout`",
            details: last?.details ?? [], cause: last?.cause)
    }

    static func revertTimedOut(after limit: Duration, last: Failure?) -> Failure {
        let reason = last.map { "; \($0.message)" } ?? ""
        return Failure(
            last?.failureClass ?? .timeout,
            "undoing it took longer than \(limit.readable)\(reason)",
            remedy: last?.remedy ?? "look at what the step has left, and remove it by hand",
            details: last?.details ?? [], cause: last?.cause)
    }

    static func deadlinePassed(_ deadline: Deadline, last: Failure?) -> Failure {
        ended(by: deadline, "\(deadline.words) has passed", last)
    }

    /// The wait before the next attempt would not end before the deadline.
    static func noTimeLeft(_ deadline: Deadline, wait: Duration, last: Failure) -> Failure {
        ended(
            by: deadline,
            "\(deadline.words) leaves no time for another attempt, \(wait.readable) from now", last)
    }

    private static func ended(
        by deadline: Deadline, _ message: String, _ last: Failure?
    ) -> Failure {
        Failure(
            last?.failureClass ?? .timeout,
            message + (last.map { "; the last attempt: \($0.message)" } ?? ""),
            remedy: last?.remedy
                ?? "raise \(deadline.owner) `deadline`, or look at what it waited for",
            details: last?.details ?? [], cause: last?.cause)
    }

    static func wrongComparison(_ comparison: Comparison, with value: Value) -> Failure {
        let words = comparison.mismatch(with: value)
        return Failure(
            .refused, "`when` cannot be decided: \(words.message)", remedy: words.remedy)
    }

    static func tooManyReboots(_ request: RebootRequest) -> Failure {
        Failure(
            .refused,
            "the step asks for a reboot after \(RebootRequest.limit) of them: \(request.reason)",
            remedy: "look at why a reboot does not help; `enlist run --fresh` starts the count over"
        )
    }

    static func badTemplate(_ path: String, _ error: Template.Malformed) -> Failure {
        Failure(
            .refused, "`\(path)`: \(error.reason)",
            remedy: "write a fact as ${name}, and a dollar sign as $$")
    }
}

extension Deadline {
    fileprivate var owner: String {
        switch scope {
        case .step: "the step's"
        case .run: "the pipeline's"
        }
    }

    fileprivate var words: String { "\(owner) deadline of \(limit.readable)" }
}
