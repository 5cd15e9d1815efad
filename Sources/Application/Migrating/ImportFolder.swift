import Bytes
import FoundationEssentials
import Glibc
import Pipeline

/// The folder to which an import is written.
package struct ImportFolder {
    private let path: String
    private let overwrites: Bool

    /// - Parameters:
    ///   - path: of the folder, which is created.
    ///   - overwrites: whether files of an earlier import are replaced.
    package init(_ path: String, overwrites: Bool) {
        self.path =
            path.utf8.count > 1 && path.ends(with: "/")
            ? String(decoding: path.utf8.dropLast(), as: UTF8.self) : path
        self.overwrites = overwrites
    }

    /// Writes the files, readable only by the current user: custom JSON may contain secrets.
    ///
    /// - Returns: their paths.
    /// - Throws: a `CommandError` if something exists already, or cannot be written.
    package func write(_ files: [(path: String, text: String)]) throws(CommandError) -> [String] {
        if !overwrites, let names = try? FileManager.default.contentsOfDirectory(atPath: path),
            !names.isEmpty
        {
            throw CommandError(.badData, Failure.folderInUse(path))
        }
        var written: [String] = []
        for (name, text) in files {
            let place = "\(path)/\(name)"
            do {
                try FileManager.default.createDirectory(
                    atPath: place.folder, withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            } catch {
                throw CommandError(.unavailable, Failure.noFolder(place.folder, "\(error)"))
            }
            do throws(Failure) {
                try AtomicFile.write(text, to: place, mode: 0o600, replacing: true)
            } catch {
                throw CommandError(.unavailable, error)
            }
            written.append(place)
        }
        return written
    }
}
