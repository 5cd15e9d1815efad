/// A plugin that a pipeline file names, so that the pipeline can use its steps.
package struct PluginReference: Sendable, Equatable {
    /// As written: an absolute path, or one relative to the file that names it.
    package var path: String
    /// The SHA-256 that its file must have, in hexadecimal digits; nil for any.
    package var sha256: String?
    /// Whether it must be signed by a trusted key.
    package var mustBeSigned = false
    /// Where its code runs; nil for its own process.
    package var isolation: Isolation?
    /// The maximum memory of its process; nil for enlist's own limit.
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
    /// Merges two files' references to the same plugin: the stricter of each setting, and the first
    /// one's path and place.
    ///
    /// - Returns: nil if they demand different checksums.
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
    /// In its own process, beyond which it can do no harm.
    case process
    /// In enlist itself, for a debugger: any harm that it does affects enlist, and nothing can end
    /// it.
    case inProcess = "in-process"
}
