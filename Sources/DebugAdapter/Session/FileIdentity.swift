import Bytes
import Glibc

/// Which file a path leads to, whatever name it has: two paths with the same identity are one file.
struct FileIdentity: Hashable, Sendable, CustomStringConvertible {
    private let text: Spelling

    /// Looks where a path leads; one that is not absolute is taken from the folder of this process.
    ///
    /// A file that is not there is known by its absolute path alone.
    init(_ path: String) {
        let absolute = FileIdentity.absolute(path)
        // As it stands first: `..` after a link leads elsewhere than its text says.
        let number = FileIdentity.number(of: path) ?? FileIdentity.number(of: absolute)
        text = Spelling(number ?? "path \(absolute)")
    }

    private static func number(of path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return "file \(status.st_dev):\(status.st_ino)"
    }

    /// A text that no other file has.
    var description: String { text.text }

    /// The path from the root on, without `.` and `..`.
    private static func absolute(_ path: String) -> String {
        var whole = path
        if !path.begins(with: "/"), let folder = getcwd(nil, 0) {
            whole = String(cString: folder) + "/" + path
            free(folder)
        }
        var names: [String] = []
        for name in whole.parts(at: "/") where !name.isEmpty && name != "." {
            if name == ".." {
                _ = names.popLast()
            } else {
                names.append(name)
            }
        }
        return "/" + names.joined(separator: "/")
    }
}
