import Bytes
import Glibc
import JSON

/// A client's names for the files of a run.
///
/// Each file is named as the client has named it itself, so that it recognises what it has open.
struct SourceNames: Sendable {
    private var names: [FileIdentity: String] = [:]

    init() {}

    /// Notes a client's name for a file; a relative path is ignored, as its meaning for the client
    /// is unknown.
    mutating func note(_ name: String?) {
        guard let name, let path = FileURI.path(of: name), path.begins(with: "/") else { return }
        names[FileIdentity(path)] = name
    }

    /// Returns the protocol's source for a file that the client can open.
    ///
    /// - Parameters:
    ///   - file: its path.
    ///   - usesURIs: whether the client wants URIs for files that it has not named.
    /// - Returns: the source, with the client's own name for it.
    func source(_ file: String, usesURIs: Bool) -> JSONValue {
        let real = SourceNames.realPath(file)
        let path = names[FileIdentity(file)] ?? (usesURIs ? FileURI.uri(of: real) : real)
        let name = (FileURI.path(of: path) ?? real).lastName ?? real
        return ["name": .string(name), "path": .string(path)]
    }

    /// A file's path without links; unchanged if there is no such file.
    private static func realPath(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
