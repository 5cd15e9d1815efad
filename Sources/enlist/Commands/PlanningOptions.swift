import ArgumentParser
import Pipeline

/// The options that `run` and `plan` share.
struct PlanningOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What this instance serves; names the layer.", valueName: "name"))
    var product: String?

    @Option(help: ArgumentHelp("Where it serves: prod, staging.", valueName: "name"))
    var environment: String?

    @Option(help: ArgumentHelp("What it is built on.", valueName: "name"))
    var platform: String?

    @Option(
        help: ArgumentHelp("The platform's major version, the number only.", valueName: "number"))
    var major: String?

    @Option(
        help: ArgumentHelp(
            "The pipeline file to use in place of the built-in pipeline `opsworks`.",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var pipeline: String?

    @Option(help: ArgumentHelp("Take these steps and no others.", valueName: "ids"))
    var only: [String] = []

    @Option(help: ArgumentHelp("Leave these steps out.", valueName: "ids"))
    var skip: [String] = []

    @Option(help: ArgumentHelp("Begin with this step.", valueName: "id"))
    var from: String?

    @Option(help: ArgumentHelp("End with this step.", valueName: "id"))
    var until: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Say a fact that would come from elsewhere; can be given again.",
            discussion: "With every instance.* fact that the steps need, metadata is not asked.",
            valueName: "fact=value"))
    var settings: [String] = []

    /// Called by the parser; what is thrown is a usage error.
    func validate() throws {
        _ = try request()
    }

    /// What the options ask for.
    ///
    /// - Throws: `ValidationError` for what cannot be understood.
    func request() throws(ValidationError) -> PlanRequest {
        var request = PlanRequest()
        request.pipeline = pipeline
        request.selection = Selection(
            only: try PlanningOptions.ids(only, "--only"),
            skip: try PlanningOptions.ids(skip, "--skip"), from: from, until: until)
        let options = [
            (FactKey.product.name, product), (FactKey.environment.name, environment),
            (FactKey.platform.name, platform), (FactKey.major.name, major),
        ]
        for case (let name, let text?) in options {
            request.inputs[name] = (text, "--\(name)")
        }
        for setting in try PlanningOptions.settings(settings) {
            guard Facts.inputs.contains(setting.name) else {
                request.settings[setting.name] = setting.value
                continue
            }
            if request.inputs[setting.name] != nil {
                throw ValidationError(
                    "`--set \(setting.name)=…` and `--\(setting.name)` both "
                        + "give the same input: leave one of them out")
            }
            request.inputs[setting.name] = (setting.value.text, "--set")
        }
        return request
    }

    private static func settings(_ texts: [String]) throws(ValidationError) -> [Setting] {
        var settings: [Setting] = []
        for text in texts {
            do throws(Setting.Malformed) {
                settings.append(try Setting(text))
            } catch {
                throw ValidationError(error.message)
            }
        }
        return settings
    }

    /// The ids in the values of an option, as in `--only a,b --only c`.
    ///
    /// - Throws: where the option is there and names none: an empty `--only` would take every step.
    private static func ids(
        _ texts: [String], _ option: String
    ) throws(ValidationError) -> [String] {
        let ids = texts.flatMap { $0.split { $0 == "," || $0 == " " } }.map(String.init)
        guard texts.isEmpty == ids.isEmpty else {
            throw ValidationError("`\(option)` names no step")
        }
        return ids
    }
}
