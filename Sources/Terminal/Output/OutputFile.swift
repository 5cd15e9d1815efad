package import Application
import Glibc
import SystemPackage

/// A file that a person names for what would else go to standard output.
package enum OutputFile {
    /// Writes a text where a person says, as that person: below no other root.
    ///
    /// - Throws: why it cannot be written.
    package static func write(_ text: String, to path: String) throws(CommandError) {
        try write(Array(text.utf8), to: path, [.create, .truncate, .closeOnExec])
    }

    /// Makes a file that only this person may read.
    ///
    /// - Throws: why it cannot be made; also where there is something of that name already.
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
                // A part of it would be taken for all, and be in the way of the next try.
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
