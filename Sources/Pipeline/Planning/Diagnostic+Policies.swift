// The wording of policies that can never take effect.

extension Diagnostic {
    static func neverFails(
        _ step: StepDefinition, with classes: Set<FailureClass>, _ possible: Set<FailureClass>,
        at location: SourceLocation?
    ) -> Diagnostic {
        Diagnostic(
            "`\(step.id)` never fails with \(classes.asList)",
            remedy: "remove it from `on`; a step of kind `\(step.kind)` fails with "
                + possible.asList,
            at: location)
    }

    static func noStepFails(
        with classes: Set<FailureClass>, at location: SourceLocation?
    ) -> Diagnostic {
        Diagnostic(
            "no step of this pipeline fails with \(classes.asList)", remedy: "remove it from `on`",
            at: location)
    }

    static func coveredClasses(
        _ classes: Set<FailureClass>, at location: SourceLocation?
    ) -> Diagnostic {
        Diagnostic(
            "a rule before this one speaks for \(classes.asList) already",
            remedy: "name each class in one rule only", at: location)
    }

    static func nothingToCover(at location: SourceLocation?) -> Diagnostic {
        Diagnostic(
            "no class is left for this rule: it speaks for those that are tried again already",
            remedy: "say with `on` which classes it is for, or remove it", at: location)
    }

    static func onlyOneAttempt(_ key: String, at location: SourceLocation?) -> Diagnostic {
        Diagnostic(
            "`\(key)` can never act where `attempts` is 1",
            remedy: "remove it, or allow more attempts", at: location)
    }

    static func delayBeyondLimit(
        _ delay: Duration, _ limit: Duration, at location: SourceLocation?,
        limitAt: SourceLocation?
    ) -> Diagnostic {
        Diagnostic(
            "a `delay` of \(delay.readable) can never act: `max-delay` is \(limit.readable)",
            remedy: "make `max-delay` longer, or `delay` shorter", at: location,
            notes: limitAt.map { [Note("`max-delay` is here", at: $0)] } ?? [])
    }

    static func idleWait(
        _ key: String, _ reason: String, _ remedy: String, at location: SourceLocation?
    ) -> Diagnostic {
        Diagnostic(
            "`\(key)` can never act: \(reason)", remedy: "\(remedy), or remove it", at: location)
    }

    static func waitBeyondDeadline(
        _ deadline: Duration, at location: SourceLocation?
    ) -> Diagnostic {
        Diagnostic(
            "no second attempt can begin: the first wait is as long as the deadline of "
                + "\(deadline.readable), or longer",
            remedy: "make `delay` shorter, or the deadline longer", at: location)
    }

    static func idleTimeoutRule(
        _ timeout: Duration, _ deadline: Duration, of step: StepDefinition,
        at location: SourceLocation?
    ) -> Diagnostic {
        Diagnostic(
            "`\(step.id)` is never tried again after a timeout: its deadline of "
                + "\(deadline.readable) is no later than the first attempt's timeout of "
                + timeout.readable,
            remedy: "set a shorter `timeout`, or remove the rule", at: location)
    }

    static func unknownRewind(
        _ target: String, of step: StepDefinition, among ids: [String], former: FormerStep?,
        at location: SourceLocation?
    ) -> Diagnostic {
        let (remedy, event): (String, String?) =
            switch former?.fate {
            case .removed: ("name another step, or keep this one", "removed it")
            case .replaced(let id): ("write `\(id)`", "replaced it by `\(id)`")
            case .renamed(let id): ("write `\(id)`", "renamed it to `\(id)`")
            case nil:
                (
                    suggestion(
                        for: target, among: ids, otherwise: "name a step that comes before it"),
                    nil
                )
            }
        return Diagnostic(
            "`\(step.id)` rewinds to `\(target)`, and no step has this id", remedy: remedy,
            at: location,
            notes: event.map { [Note("a change \($0)", at: former?.location)] } ?? [])
    }

    static func forwardRewind(
        _ target: String, of step: StepDefinition, at location: SourceLocation?
    ) -> Diagnostic {
        target == step.id
            ? Diagnostic(
                "`\(step.id)` rewinds to itself",
                remedy: "leave `rewind` out: without it, the same step is tried again",
                at: location)
            : Diagnostic(
                "`\(step.id)` rewinds to `\(target)`, which comes after it",
                remedy: "name a step that comes before it", at: location)
    }

    static func senselessLimit(
        _ name: String, of owner: String, at location: SourceLocation?
    ) -> Diagnostic {
        Diagnostic(
            "the \(name) of \(owner) leaves no time", remedy: "make it longer than nothing",
            at: location)
    }

    /// A limit that another one always precedes.
    static func lateLimit(
        _ name: String, _ limit: Duration, of owner: String, at location: SourceLocation?,
        after other: String, _ otherLimit: Duration, at otherLocation: SourceLocation?
    ) -> Diagnostic {
        Diagnostic(
            "the \(name) of \(owner), \(limit.readable), can never act: \(other) is "
                + "\(otherLimit.readable)",
            remedy: "make it shorter, or the other longer", at: location,
            notes: otherLocation.map { [Note("the other is here", at: $0)] } ?? [])
    }

    static func nothingToRewindTo(_ retry: Retry, of step: PlannedStep) -> Diagnostic {
        let (target, remedy): (String, String) =
            switch retry.rewind {
            case .role(let role):
                ("a step of the role \(role.name)", "put one before it, or name a step")
            case .step(let id): ("`\(id)`", "select it too, or name another step")
            case nil: ("no step", "name a step")
            }
        return Diagnostic(
            "after a failure of class \(retry.classes.asList), `\(step.id)` would go back to "
                + "\(target), and this run has none before it: the failure will be final",
            remedy: "\(remedy) with `retry: {on: …, rewind: …}`", at: step.location)
    }
}
