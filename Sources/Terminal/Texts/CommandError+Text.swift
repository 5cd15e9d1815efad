package import Application
import PipelineFile

extension CommandError {
    /// All that is wrong, for a person, with the lines of the files that it speaks of.
    package var text: String { DiagnosticText(sources).render(diagnostics) }
}
