package import Application
import PipelineFile

extension CommandError {
    /// Everything that is wrong, for a person, with the relevant lines of the files.
    package var text: String { DiagnosticText(sources).render(diagnostics) }
}
