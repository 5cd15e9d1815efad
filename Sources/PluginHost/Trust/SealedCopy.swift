import CMemory
import Glibc

/// Bytes in memory that nobody can change any more, not even this process, and that can be loaded like
/// a file.
///
/// A file can be written while it is open, by its owner; what has been verified must be what is loaded.
struct SealedCopy: ~Copyable {
    /// Open as long as this is there.
    let descriptor: Int32

    /// Copies and seals them.
    ///
    /// - Throws: `.notLoaded`, where the kernel does not allow it.
    init(_ bytes: [UInt8], of path: String) throws(PluginError) {
        descriptor = cmemory_sealed_file("enlist-plugin", bytes, bytes.count)
        guard descriptor >= 0 else {
            throw .notLoaded(
                library: path,
                "what was verified cannot be kept in memory: \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(descriptor) }
}
