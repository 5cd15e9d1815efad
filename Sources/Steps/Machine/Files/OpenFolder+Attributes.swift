import CFiles
import Glibc
import SystemPackage

// Extended attributes (xattr(7)): access lists, SELinux labels, users' own.
extension FileDescriptor {
    /// Copies the extended attributes of another file, as far as the file system supports them and
    /// this process may set them.
    ///
    /// - Throws: `Errno`.
    func takeAttributes(of other: FileDescriptor) throws(Errno) {
        guard cfiles_copy_attributes(other.rawValue, rawValue) == 0 else {
            throw Errno(rawValue: errno)
        }
    }
}

extension OpenFolder {
    /// Whether only this process' user can put a file here.
    func isOwn() throws(Errno) -> Bool {
        var status = Glibc.stat()
        guard fstat(descriptor, &status) == 0 else { throw Errno(rawValue: errno) }
        return status.st_uid == geteuid() && status.st_mode & 0o022 == 0
    }

    /// Opens an ordinary file in this folder for overwriting.
    func fileToOverwrite(_ name: String) throws(Errno) -> FileDescriptor {
        let opened = openat(descriptor, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard opened >= 0 else { throw Errno(rawValue: errno) }
        return FileDescriptor(rawValue: opened)
    }
}
