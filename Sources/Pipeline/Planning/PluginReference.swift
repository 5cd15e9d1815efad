/// A plugin that a pipeline file names: its steps can stand in the pipeline.
package struct PluginReference: Sendable, Equatable {
    /// As written: an absolute path, or one relative to the file that says so.
    package var path: String
    /// The SHA-256 that its file must have, in hexadecimal digits; nil for any.
    package var sha256: String?
    /// Whether a trusted key must have signed it.
    package var mustBeSigned = false
    /// Where its code runs; nil for a process of its own.
    package var isolation: Isolation?
    /// What its process may use at most; nil for what enlist may.
    package var memory: ByteCount?
    package var processor: Duration?
    package var files: Int?
    package var location: SourceLocation?

    package init(_ path: String, at location: SourceLocation? = nil) {
        self.path = path
        self.location = location
    }
}

/// Where foreign code runs.
package enum Isolation: String, FactChoice {
    /// In a process of its own, which it can do no harm beyond.
    case process
    /// In enlist itself, for a debugger: whatever it does, it does to enlist, and nothing ends it.
    case inProcess = "in-process"
}
