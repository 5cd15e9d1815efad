package import Pipeline

/// What a pipeline file is.
package enum PipelineDocument: Sendable, Equatable {
    /// A pipeline of its own, with `steps`.
    case whole(Definition)
    /// Changes to another.
    case overlay(Overlay)
}
