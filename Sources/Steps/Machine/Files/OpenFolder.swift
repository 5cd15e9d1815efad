import Glibc
import SystemPackage

/// An open folder, closed with its last reference.
///
/// Its entries are reached by name, and a name that is a symbolic link is never followed.
final class OpenFolder: Sendable {
    let descriptor: Int32

    /// Opens a folder whose path has been resolved already.
    init(_ path: FilePath) throws(Errno) {
        descriptor = path.withPlatformString {
            open($0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        }
        guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    }

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit {
        // Closing alone would leave the lock to a child that is about to start its program.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Locks the folder until the last reference to this object is gone, or the process ends in any
    /// way.
    ///
    /// - Returns: false if another process has the lock.
    func lock() throws(Errno) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        guard errno == EWOULDBLOCK else { throw Errno(rawValue: errno) }
        return false
    }

    /// Opens a folder in this one.
    ///
    /// - Throws: `ENOTDIR` or `ELOOP` if the name is something else, such as a link.
    func folder(_ name: String) throws(Errno) -> OpenFolder {
        let opened = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0 else { throw Errno(rawValue: errno) }
        return OpenFolder(descriptor: opened)
    }

    /// Opens a folder in this one; creates it if there is nothing of that name.
    ///
    /// A new folder gets the mode, whatever the process' umask is.
    func makeFolder(_ name: String, mode: mode_t) throws(Errno) -> OpenFolder {
        if mkdirat(descriptor, name, 0o700) != 0 {
            guard errno == EEXIST else { throw Errno(rawValue: errno) }
            return try folder(name)
        }
        let made = try folder(name)
        guard fchmod(made.descriptor, mode) == 0, fsync(descriptor) == 0 else {
            throw Errno(rawValue: errno)
        }
        return made
    }

    /// Creates a folder with an unguessable name, accessible to its owner only.
    ///
    /// - Returns: the name, which begins with the prefix.
    func makeUniqueFolder(_ prefix: String) throws(Errno) -> String {
        while true {
            let name = Self.uniqueName(prefix)
            if mkdirat(descriptor, name, 0o700) == 0 { return name }
            guard errno == EEXIST else { throw Errno(rawValue: errno) }
        }
    }

    /// An unguessable name.
    static func uniqueName(_ prefix: String = "") -> String {
        prefix + String(UInt64.random(in: 0...UInt64.max), radix: 36)
    }

    /// Opens a file in this folder for reading, without waiting for the other end of a pipe.
    func file(_ name: String) throws(Errno) -> FileDescriptor {
        let opened = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard opened >= 0 else { throw Errno(rawValue: errno) }
        return FileDescriptor(rawValue: opened)
    }

    /// Creates a file that did not exist, for writing, readable by its owner only.
    func makeFile(_ name: String) throws(Errno) -> FileDescriptor {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let opened = openat(descriptor, name, flags, 0o600)
        guard opened >= 0 else { throw Errno(rawValue: errno) }
        return FileDescriptor(rawValue: opened)
    }

    /// The target of a symbolic link; nil if the name is not a link or does not exist.
    func link(_ name: String) throws(Errno) -> String? {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlinkat(descriptor, name, &target, target.count)
        guard length >= 0 else {
            if errno == EINVAL || errno == ENOENT { return nil }
            throw Errno(rawValue: errno)
        }
        return String(decoding: target[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether the name exists.
    func has(_ name: String) -> Bool {
        faccessat(descriptor, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0
    }

    /// Renames a file; a file of the new name is replaced atomically.
    func rename(_ name: String, to newName: String) throws(Errno) {
        guard renameat(descriptor, name, descriptor, newName) == 0 else {
            throw Errno(rawValue: errno)
        }
    }

    /// Removes a file or a link.
    func remove(_ name: String) throws(Errno) {
        guard unlinkat(descriptor, name, 0) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Removes an empty folder.
    ///
    /// - Returns: false if it is not empty.
    func removeFolder(_ name: String) throws(Errno) -> Bool {
        if unlinkat(descriptor, name, AT_REMOVEDIR) == 0 { return true }
        guard errno == ENOTEMPTY || errno == EEXIST else { throw Errno(rawValue: errno) }
        return false
    }

    /// Flushes the names in the folder to the disk.
    func synchronize() throws(Errno) {
        guard fsync(descriptor) == 0 else { throw Errno(rawValue: errno) }
    }
}

extension OpenFolder {
    /// The folder's path as the kernel reports it, so without links.
    func currentPath() throws(Errno) -> FilePath {
        try FilePath("/proc/self/fd/\(descriptor)").resolvingLinks()
    }
}
