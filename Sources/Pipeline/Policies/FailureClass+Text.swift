extension Set<FailureClass> {
    /// The names, each in backticks, in the order in which the classes are documented.
    var asList: String {
        FailureClass.allCases.filter(contains).map(\.rawValue).asList
    }
}
