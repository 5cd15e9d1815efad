// The wording of every mistake in a definition.

extension Diagnostic {
    static func noSteps(_ pipeline: String) -> Diagnostic {
        Diagnostic("the pipeline `\(pipeline)` has no steps", remedy: "list at least one step")
    }

    static func duplicate(_ step: StepDefinition, first: StepDefinition) -> Diagnostic {
        Diagnostic(
            "there are two steps with the id `\(step.id)`",
            remedy: "give one of them an `id` of its own", at: step.locations[""],
            notes: [Note("the first is here", at: first.locations[""])])
    }

    static func unknownID(_ id: String, named option: String, among ids: [String]) -> Diagnostic {
        Diagnostic(
            "\(option) names `\(id)`, and no step has this id",
            remedy: suggestion(for: id, among: ids, otherwise: "choose from \(ids.asList)"))
    }

    static func nothingSelected(_ ids: [String]) -> Diagnostic {
        Diagnostic(
            "the options leave no step to run", remedy: "take at least one of \(ids.asList)")
    }

    static func unknownKind(_ step: StepDefinition, among kinds: [String]) -> Diagnostic {
        Diagnostic(
            "there is no kind of step called `\(step.kind)`",
            remedy: suggestion(
                for: step.kind, among: kinds, otherwise: "`enlist steps` lists the kinds"),
            at: step.locations[""])
    }

    static func unknownParameter(
        _ name: String, of step: StepDefinition, kind: StepKind
    ) -> Diagnostic {
        let names = kind.parameters.map(\.name)
        return Diagnostic(
            "`\(step.kind)` has no parameter `\(name)`",
            remedy: suggestion(
                for: name, among: names,
                otherwise: names.isEmpty
                    ? "it takes no parameters: remove this" : "it takes \(names.asList)"),
            at: step.locations[Locations.path(ofParameter: name)])
    }

    static func missingParameter(
        _ parameter: ParameterDescription, of step: StepDefinition
    ) -> Diagnostic {
        Diagnostic(
            "`\(step.id)` lacks the parameter `\(parameter.name)`",
            remedy: "add `\(parameter.name)`, \(parameter.typeName): \(parameter.summary)",
            at: step.locations[""])
    }

    static func badParameter(
        _ name: String, _ problem: String, of step: StepDefinition
    ) -> Diagnostic {
        Diagnostic(
            "the parameter `\(name)` of `\(step.id)` \(problem)",
            remedy: "`enlist steps \(step.kind)` shows its parameters",
            at: step.locations[Locations.path(ofParameter: name)])
    }

    static func brokenRule(
        _ problem: ParameterRule.Problem, of step: StepDefinition
    ) -> Diagnostic {
        let path = problem.parameter.map(Locations.path(ofParameter:)) ?? ""
        return Diagnostic(
            "`\(step.id)` \(problem.message)", remedy: problem.remedy, at: step.locations[path])
    }

    static func badTemplate(
        _ name: String, _ error: Template.Malformed, of step: StepDefinition
    ) -> Diagnostic {
        Diagnostic(
            "the parameter `\(name)` of `\(step.id)`: \(error.reason)",
            remedy: "write a fact as ${name}, and a dollar sign as $$",
            at: step.locations.value(at: Locations.path(ofParameter: name)))
    }

    static func misplacedSecret(
        _ name: String, _ fact: FactName, of step: StepDefinition
    ) -> Diagnostic {
        Diagnostic(
            "the parameter `\(name)` of `\(step.id)` has the secret fact `\(fact)` in it, and is shown in "
                + "logs and errors",
            remedy:
                "leave it out, or pass it by a parameter that takes secrets: `env` of `run`, `content` "
                + "of `write-file`, or one that a plugin marks so",
            at: step.locations[Locations.path(ofParameter: name)])
    }

    /// The facts that a step lacks: at least one, all missing for the same reason.
    static func unmet(
        _ needs: [FactName], of step: PlannedStep, at place: SourceLocation?, _ reason: UnmetNeed
    ) -> Diagnostic {
        let facts = needs.map(\.text)
        let start =
            "`\(step.id)` needs the \(facts.count == 1 ? "fact" : "facts") "
            + "\(facts.asList), which"
        let settings = facts.map { "--set \($0)=…" }.joined(separator: " ")
        let saying = "say \(facts.count == 1 ? "it" : "them") with \(settings)"
        switch reason {
        case .givenLater(let giver) where giver.id == step.id:
            return Diagnostic(
                "\(start) only it gives, at its end",
                remedy: "let an earlier step give it, or read it in a later one or in `revert`",
                at: place)
        case .givenLater(let giver):
            return Diagnostic(
                "\(start) only the later step `\(giver.id)` gives",
                remedy: "put `\(giver.id)` before `\(step.id)`", at: place,
                notes: [Note("`\(giver.id)` is here", at: giver.location)]
                    + [giver, step].compactMap { moved in
                        moved.origin.movedAt.map { Note("`\(moved.id)` is moved here", at: $0) }
                    })
        case .notSelected(let giver):
            return Diagnostic(
                "\(start) `\(giver.id)` gives, and that step is not selected",
                remedy: "select `\(giver.id)` too, or \(saying)",
                at: place, notes: [Note("`\(giver.id)` is here", at: giver.location)])
        case .takenAway(let former):
            return Diagnostic(
                "\(start) `\(former.step.id)` gave, and a change takes that step away",
                remedy: "keep that step, change `\(step.id)`, or \(saying)",
                at: place,
                notes: [
                    Note("`\(former.step.id)` stood here", at: former.step.locations[""]),
                    Note("this change takes it away", at: former.location),
                ])
        case .notInPipeline(let kind):
            return Diagnostic(
                "\(start) no step of this pipeline gives",
                remedy: "add a step of kind `\(kind)` before it, or \(saying)",
                at: place)
        case .unknown(let near):
            return Diagnostic(
                "\(start) nothing gives",
                remedy: near.map { "did you mean `\($0)`?" } ?? saying,
                at: place)
        }
    }

    /// The step needs a fact only from steps that may not have run, or may have failed.
    ///
    /// There is at least one such step.
    static func unsure(
        _ need: FactName, of step: PlannedStep, from givers: [PlannedStep],
        at place: SourceLocation?
    ) -> Diagnostic {
        let isRendered = place != step.location
        let failing = givers.filter { $0.condition == nil || $0.policy.onFailure == .continue }
        let reason: String
        var remedies: [String] = []
        if failing.isEmpty {
            reason =
                givers.count == 1
                ? "gives only when it runs: " + givers.compactMap(\.condition?.text).joined()
                : "give only when they run: "
                    + givers.compactMap(\.condition?.text).joined(separator: "; ")
            remedies.append(
                givers.count == 1
                    ? "give `\(step.id)` the same `when`"
                    : "let one of them run in every case, or give `\(step.id)` a `when`")
        } else {
            reason =
                givers.count == 1
                ? "may fail to give, as the run continues without it"
                : "may not give, as the run continues without \(failing.map(\.id).asList)"
            remedies.append("let its failure stop the run")
            remedies.append("add `when: {\(need): …}` to `\(step.id)`")
        }
        if isRendered { remedies.append("write a default: ${\(need):-…}") }
        return Diagnostic(
            "`\(step.id)` needs the fact `\(need)`, which \(givers.map(\.id).asList) \(reason)",
            remedy: remedies.joined(separator: ", or "), at: place,
            notes: givers.map { Note("`\($0.id)` is here", at: $0.location) })
    }

    static func wrongType(
        of fact: FactName, _ type: ValueShape, from source: String
    ) -> Diagnostic {
        Diagnostic(
            "the fact `\(fact)` from \(source) should be \(type.words), as the step that gives it declares",
            remedy: "write such a value")
    }

    static func secretComparison(
        _ fact: FactName, of step: StepDefinition, at place: SourceLocation?
    ) -> Diagnostic {
        Diagnostic(
            "`when` of `\(step.id)` compares the secret fact `\(fact)`",
            remedy: "compare another: what is compared is shown", at: place)
    }

    static func impossibleWord(
        _ word: String, _ words: [String], _ fact: FactName, of step: StepDefinition,
        at place: SourceLocation?
    ) -> Diagnostic {
        Diagnostic(
            "`when` of `\(step.id)` compares `\(fact)` with `\(word)`, which it never is",
            remedy: nearestName(to: word, among: words).map { "did you mean `\($0)`?" }
                ?? "write one of: " + words.map { "`\($0)`" }.joined(separator: ", "),
            at: place)
    }

    static func wrongComparison(
        _ comparison: Comparison, with value: Value, of step: StepDefinition,
        at place: SourceLocation?
    ) -> Diagnostic {
        let words = comparison.mismatch(with: value)
        return Diagnostic(
            "`when` of `\(step.id)` can never hold: \(words.message)", remedy: words.remedy,
            at: place)
    }
}
