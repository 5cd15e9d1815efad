import Bytes
import Glibc
import SystemPackage

// Files that are written under a temporary name before they get their own.
extension OpenFolder {
    private static let prefix = ".enlist-"

    /// A temporary name that identifies this process.
    static func temporaryName() -> String {
        prefix + "\(getpid())-" + String(UInt64.random(in: .min ... .max), radix: 36)
    }

    /// Removes the temporary files of processes that were killed before they could.
    func removeAbandonedFiles() throws(Errno) {
        for name in try names() {
            guard let digits = name.rest(after: Self.prefix)?.parts(at: "-", most: 1)[0],
                let process = pid_t(digits), kill(process, 0) != 0, errno == ESRCH
            else { continue }
            try? remove(name)
        }
    }
}
