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

extension PluginReference {
    /// What holds where two files speak of the same plugin: the stricter word on each thing, and the first
    /// one's path and place.
    ///
    /// - Returns: nil where they want it to have different checksums.
    package func joined(with other: PluginReference) -> PluginReference? {
        if let sha256, let wanted = other.sha256, sha256.lowercased() != wanted.lowercased() {
            return nil
        }
        var joined = self
        joined.sha256 = sha256 ?? other.sha256
        joined.mustBeSigned = mustBeSigned || other.mustBeSigned
        joined.isolation =
            [isolation, other.isolation].contains(.process)
            ? .process : isolation ?? other.isolation
        joined.memory = Self.smaller(memory, other.memory) { $0.bytes < $1.bytes }
        joined.processor = Self.smaller(processor, other.processor, by: <)
        joined.files = Self.smaller(files, other.files, by: <)
        return joined
    }

    private static func smaller<Limit>(
        _ one: Limit?, _ other: Limit?, by isLess: (Limit, Limit) -> Bool
    ) -> Limit? {
        guard let one, let other else { return one ?? other }
        return isLess(other, one) ? other : one
    }
}

/// Where foreign code runs.
package enum Isolation: String, FactChoice {
    /// In a process of its own, which it can do no harm beyond.
    case process
    /// In enlist itself, for a debugger: whatever it does, it does to enlist, and nothing ends it.
    case inProcess = "in-process"
}
