import Pipeline

/// What a plugin says of itself.
struct PluginContents: Sendable {
    /// As the pipeline, or a person, names its file.
    let path: String
    let name: String
    let version: String
    /// The revision of the interface that it was built for.
    let revision: Int
    let steps: [Step]

    struct Step: Sendable {
        let kind: StepKind
        /// As the plugin declares it.
        let signature: String
        /// Whether it can tell that its work is done.
        let hasCheck: Bool
        /// Whether it can be undone.
        let hasRevert: Bool
    }
}
