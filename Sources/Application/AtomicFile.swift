package import Glibc
package import Pipeline

/// Writes a file atomically: readers see either all of the new content or the old one.
package enum AtomicFile {
    /// Writes a text.
    ///
    /// The text is first written to a new file with an unpredictable name, so that a link which
    /// another user has placed has no effect.
    ///
    /// - Parameters:
    ///   - text: the content.
    ///   - path: the path of the file.
    ///   - mode: the permissions of the file.
    ///   - replacing: whether an existing file is replaced.
    /// - Throws: why it cannot be written; also if there is a file that is not to be replaced.
    package static func write(
        _ text: String, to path: String, mode: mode_t, replacing: Bool = false
    ) throws(Failure) {
        guard replacing || access(path, F_OK) != 0 else {
            throw Failure(
                .refused, "\(path) is there already", remedy: "choose another name, or remove it")
        }
        let new = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36))"
        let file = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard file >= 0 else { throw .notWritten(path, errno) }
        let bytes = Array(text.utf8)
        let isWritten = fchmod(file, mode) == 0 && writeAll(bytes, to: file) && fsync(file) == 0
        let error = errno
        close(file)
        guard isWritten, rename(new, path) == 0 else {
            let reason = isWritten ? errno : error
            unlink(new)
            throw .notWritten(path, reason)
        }
    }

    private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

extension Failure {
    fileprivate static func notWritten(_ path: String, _ error: Int32) -> Failure {
        Failure(
            .refused, "cannot write \(path): \(String(cString: strerror(error)))",
            remedy: "check the path, and who may do that there")
    }
}
