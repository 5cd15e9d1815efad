package import Pipeline
import PipelineFile

/// Turns a person's request into a plan, and finds everything that this needs.
package struct Preparer: Sendable {
    let kinds: KindCatalog
    let metadata: any InstanceMetadata
    let environment: [String: String]
    private let lateTags: LateTags

    /// Creates a preparer from the kinds, the source of inputs, the process' environment, and how
    /// to wait for tags.
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
    /// Instance metadata is asked only for inputs that the plan needs and that have no other
    /// source, and for the product if products have their own pipeline files.
    ///
    /// - Throws: a `CommandError` with everything that is wrong; `CancellationError` when the task
    ///   is cancelled.
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
        // A pipeline of the program's own is one that leaves: it does not call a service that is
        // gone.
        if request.source == nil { try sketch.refuseRetired(environment) }
        let more =
            missing.isEmpty
            ? []
            : try await resolver.resolve(
                missing, from: metadata, waiting: lateTags)
        return try sketch.with(inputs: more)
    }

    /// Reads the pipeline and plans offline, with the inputs that are known by now.
    ///
    /// - Returns: a plan in which the other inputs are known by name only; without the changes of a
    ///   product that is not known.
    /// - Throws: a `CommandError` with everything that is wrong; `CancellationError` when the task
    ///   is cancelled.
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

    /// Returns the plugins of the pipeline that would run here, and others.
    ///
    /// The others must be signed if that pipeline requires it of all plugins.
    func pluginsHere(and others: [PluginReference]) -> [PluginReference] {
        var here = loader.load(nil, product: nil).definition ?? Definition(name: "", steps: [])
        here.add(others)
        return here.plugins
    }

    /// Returns the pipeline by which the instance would join, as far as its files can be read.
    ///
    /// - Parameter path: the pipeline that a person names; nil for the machine's own.
    /// - Returns: its definition, with the changes of the instance's product if that is known.
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

    /// The failure policy of the files that can be read, even before there is a plan.
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
        InputResolver(
            options: request.inputs, remembered: request.remembered, environment: environment,
            root: root)
    }
}
