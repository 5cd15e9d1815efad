import Glibc
package import Pipeline

extension SourceText {
    /// The maximum size of a file: far more than anyone writes by hand.
    package static let sizeLimit = 1 << 20

    /// Reads a file from disk.
    ///
    /// Never blocks: anything but a regular file (a FIFO, a device, a folder) is refused unread.
    ///
    /// - Parameters:
    ///   - path: the path, and the text's name.
    ///   - limit: the maximum number of bytes.
    /// - Throws: what is wrong with the file.
    package init(readingFile path: String, limit: Int = sizeLimit) throws(Diagnostic) {
        guard let source = try SourceText(readingFileIfThere: path, limit: limit) else {
            throw .unreadable(path, error: ENOENT)
        }
        self = source
    }

    /// Reads a file from disk, as `init(readingFile:)` does; nil if there is no file.
    ///
    /// - Throws: what is wrong with an existing file.
    package init?(readingFileIfThere path: String, limit: Int = sizeLimit) throws(Diagnostic) {
        guard !path.utf8.contains(0) else { throw .unreadable(path, error: EINVAL) }
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        if descriptor < 0, errno == ENOENT { return nil }
        guard descriptor >= 0 else { throw .unreadable(path, error: errno) }
        defer { close(descriptor) }
        try self.init(bytes: SourceText.content(of: descriptor, path, limit), name: path)
    }

    private static func content(of file: Int32, _ path: String, _ limit: Int) throws(Diagnostic)
        -> [UInt8]
    {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .unreadable(path, error: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path) }

        // The size that the system reports is unreliable: a file can grow, and /proc reports 0.
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path, error: errno) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw .tooLarge(path, limit: limit) }
        }
    }
}
