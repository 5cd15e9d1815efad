package import Pipeline

/// The content of a pipeline file.
package enum PipelineDocument: Sendable, Equatable {
    /// A complete pipeline, with `steps`.
    case whole(Definition)
    /// Changes to another pipeline.
    case overlay(Overlay)
}
