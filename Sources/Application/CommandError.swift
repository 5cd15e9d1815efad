package import Pipeline
package import PipelineFile

/// What keeps a command from doing its work: the status that the program ends with, and why.
///
/// It is data until the program ends; `CommandError.text` is made then.
package struct CommandError: Error, Sendable {
    package let status: ExitStatus
    /// All that is wrong.
    package let diagnostics: Diagnostics
    /// The files whose lines the diagnostics speak of.
    package let sources: [SourceText]

    /// An error of a status, with all that is wrong.
    package init(_ status: ExitStatus, _ diagnostics: Diagnostics, _ sources: [SourceText] = []) {
        self.status = status
        self.diagnostics = diagnostics
        self.sources = sources
    }

    /// An error that is one failure.
    package init(_ status: ExitStatus, _ failure: Failure) {
        let diagnostic = Diagnostic(
            failure.message, remedy: failure.remedy,
            notes: failure.details.map { .init($0, at: nil) })
        self.init(status, Diagnostics([diagnostic]))
    }

    /// An error that is one failure, with its status; with `fallback` if its cause says none.
    package init(_ failure: Failure, otherwise fallback: ExitStatus = .stepFailed) {
        self.init(failure.cause == nil ? fallback : ExitStatus(failure), failure)
    }

    /// What is wrong first, in one sentence, after the place where it is.
    var summary: String {
        guard let first = diagnostics.all.first else { return "" }
        return (first.location.map { "\($0): " } ?? "") + first.message
    }
}
