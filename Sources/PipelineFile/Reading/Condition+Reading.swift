package import Pipeline

extension Condition {
    /// Reads a condition that stands alone, as it stands at `when`: `environment: prod`.
    ///
    /// - Throws: all that is wrong with it.
    package init(reading text: String) throws(Diagnostics) {
        let document = try YAMLReader.read(SourceText(text, name: "the condition"))
        var problems = document.problems
        var locations = Locations()
        let condition = ConditionReader(node: document.root).read(&locations, &problems)
        guard problems.isEmpty, let condition else { throw Diagnostics(problems) }
        self = condition
    }
}
