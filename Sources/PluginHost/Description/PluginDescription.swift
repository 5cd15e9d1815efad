package import Pipeline

/// A plugin's description of itself, validated.
package struct PluginDescription: Sendable, Equatable {
    package let name: String
    /// The version, for people.
    package let version: String
    /// The revision of the header with which it was built.
    package let abi: Int
    package let steps: [PluginStepDescription]
}

/// A plugin's description of one of its steps.
package struct PluginStepDescription: Sendable, Equatable {
    package let kind: String
    /// One sentence without a full stop.
    package let summary: String
    package let parameters: [PluginParameter]
    package let needs: [FactName]
    package let gives: [FactName]
    /// Each name in it is a parameter or a needed fact.
    package let signature: Signature
    package let hasCheck: Bool
    package let hasRevert: Bool
    /// Whether it can check its preconditions in advance.
    package let hasRequire: Bool
    /// The kinds of the steps that end its work when the instance leaves, in the order in which
    /// they run.
    package let leaving: [String]
    /// What a run will do, with `${name}` for a parameter; nil if the plugin does not say.
    package let planText: String?
    /// The timeout of an attempt, unless the pipeline sets another one.
    package let timeout: Duration

    /// The timeout of steps that do not declare one.
    static let standardTimeout = Duration.seconds(120)
}

/// A plugin's description of one parameter.
package struct PluginParameter: Sendable, Equatable {
    package let name: String
    package let type: Signature.ArgumentType
    package let summary: String
    /// The default.
    ///
    /// `.null` if the function receives a null pointer without a value, nil if a value is required.
    package let defaultValue: Value?
    /// Whether its values are never shown, so that secret facts may be part of them.
    package let isSecret: Bool

    /// Whether it may be left out, so that the function receives a null pointer.
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
    /// What a run will do with these parameters, whose templates may be rendered or not.
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
