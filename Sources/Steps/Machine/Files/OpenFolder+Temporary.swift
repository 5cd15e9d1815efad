import Glibc
import SystemPackage

// Files on their way to a name of their own.
extension OpenFolder {
    private static let prefix = ".enlist-"

    /// A name for a file of this process that is about to get another one.
    static func temporaryName() -> String {
        prefix + "\(getpid())-" + String(UInt64.random(in: .min ... .max), radix: 36)
    }

    /// Removes files of such names whose processes were killed before they could.
    func removeAbandonedFiles() throws(Errno) {
        for name in try names() where name.hasPrefix(Self.prefix) {
            let digits = name.dropFirst(Self.prefix.count).prefix { $0 != "-" }
            guard let process = pid_t(digits), kill(process, 0) != 0, errno == ESRCH else {
                continue
            }
            try? remove(name)
        }
    }

    /// The names of all that is in the folder.
    func names() throws(Errno) -> [String] {
        // Reading moves a place in the folder that all who share the descriptor share.
        let opened = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0, let stream = fdopendir(opened) else { throw Errno(rawValue: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }
}
