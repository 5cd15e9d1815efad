package import Pipeline

/// What a plugin says of itself.
package struct PluginContents: Sendable {
    /// As the pipeline, or a person, names its file.
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
        /// Whether it can tell that its work is done.
        package let hasCheck: Bool
        /// Whether it can be undone.
        package let hasRevert: Bool
        /// Whether it can look beforehand at what it needs.
        package let hasRequire: Bool
        /// The kinds of the steps by which its work is ended when the instance leaves.
        package let leaving: [String]
    }
}
