package import Application
import Pipeline
import SystemPackage

/// A file that a person names for what would else go to standard output.
package enum OutputFile {
    /// Writes a text where a person says, as that person: below no other root.
    ///
    /// - Throws: why it cannot be written.
    package static func write(_ text: String, to path: String) throws(CommandError) {
        do {
            let file = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: .ownerReadWrite)
            try file.closeAfter { _ = try file.writeAll(text.utf8) }
        } catch {
            throw CommandError(
                .badData,
                Failure(
                    .refused, "cannot write \(path): \(error)",
                    remedy: "name a file in a folder that is there and that you may write to"))
        }
    }
}
