package import Pipeline

/// Judges pipeline files on their own: without an instance, its metadata or the inputs.
///
/// What those would say is known by name only, so a condition or a template that waits for it is
/// checked as far as that goes.
package struct FileValidator: Sendable {
    let kinds: KindCatalog
    let loader: PipelineLoader
    /// The facts that will be said with `--set`.
    let settings: Facts
    /// The texts that they were read from.
    var written: [FactName: String] = [:]

    /// Takes what knows the kinds, and the facts that will be said with `--set`.
    package init(_ engine: Engine, settings: Facts, written: [FactName: String]) {
        self.written = written
        kinds = engine.kinds
        loader = engine.preparer.loader
        self.settings = settings
    }

    /// For tests, with kinds of their own.
    init(kinds: KindCatalog, loader: PipelineLoader, settings: Facts) {
        self.kinds = kinds
        self.loader = loader
        self.settings = settings
    }

    /// Whatever is installed here besides is left aside, but for the pipeline that a file changes
    /// without saying which.
    ///
    /// - Throws: `CancellationError` alone.
    package func validate(_ path: String) async throws(CancellationError) -> FileVerdict {
        let pipeline = loader.load(alone: path)
        let (registry, problems) = try await kinds.registry(
            with: pipeline.definition?.plugins ?? [])
        // Without its kinds all that is made of them would be wrong too.
        guard problems.isEmpty else {
            return FileVerdict(
                path: path, summary: nil, problems: pipeline.problems + problems,
                sources: pipeline.sources)
        }
        do throws(Diagnostics) {
            let plan = try pipeline.plan(
                Planner(registry: registry), selection: Selection(), given: given)
            let count = plan.steps.count
            return FileVerdict(
                path: path,
                summary: "pipeline \(plan.name) with \(count == 1 ? "1 step" : "\(count) steps")",
                problems: [], sources: pipeline.sources)
        } catch {
            return FileVerdict(
                path: path, summary: nil, problems: error.all, sources: pipeline.sources)
        }
    }

    private var given: [GivenFacts] {
        [
            GivenFacts(from: "the inputs", names: Facts.inputs),
            GivenFacts(from: Preparer.metadataSource, names: Facts.instance),
            GivenFacts(from: "--set", settings, written: written),
        ]
    }
}
