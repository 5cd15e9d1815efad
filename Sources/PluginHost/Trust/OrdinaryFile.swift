import Glibc

/// An ordinary file that is open for reading.
///
/// It is checked before it is opened: a pipe would wait for a writer, and opening some devices has
/// effects.
struct OrdinaryFile: ~Copyable {
    let descriptor: Int32
    let status: stat

    /// O_PATH of open(2), which Swift's import of the C library lacks; the same on x86-64 and
    /// arm64.
    static let placeOnly: Int32 = 0o1000_0000

    /// Opens the file at a place, whatever has its name meanwhile.
    ///
    /// - Parameters:
    ///   - place: opened with `O_PATH`; the caller closes it.
    ///   - path: its name, for messages.
    /// - Throws: `.notLoaded`, with the reason why it cannot be read.
    init(_ place: Int32, _ path: String) throws(PluginError) {
        var status = stat()
        guard fstat(place, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .notLoaded(library: path, "it is not a regular file")
        }
        // The only way from a place to a file (open(2), O_PATH).
        let file = open("/proc/self/fd/\(place)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            throw .notLoaded(library: path, String(cString: strerror(errno)))
        }
        self.status = status
        descriptor = file
    }

    deinit { close(descriptor) }

    /// Returns its content from the beginning.
    ///
    /// - Parameter most: the maximum number of bytes.
    /// - Returns: the bytes; fewer if the file ends, or cannot be read.
    func bytes(most: Int) -> [UInt8] { Self.bytes(of: descriptor, most: most) }

    /// Returns the content of any open file.
    static func bytes(of descriptor: Int32, most: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: most) { buffer, used in
            while used < most {
                let count = pread(
                    descriptor, buffer.baseAddress?.advanced(by: used), most - used, off_t(used))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                used += count
            }
        }
    }
}
