package import Pipeline
import PipelineFile
import Steps

/// A plan, with everything needed to repeat the planning once the instance's facts are known.
package struct PreparedPlan: Sendable {
    package let plan: Plan
    /// The pipeline from its files.
    package let pipeline: LoadedPipeline
    private let selection: Selection
    /// Whether files determine what runs, and not a person or the program.
    private let isOfFiles: Bool
    /// The steps that are left out because the instance is in a warm pool.
    package private(set) var later: [String] = []
    private let inputs: [InputResolver.Found]
    private let settings: Facts
    private let written: [FactName: String]
    private let registry: StepRegistry

    /// The inputs without a value so far that a step may still need.
    let unknownInputs: [FactName]

    /// Creates the plan; `instance` contains the facts of instance metadata, nil if it has not been
    /// asked.
    ///
    /// - Throws: everything that is wrong with the files, with their lines; status 65.
    init(
        _ pipeline: LoadedPipeline, selection: Selection, isOfFiles: Bool = true,
        inputs: [InputResolver.Found], settings: Facts, written: [FactName: String] = [:],
        instance: Facts?, registry: StepRegistry
    ) throws(CommandError) {
        self.pipeline = pipeline
        self.selection = selection
        self.isOfFiles = isOfFiles
        self.inputs = inputs
        self.settings = settings
        self.written = written
        self.registry = registry

        let known = Set(inputs.map(\.name))
        unknownInputs = Facts.inputs.filter { !known.contains($0) }

        var given = inputs.map { input in
            GivenFacts(from: input.source, Facts([input.name: .string(input.text)]))
        }
        if !unknownInputs.isEmpty {
            given.append(GivenFacts(from: "the inputs", names: unknownInputs))
        }
        let asked = Facts.instance.filter { settings[$0] == nil }
        if let instance {
            given.append(GivenFacts(from: Preparer.metadataSource, instance))
        } else if !asked.isEmpty {
            given.append(GivenFacts(from: Preparer.metadataSource, names: asked))
        }
        if !settings.names.isEmpty {
            given.append(GivenFacts(from: "--set", settings, written: written))
        }
        do throws(Diagnostics) {
            plan = try pipeline.plan(
                Planner(registry: registry), selection: selection, given: given)
        } catch {
            throw CommandError(.badData, error, pipeline.sources)
        }
    }

    /// Checks that the plan calls no service that AWS has shut down.
    ///
    /// - Parameter environment: may name the endpoint of another service with the same API.
    /// - Throws: what to use instead; status 65.
    package func refuseRetired(_ environment: [String: String]) throws(CommandError) {
        guard let problem = Provider.retirement(of: plan.steps, environment: environment) else {
            return
        }
        throw CommandError(.badData, Diagnostics([problem]))
    }

    /// Whether a step of the plan needs the fact, or depends on it.
    func needs(_ fact: FactName) -> Bool {
        plan.steps.contains {
            $0.needs.contains(fact) || $0.condition?.comparison(with: fact) != nil
        }
    }

    /// Whether instance metadata has to be asked before a run.
    var needsInstance: Bool {
        let read = Set(plan.steps.flatMap(\.reads))
        return Facts.instance.contains { settings[$0] == nil && read.contains($0) }
    }

    /// Returns the plan, checked against further inputs.
    ///
    /// - Throws: as the initialiser does.
    func with(inputs found: [InputResolver.Found]) throws(CommandError) -> PreparedPlan {
        if found.isEmpty { return self }
        return try PreparedPlan(
            pipeline, selection: selection, isOfFiles: isOfFiles, inputs: inputs + found,
            settings: settings,
            written: written, instance: nil, registry: registry)
    }

    /// Returns the plan, checked against the facts of instance metadata.
    ///
    /// In a warm pool it has only the steps of `WarmPool`.
    ///
    /// - Throws: as the initialiser does.
    func with(instance: Facts) throws(CommandError) -> PreparedPlan {
        var selection = selection
        let isInPool = instance.merging(settings)[.lifecycle] == .warmPool
        let later = isInPool && isOfFiles ? WarmPool.later(plan.steps) : []
        selection.skip += later
        var prepared = try PreparedPlan(
            pipeline, selection: selection, isOfFiles: isOfFiles, inputs: inputs,
            settings: settings, written: written, instance: instance, registry: registry)
        prepared.later = later
        return prepared
    }
}
