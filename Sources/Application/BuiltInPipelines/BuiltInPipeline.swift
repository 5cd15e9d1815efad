package import PipelineFile
import Steps

/// The pipelines that come with the program, one of each provider, by the names that `extends` takes.
package struct BuiltInPipeline {
    package let source: SourceText

    /// The pipeline of a name; nil for none.
    package init?(named name: String) {
        guard let provider = Provider.named(name) else { return nil }
        self.init(provider)
    }

    private init(_ provider: Provider) {
        source = SourceText(provider.pipeline, name: "\(provider.name) (built in)")
    }

    /// What runs where no file is named.
    static var standard: BuiltInPipeline? { all.first }

    /// Its name.
    package static var standardName: String { names.first ?? "" }

    package static var all: [BuiltInPipeline] { Provider.all.map(BuiltInPipeline.init) }

    static var names: [String] { Provider.all.map(\.name) }
}
