package import Pipeline

/// A plugin's description of itself.
package struct PluginContents: Sendable {
    /// The path by which the pipeline, or a person, names its file.
    package let path: String
    package let name: String
    package let version: String
    /// The revision of the interface that it was built for.
    package let revision: Int
    package let steps: [Step]

    /// One of its steps.
    package struct Step: Sendable {
        package let kind: StepKind
        /// As the plugin declares it.
        package let signature: String
        /// Whether it can detect that its work is done.
        package let hasCheck: Bool
        /// Whether it can be undone.
        package let hasRevert: Bool
        /// Whether it can check its preconditions in advance.
        package let hasRequire: Bool
        /// The kinds of the steps that end its work when the instance leaves.
        package let leaving: [String]
    }
}
