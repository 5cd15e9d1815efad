package import Pipeline
import PipelineFile
import Steps

/// A plan, with what it takes to make it again once the instance's facts are known.
package struct PreparedPlan: Sendable {
    package let plan: Plan
    /// The files that it was made of.
    package let pipeline: LoadedPipeline
    private let selection: Selection
    /// Whether files say what runs, and not a person or the program.
    private let isOfFiles: Bool
    /// The steps that are left out because the instance is in a warm pool.
    package private(set) var later: [String] = []
    private let inputs: [InputResolver.Found]
    private let settings: Facts
    private let written: [FactName: String]
    private let registry: StepRegistry

    /// The inputs that nobody has given so far, and that a step may need all the same.
    let unknownInputs: [FactName]

    /// Plans; `instance` is what instance metadata says, nil where it has not been asked.
    ///
    /// - Throws: all that is wrong with the files, with their lines; status 65.
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

    /// Makes sure that the plan calls no service that AWS has shut down.
    ///
    /// - Parameter environment: may name the endpoint of another that speaks its API.
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

    /// The same plan, checked against further inputs.
    ///
    /// - Throws: as making it does.
    func with(inputs found: [InputResolver.Found]) throws(CommandError) -> PreparedPlan {
        if found.isEmpty { return self }
        return try PreparedPlan(
            pipeline, selection: selection, isOfFiles: isOfFiles, inputs: inputs + found,
            settings: settings,
            written: written, instance: nil, registry: registry)
    }

    /// The same plan, checked against what instance metadata says.
    ///
    /// In a warm pool it has the steps of `WarmPool` only.
    ///
    /// - Throws: as making it does.
    func with(instance: Facts) throws(CommandError) -> PreparedPlan {
        var selection = selection
        let isInPool = instance.merging(settings).instanceLifecycle == .warmPool
        let later = isInPool && isOfFiles ? WarmPool.later(plan.steps) : []
        selection.skip += later
        var prepared = try PreparedPlan(
            pipeline, selection: selection, isOfFiles: isOfFiles, inputs: inputs,
            settings: settings, written: written, instance: instance, registry: registry)
        prepared.later = later
        return prepared
    }
}
