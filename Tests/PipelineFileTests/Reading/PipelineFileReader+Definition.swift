import Pipeline
import PipelineFile

extension PipelineFileReader {
    /// The pipeline that a text states.
    func definition(_ source: SourceText) throws(Diagnostics) -> Definition {
        var problems: [Diagnostic] = []
        guard case .whole(let definition) = read(source, &problems), problems.isEmpty else {
            throw Diagnostics(problems)
        }
        return definition
    }

    /// The changes that a text states.
    func overlay(_ source: SourceText) throws(Diagnostics) -> Overlay {
        var problems: [Diagnostic] = []
        guard case .overlay(let overlay) = read(source, &problems), problems.isEmpty else {
            throw Diagnostics(problems)
        }
        return overlay
    }
}
