package import Pipeline
package import PipelineFile

/// What a person asks for: which pipeline, which of its steps, with which facts.
package struct PlanRequest: Sendable {
    /// The pipeline file; nil for the built-in pipeline.
    package var pipeline: String?
    /// A pipeline of the program's own, which no file changes; nil for one made of files.
    package var source: SourceText?
    /// Steps of plugins that run before those of `source`.
    var plugins: PluginLeaving?
    /// A step to run in place of a pipeline.
    package var step: SingleStep?
    package var selection = Selection()
    /// The inputs that the command line gives, each with the option that gives it.
    package var inputs: [FactName: (text: String, option: String)] = [:]
    /// The other facts that the command line gives.
    package var settings = Facts()
    /// The texts that a person wrote for those, where the type of the value depends on the pipeline.
    package var written: [FactName: String] = [:]

    /// The pipeline that would run here, with nothing said.
    package init() {}

    /// Whether files say what runs.
    var isOfFiles: Bool { step == nil && source == nil }
}
