import Pipeline

/// What a person asks for: which pipeline, which of its steps, with which facts.
struct PlanRequest: Sendable {
    /// The pipeline file; nil for the built-in pipeline.
    var pipeline: String?
    /// A step to run in place of a pipeline.
    var step: SingleStep?
    var selection = Selection()
    /// The inputs that the command line gives, each with the option that gives it.
    var inputs: [FactName: (text: String, option: String)] = [:]
    /// The other facts that the command line gives.
    var settings = Facts()
}
