package import Pipeline

extension Condition {
    /// Parses a condition on its own, in the form that `when` has: `environment: prod`.
    ///
    /// - Throws: everything that is wrong with it.
    package init(reading text: String) throws(Diagnostics) {
        let document = try YAMLReader.read(SourceText(text, name: "the condition"))
        var problems = document.problems
        var locations = Locations()
        let condition = ConditionReader(node: document.root).read(&locations, &problems)
        guard problems.isEmpty, let condition else { throw Diagnostics(problems) }
        self = condition
    }
}
