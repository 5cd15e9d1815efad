import Application
import ArgumentParser
import Bytes
import Pipeline

/// The options that `run` and `plan` share.
struct PlanningOptions: ParsableArguments {
    @OptionGroup var facts: FactOptions

    @Option(
        help: ArgumentHelp(
            "The pipeline file, or the name of a built-in pipeline, to use instead of "
                + "/etc/enlist/pipeline.yaml or `\(BuiltInPipeline.standardName)`.",
            discussion: """
                The changes in /etc/enlist/pipeline.d and /etc/enlist/products/<product>.yaml apply to \
                it too.
                """,
            valueName: "file"),
        completion: .pipeline)
    var pipeline: String?

    @Option(
        help: ArgumentHelp("Run only these steps.", valueName: "ids"),
        completion: .steps)
    var only: [String] = []

    @Option(
        help: ArgumentHelp("Skip these steps.", valueName: "ids"), completion: .steps)
    var skip: [String] = []

    @Option(help: ArgumentHelp("Start with this step.", valueName: "id"), completion: .steps)
    var from: String?

    @Option(help: ArgumentHelp("End with this step.", valueName: "id"), completion: .steps)
    var until: String?

    /// Called by the parser; an error is a usage error.
    func validate() throws {
        _ = try request()
    }

    /// Returns the request that the options make.
    ///
    /// - Throws: `ValidationError` for an invalid value.
    func request() throws(ValidationError) -> PlanRequest {
        var request = try facts.request()
        request.pipeline = pipeline
        request.selection = Selection(
            only: try PlanningOptions.ids(only, "--only"),
            skip: try PlanningOptions.ids(skip, "--skip"), from: from, until: until)
        return request
    }

    /// Returns the ids in the values of an option, as in `--only a,b --only c`.
    ///
    /// - Throws: if the option is given without ids: an empty `--only` would take every step.
    private static func ids(
        _ texts: [String], _ option: String
    ) throws(ValidationError) -> [String] {
        let ids = texts.flatMap { $0.parts(at: ",") }.flatMap { $0.words() }
        guard texts.isEmpty == ids.isEmpty else {
            throw ValidationError("`\(option)` names no step")
        }
        return ids
    }
}
