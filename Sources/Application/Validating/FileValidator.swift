package import Pipeline

/// Validates pipeline files on their own: without an instance, its metadata or the inputs.
///
/// Those facts are known by name only, so a condition or a template that needs one is checked as
/// far as possible.
package struct FileValidator: Sendable {
    let kinds: KindCatalog
    let loader: PipelineLoader
    /// The facts that will be set with `--set`.
    let settings: Facts
    /// The texts from which they were parsed.
    var written: [FactName: String] = [:]

    /// Creates a validator from an engine, and the facts that will be set with `--set`.
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

    /// Validates a file, ignoring other installed files, except the pipeline that it changes
    /// without naming it.
    ///
    /// - Throws: only `CancellationError`.
    package func validate(_ path: String) async throws(CancellationError) -> FileVerdict {
        let pipeline = loader.load(alone: path)
        let (registry, problems) = try await kinds.registry(
            with: pipeline.definition?.plugins ?? [])
        // Without its kinds, everything else would be reported as wrong too.
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
