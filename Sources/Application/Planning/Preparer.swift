package import Pipeline
import PipelineFile

/// Makes a plan of what a person asks for, with everything that has to be found out first.
package struct Preparer: Sendable {
    let kinds: KindCatalog
    let metadata: any InstanceMetadata
    let environment: [String: String]
    private let lateTags: LateTags

    /// Takes the kinds that there are, whom to ask for inputs, and the process' environment; how tags
    /// are waited for.
    package init(
        kinds: KindCatalog, metadata: any InstanceMetadata, environment: [String: String],
        time: any TimeSource = SystemTime(), pausing: (any Pausing)? = nil
    ) {
        self.kinds = kinds
        self.metadata = metadata
        self.environment = environment
        lateTags = LateTags(time: time, pausing: pausing ?? SystemPause(time: time))
    }

    static let metadataSource = "instance metadata"

    /// Finds the pipeline's files.
    package var loader: PipelineLoader {
        PipelineLoader(root: root, standard: environment[PipelineLoader.variable])
    }

    /// The folder that stands for `/`.
    private var root: String {
        let root = environment["ENLIST_ROOT"] ?? ""
        return root.isEmpty ? "/" : root
    }

    /// Reads the pipeline, finds the inputs, and plans.
    ///
    /// Instance metadata is asked for inputs that the plan needs and that are nowhere else, for the
    /// product where products have pipeline files of their own, and for nothing besides.
    ///
    /// - Throws: a `CommandError` that says all that is wrong; `CancellationError` when the task is
    ///   cancelled.
    package func prepare(_ request: PlanRequest) async throws -> PreparedPlan {
        let resolver = inputs(of: request)
        var found = try resolver.resolve()
        let product = FactKey.product.name
        if request.isOfFiles, !found.contains(where: { $0.name == product }),
            try hasProducts()
        {
            found += try await resolver.resolve([product], from: metadata, waiting: lateTags)
        }
        let sketch = try await sketch(request, found)
        let missing = sketch.unknownInputs.filter(sketch.needs)
        // A pipeline of the program's own is one that leaves: it asks a service that is gone for nothing.
        if request.source == nil { try sketch.refuseRetired(environment) }
        let more =
            missing.isEmpty
            ? []
            : try await resolver.resolve(
                missing, from: metadata, waiting: lateTags)
        return try sketch.with(inputs: more)
    }

    /// Reads the pipeline and plans with the inputs that are known by now, asking nobody for more.
    ///
    /// - Returns: a plan in which the other inputs are known by name only; without the changes of a
    ///   product that is not known.
    /// - Throws: a `CommandError` that says all that is wrong; `CancellationError` when the task is
    ///   cancelled.
    package func sketch(_ request: PlanRequest) async throws -> PreparedPlan {
        try await sketch(request, inputs(of: request).resolve())
    }

    private func sketch(
        _ request: PlanRequest, _ found: [InputResolver.Found]
    ) async throws -> PreparedPlan {
        let pipeline: LoadedPipeline
        let registry: StepRegistry
        if let step = request.step {
            registry = try await kinds.registry(for: step, plugins: pluginsHere(and: step.plugins))
            pipeline = try step.load(registry, settings: request.settings)
        } else {
            let product = found.first { $0.name == FactKey.product.name }
            pipeline =
                request.source.map { loader.load(own: $0, after: request.plugins) }
                ?? loader.load(request.pipeline, product: product?.text)
            registry = try await kinds.registry(for: pipeline)
        }
        return try PreparedPlan(
            pipeline, selection: request.selection, isOfFiles: request.isOfFiles, inputs: found,
            settings: request.settings,
            written: request.written, instance: nil, registry: registry)
    }

    /// The plugins of the pipeline that would run here, and others, which must be signed where it says
    /// that all must.
    func pluginsHere(and others: [PluginReference]) -> [PluginReference] {
        var here = loader.load(nil, product: nil).definition ?? Definition(name: "", steps: [])
        here.add(others)
        return here.plugins
    }

    /// The pipeline that the instance would join by, as far as its files can be read.
    ///
    /// - Parameter path: the pipeline that a person names; nil for the machine's own.
    /// - Returns: its definition, with the changes of the instance's product where that is known.
    func pipelineHere(_ path: String?) async -> Definition? {
        let resolver = inputs(of: PlanRequest())
        let product = FactKey.product.name
        var found = (try? resolver.resolve()) ?? []
        if !found.contains(where: { $0.name == product }), (try? hasProducts()) == true {
            found +=
                (try? await resolver.resolve([product], from: metadata, waiting: lateTags)) ?? []
        }
        return loader.load(path, product: found.first { $0.name == product }?.text).definition
    }

    /// What the files that can be read say about a run that fails, also before it has a plan.
    func failurePolicy(for request: PlanRequest) -> FailurePolicy? {
        let product = try? inputs(of: request).resolve()
            .first { $0.name == FactKey.product.name }
        return loader.load(request.pipeline, product: product?.text).onFailure
    }

    private func hasProducts() throws(CommandError) -> Bool {
        do throws(Diagnostic) {
            return try loader.hasProducts()
        } catch {
            throw CommandError(.badData, Diagnostics([error]))
        }
    }

    private func inputs(of request: PlanRequest) -> InputResolver {
        InputResolver(options: request.inputs, environment: environment, root: root)
    }
}
