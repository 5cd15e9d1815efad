import Pipeline
import PipelineFile

/// What a person asks for: which pipeline, which of its steps, with which facts.
struct PlanRequest: Sendable {
    /// The pipeline file; nil for the built-in pipeline.
    var pipeline: String?
    /// A pipeline of the program's own, which no file changes; nil for one made of files.
    var source: SourceText?
    /// A step to run in place of a pipeline.
    var step: SingleStep?
    var selection = Selection()
    /// The inputs that the command line gives, each with the option that gives it.
    var inputs: [FactName: (text: String, option: String)] = [:]
    /// The other facts that the command line gives.
    var settings = Facts()

    /// Whether files say what runs.
    var isOfFiles: Bool { step == nil && source == nil }
}
