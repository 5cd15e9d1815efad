import Application
import ArgumentParser
import Pipeline

/// The options that set facts: the four inputs, and any other.
struct FactOptions: ParsableArguments {
    @OptionGroup var own: InputOptions

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Set a fact (repeatable).",
            discussion:
                "If all instance.* facts that the steps need are set, metadata is not read.",
            valueName: "fact=value"))
    var settings: [String] = []

    /// Called by the parser; an error is a usage error.
    func validate() throws {
        _ = try request()
    }

    /// Returns a request with these facts and nothing else.
    ///
    /// - Throws: `ValidationError` for an invalid value.
    func request() throws(ValidationError) -> PlanRequest {
        var request = PlanRequest()
        request.inputs = own.inputs
        for setting in try FactOptions.settings(settings) {
            guard Facts.inputs.contains(setting.name) else {
                request.settings[setting.name] = setting.value
                request.written[setting.name] = setting.text
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

    /// Parses the values of `--set`.
    ///
    /// - Throws: `ValidationError` for an invalid one.
    static func settings(_ texts: [String]) throws(ValidationError) -> [Setting] {
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
}
