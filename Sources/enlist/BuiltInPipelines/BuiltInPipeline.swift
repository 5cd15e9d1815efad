import PipelineFile

/// The pipelines that come with the program, by the names that `extends` takes.
enum BuiltInPipeline: String, CaseIterable {
    case opsWorks = "opsworks"

    var source: SourceText {
        switch self {
        case .opsWorks: .opsWorksPipeline
        }
    }
}
