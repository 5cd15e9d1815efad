import Bytes
import Glibc

/// The file that stores the lines typed in earlier sessions.
enum HistoryFile {
    /// Creates the file if necessary, readable only by its owner.
    ///
    /// - Parameters:
    ///   - root: the folder that stands for `/`.
    ///   - state: the folder of the journals, relative to that root.
    /// - Returns: its path; nil if it is impossible, as for a user without write permission there.
    static func path(below root: String, in state: String) -> String? {
        let folder = (root == "/" ? "" : root) + state
        var path = folder.begins(with: "/") ? "" : "."
        for name in folder.parts(at: "/") where !name.isEmpty {
            path += "/\(name)"
            guard mkdir(path, 0o755) == 0 || errno == EEXIST else { return nil }
        }
        let file = folder + "/debug-history"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return fchmod(descriptor, 0o600) == 0 ? file : nil
    }
}
