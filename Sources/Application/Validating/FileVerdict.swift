package import Pipeline
package import PipelineFile

/// What is to be said of one file: that it is good, or all that is wrong with it.
package struct FileVerdict {
    package let path: String
    /// What the file makes of its pipeline, for a person; nil where it is no good.
    package let summary: String?
    package let problems: [Diagnostic]
    /// The texts that the problems speak of.
    package let sources: [SourceText]
}
