package import Pipeline

/// Reads the parameters of one step from a separate text: a mapping, in YAML or JSON.
package struct ParametersReader: Sendable {
    package init() {}

    /// Creates a step of a kind with the parameters in a text, without checking whether they fit.
    ///
    /// - Throws: everything that is wrong with the text, in the order of its lines.
    package func read(_ source: SourceText, kind: String) throws(Diagnostics) -> StepDefinition {
        let document = try YAMLReader.read(source)
        let root = document.root
        var problems = document.problems
        var step = StepDefinition(kind)
        step.locations.byPath[""] = root.location
        switch root.content {
        case .mapping, .plain(.null):
            let kind = YAMLNode.Entry(key: kind, keyLocation: root.location, value: root)
            step.parameters = kind.parameters(&step.locations, &problems)
        case .plain, .quoted, .sequence:
            problems.append(
                .wrongType(
                    root, source.name, expected: "a mapping", remedy: "write {parameter: value}"))
        }
        guard problems.isEmpty else { throw Diagnostics(problems) }
        return step
    }
}
