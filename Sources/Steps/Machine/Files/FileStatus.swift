import Glibc
import SystemPackage

/// The metadata of a file (stat(2)).
struct FileStatus: Sendable, Equatable {
    let isOrdinaryFile: Bool
    let mode: mode_t
    let user: uid_t
    let group: gid_t
    let size: Int
    /// The number of hard links.
    let links: Int

    init(_ status: Glibc.stat) {
        isOrdinaryFile = status.st_mode & S_IFMT == S_IFREG
        mode = status.st_mode & 0o7777
        user = status.st_uid
        group = status.st_gid
        size = Int(status.st_size)
        links = Int(status.st_nlink)
    }

    /// Whether the file has the mode and belongs to the owner.
    func has(_ mode: FileMode, _ owner: FileOwner) -> Bool {
        self.mode == mode.bits && (owner.user ?? user) == user && (owner.group ?? group) == group
    }

    /// The file's owner.
    var owner: FileOwner { FileOwner(user: user, group: group) }
}

extension OpenFolder {
    /// The metadata of an entry, without following a link; nil if it does not exist.
    func status(_ name: String) throws(Errno) -> FileStatus? {
        var status = Glibc.stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return nil }
            throw Errno(rawValue: errno)
        }
        return FileStatus(status)
    }

    /// Gives a file another name besides its own, which must not exist yet.
    func linkFile(_ name: String, as newName: String) throws(Errno) {
        guard linkat(descriptor, name, descriptor, newName, 0) == 0 else {
            throw Errno(rawValue: errno)
        }
    }

    /// Opens a file for appending; creates it, readable by its owner only, if it does not exist.
    func fileToAppend(_ name: String) throws(Errno) -> FileDescriptor {
        let flags = O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
        let opened = openat(descriptor, name, flags, 0o600)
        guard opened >= 0 else { throw Errno(rawValue: errno) }
        return FileDescriptor(rawValue: opened)
    }
}

extension MachineRoot {
    /// The metadata of a file, after following links; nil if it does not exist.
    func status(_ path: String) throws(MachineError) -> FileStatus? {
        do {
            let (folder, name) = try openParent(of: path)
            return try folder.status(name)
        } catch {
            let error = MachineError(error, while: "look at", path)
            if case .system(_, _, .noSuchFileOrDirectory) = error { return nil }
            throw error
        }
    }
}
