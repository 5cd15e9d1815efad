package import Application
import Glibc
import SystemPackage

/// A file that a person names for output that would otherwise go to standard output.
package enum OutputFile {
    /// Writes a text to a person's path, as that person, and not below another root.
    ///
    /// - Throws: why it cannot be written.
    package static func write(_ text: String, to path: String) throws(CommandError) {
        try write(Array(text.utf8), to: path, [.create, .truncate, .closeOnExec])
    }

    /// Creates a file that only this person may read.
    ///
    /// - Throws: why it cannot be created; also if the name is in use already.
    package static func make(_ bytes: [UInt8], at path: String) throws(CommandError) {
        try write(bytes, to: path, [.create, .exclusiveCreate, .closeOnExec])
    }

    private static func write(
        _ bytes: [UInt8], to path: String, _ options: FileDescriptor.OpenOptions
    ) throws(CommandError) {
        do {
            let file = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: options,
                permissions: .ownerReadWrite)
            do {
                try file.closeAfter { _ = try file.writeAll(bytes) }
            } catch {
                // A partial file would be mistaken for a complete one, and block the next try.
                if options.contains(.exclusiveCreate) { unlink(path) }
                throw error
            }
        } catch let error as Errno {
            throw .cannotWrite(path, error: error.rawValue, fallback: .badData)
        } catch {
            throw .cannotWrite(path, error: EIO, fallback: .badData)
        }
    }
}
