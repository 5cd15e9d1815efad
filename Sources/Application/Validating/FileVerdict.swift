package import Pipeline
package import PipelineFile

/// The result for one file: that it is valid, or everything that is wrong with it.
package struct FileVerdict {
    package let path: String
    /// The resulting pipeline, for a person; nil if the file is invalid.
    package let summary: String?
    package let problems: [Diagnostic]
    /// The texts to which the problems refer.
    package let sources: [SourceText]
}
