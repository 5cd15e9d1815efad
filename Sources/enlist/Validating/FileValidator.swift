import Pipeline
import PipelineFile

/// Judges pipeline files on their own: without an instance, its metadata or the inputs.
///
/// What those would say is known by name only, so a condition or a template that waits for it is
/// checked as far as that goes.
struct FileValidator: Sendable {
    let registry: StepRegistry
    /// The facts that will be said with `--set`.
    let settings: Facts

    func validate(_ path: String) -> FileVerdict {
        let source: SourceText
        do throws(Diagnostic) {
            source = try SourceText(readingFile: path)
        } catch {
            return FileVerdict(path: path, summary: nil, problems: [error], sources: [])
        }
        do throws(Diagnostics) {
            let plan = try Planner(registry: registry)
                .plan(PipelineFileReader().read(source), given: given)
            let count = plan.steps.count
            return FileVerdict(
                path: path,
                summary: "pipeline \(plan.name) with \(count == 1 ? "1 step" : "\(count) steps")",
                problems: [], sources: [source])
        } catch {
            return FileVerdict(path: path, summary: nil, problems: error.all, sources: [source])
        }
    }

    private var given: [GivenFacts] {
        [
            GivenFacts(from: "the inputs", names: Facts.inputs),
            GivenFacts(from: Preparer.metadataSource, names: Facts.instance),
            GivenFacts(from: "--set", settings),
        ]
    }
}
