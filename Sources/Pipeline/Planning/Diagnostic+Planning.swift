// The wording of everything that can be wrong with a definition.

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
            remedy: suggestion(for: id, among: ids, otherwise: "choose from \(list(ids))"))
    }

    static func nothingSelected(_ ids: [String]) -> Diagnostic {
        Diagnostic(
            "the options leave no step to run", remedy: "take at least one of \(list(ids))")
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
                    ? "it takes no parameters: remove this" : "it takes \(list(names))"),
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
            remedy: "`enlist steps \(step.kind)` says what it takes",
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
            at: step.locations[Locations.path(ofParameter: name)])
    }

    static func sensitiveText(
        _ name: String, _ fact: FactName, of step: StepDefinition
    ) -> Diagnostic {
        Diagnostic(
            "the parameter `\(name)` of `\(step.id)` makes the secret fact `\(fact)` part of a text",
            remedy: "leave it out: a text is shown in logs and errors",
            at: step.locations[Locations.path(ofParameter: name)])
    }

    static func unknownRewind(
        _ target: String, of step: StepDefinition, among ids: [String]
    ) -> Diagnostic {
        Diagnostic(
            "`\(step.id)` rewinds to `\(target)`, and no step has this id",
            remedy: suggestion(
                for: target, among: ids, otherwise: "name a step that comes before it"),
            at: step.locations["retry.rewind"])
    }

    static func forwardRewind(_ target: String, of step: StepDefinition) -> Diagnostic {
        Diagnostic(
            target == step.id
                ? "`\(step.id)` rewinds to itself"
                : "`\(step.id)` rewinds to `\(target)`, which comes after it",
            remedy: target == step.id
                ? "leave `rewind` out: without it, the same step is tried again"
                : "name a step that comes before it",
            at: step.locations["retry.rewind"])
    }

    static func nothingToRewindTo(_ retry: Retry, of step: PlannedStep) -> Diagnostic {
        let classes = FailureClass.allCases.filter(retry.classes.contains).map(\.rawValue)
        let target: (name: String, remedy: String) =
            switch retry.rewind {
            case .role(let role):
                ("a step of the role \(role.name)", "put one before it, or name a step")
            case .step(let id): ("`\(id)`", "select it too, or name another step")
            case nil: ("no step", "name a step")
            }
        return Diagnostic(
            "after a failure of class \(list(classes)), `\(step.id)` would go back to "
                + "\(target.name), and this run has none before it: the failure will be final",
            remedy: "\(target.remedy) with `retry: {on: …, rewind: …}`", at: step.location)
    }

    static func senselessRetry(of step: StepDefinition) -> Diagnostic {
        Diagnostic(
            "the retry of `\(step.id)` can never act",
            remedy: "`attempts` and `factor` are 1 or more", at: step.locations["retry"])
    }

    static func senselessLimit(_ name: String, of step: StepDefinition) -> Diagnostic {
        Diagnostic(
            "the \(name) of `\(step.id)` leaves no time", remedy: "make it longer than nothing",
            at: step.locations[name])
    }

    static func unmet(
        _ need: FactName, of step: PlannedStep, at place: SourceLocation?, _ reason: UnmetNeed
    ) -> Diagnostic {
        let start = "`\(step.id)` needs the fact `\(need)`, which"
        switch reason {
        case .givenLater(let giver):
            return Diagnostic(
                "\(start) only the later step `\(giver.id)` gives",
                remedy: "put `\(giver.id)` before `\(step.id)`", at: place,
                notes: [Note("`\(giver.id)` is here", at: giver.location)])
        case .notSelected(let giver):
            return Diagnostic(
                "\(start) `\(giver.id)` gives, and that step is not selected",
                remedy: "select `\(giver.id)` too, or say the fact with --set \(need)=…",
                at: place, notes: [Note("`\(giver.id)` is here", at: giver.location)])
        case .notInPipeline(let kind):
            return Diagnostic(
                "\(start) no step of this pipeline gives",
                remedy: "add a step of kind `\(kind)` before it, or say it with --set \(need)=…",
                at: place)
        case .unknown(let near):
            return Diagnostic(
                "\(start) nothing gives",
                remedy: near.map { "did you mean `\($0)`?" } ?? "say it with --set \(need)=…",
                at: place)
        }
    }

    private static func suggestion(
        for word: String, among names: [String], otherwise: String
    ) -> String {
        nearestName(to: word, among: names).map { "did you mean `\($0)`?" } ?? otherwise
    }

    private static func list(_ names: [String]) -> String {
        names.map { "`\($0)`" }.joined(separator: ", ")
    }
}
