import Bytes
import CMemory
import Glibc

/// A copy of a file in memory that nothing can change any more, not even this process, and that can
/// be loaded like a file.
///
/// The owner of a file can write to it while it is open. What has been verified must be what is
/// loaded, and a loaded library must not change: one that is overwritten, as by cp(1), would crash.
final class SealedCopy: Sendable {
    /// Open as long as this object exists.
    let descriptor: Int32
    private let path: String
    private let size: Int

    /// The maximum size of a library, in bytes.
    private static let largest = 1 << 30
    /// The maximum length in scalars: a name may have 249 bytes (memfd_create(2)).
    private static let longestName = 62

    /// Copies and seals a file.
    ///
    /// - Throws: `.notLoaded` if it is too large or the kernel does not allow it; `.beingWritten`
    ///   if it changes meanwhile.
    init(_ file: borrowing TrustedFile) throws(PluginError) {
        path = file.path
        size = file.version.size
        guard size <= Self.largest else {
            throw .notLoaded(library: path, "it is longer than \(Self.largest >> 20) MiB")
        }
        let name = path.parts(at: "/").last ?? ""
        descriptor = cmemory_sealed_copy(
            name.beginning(Self.longestName), file.descriptor, size)
        guard descriptor >= 0 else {
            throw .notLoaded(
                library: path,
                "no copy of it can be made in memory: \(String(cString: strerror(errno)))")
        }
        guard FileVersion(descriptor)?.size == size, FileVersion(file.descriptor) == file.version
        else { throw .beingWritten(path) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Returns its whole content.
    ///
    /// - Throws: `.notLoaded` if it cannot be read.
    func bytes() throws(PluginError) -> [UInt8] {
        let bytes = OrdinaryFile.bytes(of: descriptor, most: size)
        guard bytes.count == size else {
            throw .notLoaded(library: path, "it could not be read to its end")
        }
        return bytes
    }
}
