package import Pipeline

/// What a plugin says of itself, found to make sense.
package struct PluginDescription: Sendable, Equatable {
    package let name: String
    /// For people.
    package let version: String
    /// The revision of the header that it was made with.
    package let abi: Int
    package let steps: [PluginStepDescription]
}

/// What a plugin says of one of its steps.
package struct PluginStepDescription: Sendable, Equatable {
    package let kind: String
    /// One sentence without a full stop.
    package let summary: String
    package let parameters: [PluginParameter]
    package let needs: [FactName]
    package let gives: [FactName]
    /// Each name in it is one of the parameters or of the needs.
    package let signature: Signature
    package let hasCheck: Bool
    package let hasRevert: Bool
    /// Whether it can look beforehand at what it relies on.
    package let hasRequire: Bool
    /// The kinds of the steps by which its work is ended when the instance leaves; first those to run first.
    package let leaving: [String]
    /// What a run will do, with `${name}` for a parameter; nil where it does not say.
    package let planText: String?
    /// How long an attempt may take where the pipeline says nothing.
    package let timeout: Duration

    /// The timeout of steps that do not say one.
    static let standardTimeout = Duration.seconds(120)
}

/// What a plugin says of one parameter.
package struct PluginParameter: Sendable, Equatable {
    package let name: String
    package let type: Signature.ArgumentType
    package let summary: String
    /// What holds where the pipeline file gives none; `.null` where the function then gets nothing, nil
    /// where one must be given.
    package let defaultValue: Value?
    /// Whether its values are shown to nobody, so that secret facts may stand in them.
    package let isSecret: Bool

    /// Whether it may be left out, so that the function gets nothing.
    package var isOptional: Bool { defaultValue == .null }

    /// The parameter as the registry knows it.
    var description: ParameterDescription {
        let type = type
        let isOptional = isOptional
        let isSecret = isSecret
        return ParameterDescription(
            name: name, typeName: type.shape.words,
            shape: isOptional ? .either([type.shape, .exactly(.null)]) : type.shape,
            summary: summary, defaultValue: defaultValue, isRequired: defaultValue == nil,
            takesFacts: true, secrecy: isSecret ? .secret : .open,
            problem: { value in
                if isOptional, value == .null { return nil }
                do throws(ConversionProblem) {
                    _ = try type.argument(of: value)
                    return nil
                } catch {
                    return error.problem
                }
            }, shown: { isSecret ? $0.hidden : $0 })
    }
}

extension PluginStepDescription {
    /// What a run will do with these parameters, templates in them rendered or not.
    func planText(_ parameters: [String: Value]) -> String? {
        guard let planText, let template = try? Template(planText) else { return nil }
        var values = Facts()
        for parameter in self.parameters {
            guard let name = FactName(parameter.name),
                let value = parameters[parameter.name] ?? parameter.defaultValue
            else { continue }
            values[name] = value
        }
        return template.render(values)?.text
    }
}
