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
        let sketch = try sketch(request)
        let missing = sketch.unknownInputs.filter(sketch.needs)
        let found =
            missing.isEmpty
            ? [] : try await inputs(of: request).resolve(missing, from: metadata)
        return try sketch.with(inputs: found)
    }

    /// Reads the pipeline and plans with the inputs that are known by now, asking nobody for more.
    ///
    /// - Returns: a plan in which the other inputs are known by name only.
    /// - Throws: a `CommandError` that says all that is wrong.
    func sketch(_ request: PlanRequest) throws(CommandError) -> PreparedPlan {
        let source =
            if let step = request.step { step.source } else { try source(request.pipeline) }
        let definition: Definition
        do throws(Diagnostics) {
            if let step = request.step {
                try step.check(registry, settings: request.settings)
                definition = try step.definition()
            } else {
                definition = try PipelineFileReader().read(source)
            }
        } catch {
            throw CommandError(.badData, error, [source])
        }
        return try PreparedPlan(
            source: source, definition: definition, selection: request.selection,
            inputs: inputs(of: request).resolve(), settings: request.settings, instance: nil,
            registry: registry)
    }

    private func inputs(of request: PlanRequest) -> InputResolver {
        InputResolver(options: request.inputs, environment: environment, root: root)
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
