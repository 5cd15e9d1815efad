import Application
import ArgumentParser
import Pipeline

/// The options that set the four inputs.
struct InputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The product that this instance serves; names the layer.", valueName: "name"))
    var product: String?

    @Option(help: ArgumentHelp("The environment: prod, staging.", valueName: "name"))
    var environment: String?

    @Option(help: ArgumentHelp("The platform that it is built on.", valueName: "name"))
    var platform: String?

    @Option(
        help: ArgumentHelp("The platform's major version, the number only.", valueName: "number"))
    var major: String?

    /// The inputs that are set, each with its option.
    var inputs: [FactName: (text: String, option: String)] {
        let options = [
            (FactKey.product.name, product), (FactKey.environment.name, environment),
            (FactKey.platform.name, platform), (FactKey.major.name, major),
        ]
        var inputs: [FactName: (text: String, option: String)] = [:]
        for case (let name, let text?) in options { inputs[name] = (text, "--\(name)") }
        return inputs
    }
}
