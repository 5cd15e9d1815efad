import Glibc

/// A text file with AWS settings or a token, written by a person or a program.
enum SmallFile {
    /// The limit of such a file, in bytes.
    private static let limit = 1024 * 1024

    /// The file's text; nil if there is no such file.
    ///
    /// It never blocks: a FIFO, a socket or a folder is refused unread. A device is accepted, as
    /// `/dev/null` is the usual way to name an empty file.
    ///
    /// - Throws: `ConfigurationProblem.unreadableFile`, also for what is too large or not UTF-8.
    static func text(_ path: String) throws(ConfigurationProblem) -> String? {
        let file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .unreadableFile(path, String(cString: strerror(errno)))
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else {
            throw .unreadableFile(path, String(cString: strerror(errno)))
        }
        guard [S_IFREG, S_IFCHR].contains(status.st_mode & S_IFMT) else {
            throw .unreadableFile(path, "it is not an ordinary file")
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16384)
        while bytes.count <= limit {
            let count = read(file, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .unreadableFile(path, String(cString: strerror(errno))) }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        guard bytes.count <= limit else {
            throw .unreadableFile(path, "it is larger than \(limit) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .unreadableFile(path, "it is not UTF-8")
        }
        return text
    }
}
