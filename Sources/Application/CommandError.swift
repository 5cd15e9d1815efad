package import Pipeline
package import PipelineFile

/// What keeps a command from doing its work: the exit status, and the reasons.
///
/// It is data until the program ends, when `CommandError.text` renders it.
package struct CommandError: Error, Sendable {
    package let status: ExitStatus
    /// Everything that is wrong.
    package let diagnostics: Diagnostics
    /// The files to whose lines the diagnostics refer.
    package let sources: [SourceText]

    /// Creates an error with a status and everything that is wrong.
    package init(_ status: ExitStatus, _ diagnostics: Diagnostics, _ sources: [SourceText] = []) {
        self.status = status
        self.diagnostics = diagnostics
        self.sources = sources
    }

    /// Creates an error from one failure.
    package init(_ status: ExitStatus, _ failure: Failure) {
        let diagnostic = Diagnostic(
            failure.message, remedy: failure.remedy,
            notes: failure.details.map { .init($0, at: nil) })
        self.init(status, Diagnostics([diagnostic]))
    }

    /// Creates an error from one failure with its status, or with `fallback` if its cause has none.
    package init(_ failure: Failure, otherwise fallback: ExitStatus = .stepFailed) {
        self.init(failure.cause == nil ? fallback : ExitStatus(failure), failure)
    }

    /// The first problem, in one sentence, after its place.
    var summary: String {
        guard let first = diagnostics.all.first else { return "" }
        return (first.location.map { "\($0): " } ?? "") + first.message
    }
}
