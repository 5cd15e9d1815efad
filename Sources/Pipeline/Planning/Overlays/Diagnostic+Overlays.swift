// The wording of everything that keeps a change from being applied.

extension Diagnostic {
    static func unknownStep(_ reference: Reference, among ids: [String]) -> Diagnostic {
        Diagnostic(
            "no step has the id `\(reference.name)`",
            remedy: suggestion(
                for: reference.name, among: ids,
                otherwise: ids.isEmpty
                    ? "there are no steps left: insert one" : "choose from \(ids.asList)"),
            at: reference.location)
    }

    /// The step existed until a change removed or renamed it.
    static func gone(_ reference: Reference, _ former: FormerStep) -> Diagnostic {
        let (remedy, event) =
            switch former.fate {
            case .removed: ("remove one of the two changes, or change their order", "removed it")
            case .replaced(let id): ("write `\(id)`", "replaced it by `\(id)`")
            case .renamed(let id): ("write `\(id)`", "renamed it to `\(id)`")
            }
        return Diagnostic(
            "no step has the id `\(reference.name)` any more", remedy: remedy,
            at: reference.location,
            notes: [Note("an earlier change \(event)", at: former.location)])
    }

    static func taken(
        _ id: String, by first: StepDefinition, at location: SourceLocation?
    ) -> Diagnostic {
        Diagnostic(
            "there is a step with the id `\(id)` already",
            remedy: "choose another id: a step can have an `id:` beside its kind", at: location,
            notes: [Note("it is here", at: first.locations[""])])
    }

    static func movedBesideItself(_ reference: Reference) -> Diagnostic {
        Diagnostic(
            "`\(reference.name)` cannot be moved before or after itself",
            remedy: "name another step, or write `at: first` or `at: last`", at: reference.location)
    }

    static func renamedToItself(_ reference: Reference) -> Diagnostic {
        Diagnostic(
            "`\(reference.name)` has this id already", remedy: "remove the change",
            at: reference.location)
    }

    static func furtherChangesUnchecked(from location: SourceLocation?) -> Diagnostic {
        Diagnostic(
            "from here on nothing is looked at: enough is wrong before",
            remedy: "correct the others first", at: location)
    }

    static func tooManySteps(limit: Int, at location: SourceLocation?) -> Diagnostic {
        Diagnostic(
            "the pipeline comes to more than \(limit) steps",
            remedy: "check that it is the right file", at: location)
    }
}
