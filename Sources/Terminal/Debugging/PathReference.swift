import Bytes
import Glibc

/// Refers from one file to another, relative to the folder of the former.
enum PathReference {
    /// The path of `file`, as written in a file at `other`.
    static func path(of file: String, from other: String) -> String {
        let target = words(file)
        let folder = words(other).dropLast()
        let common = zip(target, folder).prefix { $0.isSpelled($1) }.count
        let up = Array(repeating: "..", count: folder.count - common)
        let way = (up + target.dropFirst(common)).joined(separator: "/")
        return up.isEmpty ? "./" + way : way
    }

    /// The components of the absolute path, without links if the folder exists.
    private static func words(_ path: String) -> [String] {
        let folder = path.folder
        guard let real = realpath(folder.isEmpty ? "." : folder, nil) else { return names(path) }
        defer { free(real) }
        return names(String(cString: real)) + [path.lastName ?? ""]
    }

    private static func names(_ path: String) -> [String] {
        path.parts(at: "/").filter { !$0.isEmpty }
    }
}
