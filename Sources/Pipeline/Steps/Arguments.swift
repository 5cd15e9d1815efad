/// The values of a step's parameters, each checked against its kind, with every template rendered.
package struct Arguments: Sendable {
    let values: [String: Value]
    /// The parameters that cannot be checked yet, as they depend on facts that the step gives.
    var waiting: Set<String> = []

    /// Returns the value of a parameter of the step's own kind.
    ///
    /// - Throws: a failure of class `refused` if the rendered value does not fit after all.
    package func value<Content>(_ parameter: Parameter<Content>) throws(Failure) -> Content {
        guard let content = Content(try value(parameter.description)) else {
            throw .badParameter(parameter.name, "should be \(Content.typeName)")
        }
        return content
    }

    /// Returns the value of a parameter whose type is known only at run time.
    package func value(_ parameter: ParameterDescription) throws(Failure) -> Value {
        let value = values[parameter.name] ?? parameter.defaultValue ?? .null
        if !waiting.contains(parameter.name), let problem = parameter.problem(value) {
            throw .badParameter(parameter.name, problem)
        }
        return value
    }
}

extension Failure {
    /// The failure for a value that does not fit; the value is not repeated, as it may be a secret.
    static func badParameter(_ path: String, _ problem: String) -> Failure {
        Failure(
            .refused, "the parameter `\(path)` \(problem)",
            remedy: "correct it in the pipeline file, or the fact in it")
    }
}
