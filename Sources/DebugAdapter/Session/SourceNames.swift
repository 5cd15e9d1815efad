import Bytes
import Glibc
import JSON

/// What a client calls the files of a run: each as it has named it itself, so that it finds again what it
/// has open.
struct SourceNames: Sendable {
    private var names: [FileIdentity: String] = [:]

    init() {}

    /// Takes the name that a client has for a file; of a relative path it cannot be known what it leads to
    /// for the client.
    mutating func note(_ name: String?) {
        guard let name, let path = FileURI.path(of: name), path.begins(with: "/") else { return }
        names[FileIdentity(path)] = name
    }

    /// The source as the protocol has it, of a file that the client can open.
    ///
    /// - Parameters:
    ///   - file: its path.
    ///   - usesURIs: whether the client wants URIs for files that it has not named.
    /// - Returns: it, by the name that the client has for it.
    func source(_ file: String, usesURIs: Bool) -> JSONValue {
        let real = SourceNames.realPath(file)
        let path = names[FileIdentity(file)] ?? (usesURIs ? FileURI.uri(of: real) : real)
        let name = (FileURI.path(of: path) ?? real).lastName ?? real
        return ["name": .string(name), "path": .string(path)]
    }

    /// A file's path without links; as it stands where there is no such file.
    private static func realPath(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
