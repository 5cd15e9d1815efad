import Bytes
import Glibc
package import Pipeline

/// The pipeline files of a folder.
package struct FolderNames: Sendable {
    /// The maximum number of files in a folder.
    package static let limit = 100

    /// The names that end in `.yaml` and do not begin with a dot, in the order of their bytes.
    package let names: [String]

    /// Lists a folder; a missing one is empty.
    ///
    /// - Throws: if it cannot be listed, or has too many files to be intended.
    package init(ofFolder path: String) throws(Diagnostic) {
        guard let folder = opendir(path) else {
            guard errno == ENOENT else { throw .unreadable(path, error: errno) }
            names = []
            return
        }
        defer { closedir(folder) }
        var found: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(folder) else { break }
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.ends(with: ".yaml"), !name.begins(with: ".") else { continue }
            found.append(name)
            guard found.count <= Self.limit else { throw .tooManyFiles(path, limit: Self.limit) }
        }
        guard errno == 0 else { throw .unreadable(path, error: errno) }
        names = found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
