import Pipeline
import PipelineFile

/// Makes a plan of what a person asks for, with everything that has to be found out first.
struct Preparer: Sendable {
    let registry: StepRegistry
    let metadata: any InstanceMetadata
    let environment: [String: String]

    static let metadataSource = "instance metadata"

    /// The folder that stands for `/`.
    private var root: String {
        let root = environment["ENLIST_ROOT"] ?? ""
        return root.isEmpty ? "/" : root
    }

    /// Reads the pipeline, finds the inputs, and plans.
    ///
    /// Instance metadata is asked for inputs that the plan needs and that are nowhere else, and for
    /// nothing besides.
    ///
    /// - Throws: a `CommandError` that says all that is wrong; `CancellationError` when the task is
    ///   cancelled.
    func prepare(_ request: PlanRequest) async throws -> PreparedPlan {
        let source = try source(request.pipeline)
        let definition: Definition
        do throws(Diagnostics) {
            definition = try PipelineFileReader().read(source)
        } catch {
            throw CommandError(.badData, error, [source])
        }
        let inputs = InputResolver(options: request.inputs, environment: environment, root: root)
        var found = try inputs.resolve()

        func draft(_ unknown: [FactName]) throws(CommandError) -> PreparedPlan {
            try PreparedPlan(
                source: source, definition: definition, selection: request.selection,
                inputs: found, unknownInputs: unknown, settings: request.settings,
                instance: nil, registry: registry)
        }
        let known = Set(found.map(\.name))
        let unknown = Facts.inputs.filter { !known.contains($0) }
        let first = try draft(unknown)
        let missing = unknown.filter(first.needs)
        if !missing.isEmpty { found += try await inputs.resolve(missing, from: metadata) }
        return try draft([])
    }

    private func source(_ path: String?) throws(CommandError) -> SourceText {
        guard let path else { return .opsWorksPipeline }
        do throws(Diagnostic) {
            return try SourceText(readingFile: path)
        } catch {
            throw CommandError(.badData, Diagnostics([error]))
        }
    }
}
