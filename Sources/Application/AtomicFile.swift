package import Glibc
package import Pipeline

/// Writes a file at once: whoever looks sees all of it, or what was there before.
package enum AtomicFile {
    /// Writes a text.
    ///
    /// What it is written to first has a name that nobody can guess, and is made anew, so that a link
    /// somebody else has put there leads nowhere.
    ///
    /// - Parameters:
    ///   - text: the content.
    ///   - path: where.
    ///   - mode: who may do what with the file.
    ///   - replacing: whether a file of that name is replaced.
    /// - Throws: why it cannot be written; also where there is such a file that is not to be replaced.
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
