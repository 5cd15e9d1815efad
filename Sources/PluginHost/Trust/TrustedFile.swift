import Glibc

/// A file that is opened once, and that only root and the user that runs enlist can have changed.
///
/// That holds for the file, and for every folder and link on its path. Its content is code that
/// gets enlist's permissions, or decides which code gets them.
struct TrustedFile: ~Copyable {
    let path: String
    /// Its folder, without links.
    let folder: String
    private let file: OrdinaryFile

    var descriptor: Int32 { file.descriptor }
    /// The version when it was opened.
    var version: FileVersion { FileVersion(file.status) }

    /// Opens and checks it.
    ///
    /// - Throws: if it cannot be read, is not an ordinary file, or is not trusted.
    init(_ path: String) throws(PluginError) {
        let way = try TrustedPath(path)
        let file = try OrdinaryFile(way.place, path)
        self.path = path
        self.file = file
        folder = way.folder
    }

    /// Returns its whole content.
    ///
    /// - Parameter limit: the maximum number of bytes.
    /// - Returns: the bytes.
    /// - Throws: if it cannot be read, or is longer.
    func bytes(atMost limit: Int) throws(PluginError) -> [UInt8] {
        let size = Int(file.status.st_size)
        guard size <= limit else {
            throw .notLoaded(library: path, "it is longer than \(limit) bytes")
        }
        let bytes = file.bytes(most: size)
        guard bytes.count == size else {
            throw .notLoaded(library: path, "it could not be read to its end")
        }
        return bytes
    }
}
