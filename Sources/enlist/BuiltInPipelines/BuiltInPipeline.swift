import PipelineFile

/// The pipelines that come with the program, by the names that `extends` takes.
enum BuiltInPipeline: String, CaseIterable {
    case opsWorks = "opsworks"
    case systemsManager = "systems-manager"

    var source: SourceText {
        switch self {
        case .opsWorks: .opsWorksPipeline
        case .systemsManager: .systemsManagerPipeline
        }
    }
}
