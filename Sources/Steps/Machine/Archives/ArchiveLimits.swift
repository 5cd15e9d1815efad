/// The limits for the content of an archive.
package struct ArchiveLimits: Sendable, Equatable {
    package let entries: Int
    /// For all files' contents together, and for the decompressed archive.
    package let bytes: Int

    package init(entries: Int = 50_000, bytes: Int = 512 << 20) {
        self.entries = entries
        self.bytes = bytes
    }
}
