package import PipelineFile
import Steps

/// The pipelines that come with the program, one per provider, by the names that `extends` accepts.
package struct BuiltInPipeline {
    package let source: SourceText

    /// The pipeline with a name; nil if none exists.
    package init?(named name: String) {
        guard let provider = Provider.named(name) else { return nil }
        self.init(provider)
    }

    private init(_ provider: Provider) {
        source = SourceText(provider.pipeline, name: "\(provider.name) (built in)")
    }

    /// The pipeline that runs if no file is named.
    static var standard: BuiltInPipeline? { all.first }

    /// Its name.
    package static var standardName: String { names.first ?? "" }

    package static var all: [BuiltInPipeline] { Provider.all.map(BuiltInPipeline.init) }

    static var names: [String] { Provider.all.map(\.name) }
}
