import Pipeline
import PipelineFile

/// Why a run failed, in one short line: for a tag, and for the console.
struct FailureReason: Sendable, Equatable {
    /// EC2 takes values of so many characters (EC2 API reference, CreateTags).
    static let limit = 256

    let text: String

    /// Why a step failed.
    init(step: String, _ failure: Failure) {
        self.init("\(step): \(failure.failureClass.rawValue): \(failure.message)")
    }

    /// Why there was no first step.
    init(_ error: CommandError) {
        self.init("before the first step: \(error.summary)")
    }

    private init(_ text: String) {
        let line = PrintableText(text).text
        guard line.unicodeScalars.count > Self.limit else {
            self.text = line
            return
        }
        self.text = String(line.unicodeScalars.prefix(Self.limit - 1)) + "…"
    }
}
