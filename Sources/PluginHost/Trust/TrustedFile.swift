import Glibc

/// A file that is opened once, and that nobody can have changed but root and the user that enlist runs
/// as: not the file, and not a folder on the way to it.
///
/// Code from it gets enlist's rights, or decides what does.
struct TrustedFile: ~Copyable {
    let path: String
    /// The folder that it is in, without links.
    let folder: String
    let descriptor: Int32

    /// Opens and checks it.
    ///
    /// - Throws: where it cannot be read, is no ordinary file, or is not to be trusted.
    init(_ path: String) throws(PluginError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .notLoaded(library: path, String(cString: strerror(errno)))
        }
        do throws(PluginError) {
            folder = try TrustedFile.checkedFolder(descriptor, path)
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// All that is in it.
    ///
    /// - Parameter limit: the most bytes that are read.
    /// - Returns: the bytes.
    /// - Throws: where it cannot be read, or is longer.
    func bytes(atMost limit: Int) throws(PluginError) -> [UInt8] {
        var file = stat()
        guard fstat(descriptor, &file) == 0 else {
            throw .notLoaded(library: path, String(cString: strerror(errno)))
        }
        guard file.st_size <= limit else {
            throw .notLoaded(library: path, "it is longer than \(limit) bytes")
        }
        let size = Int(file.st_size)
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, used in
            while used < size {
                let count = pread(
                    descriptor, buffer.baseAddress?.advanced(by: used), size - used, off_t(used))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                used += count
            }
        }
        guard bytes.count == size else {
            throw .notLoaded(library: path, "it could not be read to its end")
        }
        return bytes
    }

    /// Checks who can have changed it.
    private static func checkedFolder(
        _ descriptor: Int32, _ path: String
    ) throws(PluginError) -> String {
        var file = stat()
        guard fstat(descriptor, &file) == 0, file.st_mode & S_IFMT == S_IFREG else {
            throw .notLoaded(library: path, "it is no ordinary file")
        }
        try checkWriters(file, path)
        // Without links: whoever can change a link's folder could have made it lead elsewhere, so the
        // folders that count are those of where it led.
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count - 1)
        guard length > 0 else { throw .notLoaded(library: path, String(cString: strerror(errno))) }
        var place = String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
        var nearest: String?
        while let slash = place.lastIndex(of: "/"), place != "/" {
            place = slash == place.startIndex ? "/" : String(place[..<slash])
            nearest = nearest ?? place
            var folder = stat()
            guard stat(place, &folder) == 0 else {
                throw .notLoaded(library: path, String(cString: strerror(errno)))
            }
            // Nobody can move another's file out of a sticky folder, as /tmp is one.
            if folder.st_mode & S_ISVTX != 0 { continue }
            try checkWriters(folder, place)
        }
        return nearest ?? "/"
    }

    private static func checkWriters(_ file: stat, _ path: String) throws(PluginError) {
        guard file.st_uid == 0 || file.st_uid == geteuid() else {
            throw .untrusted(path, "belongs to user \(file.st_uid)", fix: "chown root \(path)")
        }
        guard file.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
            throw .untrusted(path, "can be written by others", fix: "chmod go-w \(path)")
        }
    }
}
