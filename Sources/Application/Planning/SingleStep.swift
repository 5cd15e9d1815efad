package import Pipeline
package import PipelineFile

/// One step that runs on its own, without a pipeline file.
package struct SingleStep: Sendable {
    let kind: String
    /// Its parameters, a mapping in YAML or JSON; nil for none.
    let parameters: SourceText?
    /// The possible sources of its kind, besides enlist itself.
    let plugins: [PluginReference]

    /// Creates a step from a person's request, unchecked.
    package init(kind: String, parameters: SourceText?, plugins: [PluginReference] = []) {
        self.kind = kind
        self.parameters = parameters
        self.plugins = plugins
    }

    /// The source of the step, for messages.
    private var source: SourceText { parameters ?? SourceText("", name: "enlist step \(kind)") }

    /// Loads a pipeline that consists of this step.
    ///
    /// - Throws: everything that is wrong with the step; status 65.
    func load(
        _ registry: StepRegistry, settings: Facts
    ) throws(CommandError) -> LoadedPipeline {
        do throws(Diagnostics) {
            try check(registry, settings: settings)
            return LoadedPipeline(definition: try definition(), sources: [source])
        } catch {
            throw CommandError(.badData, error, [source])
        }
    }

    /// - Throws: what is wrong with the text of the parameters.
    private func definition() throws(Diagnostics) -> Definition {
        let step =
            if let parameters {
                try ParametersReader().read(parameters, kind: kind)
            } else { StepDefinition(kind) }
        return Definition(name: kind, steps: [step])
    }

    /// Checks that every fact which the step needs is set, is an input, or comes from the instance.
    ///
    /// - Parameters:
    ///   - registry: the known kinds.
    ///   - settings: the facts that are set.
    /// - Throws: what is wrong with the step, or one problem with all facts that have no source.
    private func check(_ registry: StepRegistry, settings: Facts) throws(Diagnostics) {
        let known = Set(Facts.inputs + Facts.instance + settings.names)
        let couldBeSaid = GivenFacts(
            from: "--set", names: registry.kinds.flatMap(\.gives) + Array(known))
        let plan = try Planner(registry: registry).plan(definition(), given: [couldBeSaid])
        let missing = plan.steps.flatMap(\.needs).filter { !known.contains($0) }
        guard missing.isEmpty else { throw Diagnostics([.unsaidFacts(missing, kind, registry)]) }
    }
}

extension Diagnostic {
    fileprivate static func unsaidFacts(
        _ facts: [FactName], _ kind: String, _ registry: StepRegistry
    ) -> Diagnostic {
        let names = facts.map { "`\($0)`" }.joined(separator: ", ")
        let givers = registry.kinds.map { giver in (giver, facts.filter(giver.gives.contains)) }
        return Diagnostic(
            facts.count == 1
                ? "`\(kind)` needs the fact \(names), which an earlier step of a pipeline would give"
                : "`\(kind)` needs the facts \(names), which earlier steps of a pipeline would give",
            remedy: facts.map { "--set \($0)=…" }.joined(separator: " "),
            notes: givers.filter { !$0.1.isEmpty }.map { giver, facts in
                Note(
                    "steps of kind `\(giver.name)` give "
                        + facts.map { "`\($0)`" }.joined(separator: ", "), at: nil)
            })
    }
}
