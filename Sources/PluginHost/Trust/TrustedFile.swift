import Glibc

/// A file that is opened once, and that nobody can have changed but root and the user that enlist runs
/// as: not the file, and not a folder or link on the way to it.
///
/// Code from it gets enlist's rights, or decides what does.
struct TrustedFile: ~Copyable {
    let path: String
    /// The folder that it is in, without links.
    let folder: String
    private let file: OrdinaryFile

    var descriptor: Int32 { file.descriptor }
    /// As it was when it was opened.
    var version: FileVersion { FileVersion(file.status) }

    /// Opens and checks it.
    ///
    /// - Throws: where it cannot be read, is no ordinary file, or is not to be trusted.
    init(_ path: String) throws(PluginError) {
        let way = try TrustedPath(path)
        let file = try OrdinaryFile(way.place, path)
        self.path = path
        self.file = file
        folder = way.folder
    }

    /// All that is in it.
    ///
    /// - Parameter limit: the most bytes that are read.
    /// - Returns: the bytes.
    /// - Throws: where it cannot be read, or is longer.
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
