import Bytes
import Glibc

/// The file to which a path leads, whatever its name: two paths with the same identity are one
/// file.
struct FileIdentity: Hashable, Sendable, CustomStringConvertible {
    private let text: Spelling

    /// Finds the file to which a path leads; a relative one starts at this process's folder.
    ///
    /// A missing file is identified by its absolute path alone.
    init(_ path: String) {
        let absolute = FileIdentity.absolute(path)
        // The path as given first: `..` after a link leads elsewhere than its text says.
        let number = FileIdentity.number(of: path) ?? FileIdentity.number(of: absolute)
        text = Spelling(number ?? "path \(absolute)")
    }

    private static func number(of path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return "file \(status.st_dev):\(status.st_ino)"
    }

    /// A text that is unique to the file.
    var description: String { text.text }

    /// The path from the root, without `.` and `..`.
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
