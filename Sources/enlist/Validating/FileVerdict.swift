import Pipeline
import PipelineFile

/// What is to be said of one file: that it is good, or all that is wrong with it.
struct FileVerdict {
    let path: String
    /// What the file makes of its pipeline, for a person; nil where it is no good.
    let summary: String?
    let problems: [Diagnostic]
    /// The texts that the problems speak of.
    let sources: [SourceText]
}
