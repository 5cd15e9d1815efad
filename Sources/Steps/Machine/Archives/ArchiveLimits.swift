/// How much an archive may become.
package struct ArchiveLimits: Sendable, Equatable {
    package let entries: Int
    /// Of all files' contents together, and of what comes out of gzip.
    package let bytes: Int

    package init(entries: Int = 50_000, bytes: Int = 512 << 20) {
        self.entries = entries
        self.bytes = bytes
    }
}
