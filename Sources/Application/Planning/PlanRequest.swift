package import Pipeline
package import PipelineFile

/// A person's request: which pipeline, which of its steps, with which facts.
package struct PlanRequest: Sendable {
    /// The pipeline file; nil for the built-in pipeline.
    package var pipeline: String?
    /// A pipeline of the program's own, which no file changes; nil for one from files.
    package var source: SourceText?
    /// Steps of plugins that run before those of `source`.
    var plugins: PluginLeaving?
    /// A step to run instead of a pipeline.
    package var step: SingleStep?
    package var selection = Selection()
    /// The inputs on the command line, each with its option.
    package var inputs: [FactName: (text: String, option: String)] = [:]
    /// The inputs of the run that this one resumes, for those that nothing else on the machine
    /// gives.
    var remembered = Facts()
    /// The other facts on the command line.
    package var settings = Facts()
    /// The texts of those facts, as the type of a value depends on the pipeline.
    package var written: [FactName: String] = [:]

    /// Whether a person ends the membership: then a reason that a run has written is removed, too.
    ///
    /// An instance that its group or EC2 terminates keeps it. EC2 forgets the tag an hour later, and
    /// until then it is what explains an instance that never joined.
    package var isLeavingForGood = false

    /// Requests the pipeline that would run here by default.
    package init() {}

    /// Whether files determine what runs.
    var isOfFiles: Bool { step == nil && source == nil }
}

extension PlanRequest {
    /// The request to resume a run: by its pipeline and its inputs, unless this request or the
    /// machine's files say otherwise.
    ///
    /// What a person or a script said on the command line is recorded nowhere else. Facts that were
    /// set there are not recorded: they can be secrets.
    func resuming(_ run: RunIdentity?) -> PlanRequest {
        guard let run, isOfFiles else { return self }
        var request = self
        if pipeline == nil { request.pipeline = run.pipeline }
        request.remembered = run.facts
        return request
    }
}
