import Glibc
package import SystemPackage

/// The file to which a journal is written.
package protocol JournalFile: Sendable {
    /// For messages.
    var path: FilePath { get }

    /// Appends all of the bytes; on failure, none of them.
    func append(_ bytes: [UInt8]) throws(Errno)

    /// Returns when everything that was added is on the disk.
    func synchronize() throws(Errno)
}

/// A file on a disk, closed with its last reference.
final class RegularFile: JournalFile {
    let path: FilePath
    private let descriptor: FileDescriptor

    /// Opens a file for appending, and creates it if it is missing; only its owner may read it.
    init(_ path: FilePath) throws(Errno) {
        self.path = path
        let opened = path.withPlatformString {
            open($0, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        }
        guard opened >= 0 else { throw Errno(rawValue: errno) }
        descriptor = FileDescriptor(rawValue: opened)
    }

    deinit { try? descriptor.close() }

    func append(_ bytes: [UInt8]) throws(Errno) {
        let size = lseek(descriptor.rawValue, 0, SEEK_END)
        var rest = bytes[...]
        // One write is usually enough; if the disk takes only a part, the next write reports why.
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.write(descriptor.rawValue, $0.baseAddress, $0.count)
            }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                let reason = Errno(rawValue: errno)
                _ = ftruncate(descriptor.rawValue, size)
                throw reason
            }
        }
    }

    func synchronize() throws(Errno) {
        guard fdatasync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Cuts off everything after the first bytes.
    func truncate(to length: Int) throws(Errno) {
        guard ftruncate(descriptor.rawValue, length) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Returns the whole content of a file.
    ///
    /// - Throws: `fileTooLarge` if it exceeds the limit.
    static func content(of path: FilePath, limit: Int) throws(Errno) -> [UInt8] {
        let opened = path.withPlatformString {
            open($0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        }
        guard opened >= 0 else { throw Errno(rawValue: errno) }
        defer { close(opened) }
        var status = stat()
        guard fstat(opened, &status) == 0 else { throw Errno(rawValue: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .invalidArgument }
        guard status.st_size <= limit else { throw .fileTooLarge }
        // Another process may be appending; whatever it adds after this moment is not read.
        let size = Int(status.st_size)
        var problem: Errno?
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let read = read(opened, buffer.baseAddress.map { $0 + count }, size - count)
                if read > 0 {
                    count += read
                } else if read == 0 {
                    return
                } else if errno != EINTR {
                    problem = Errno(rawValue: errno)
                    return
                }
            }
        }
        if let problem { throw problem }
        return bytes
    }
}
