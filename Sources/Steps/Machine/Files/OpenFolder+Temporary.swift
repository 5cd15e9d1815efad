import Bytes
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
        for name in try names() {
            guard let digits = name.rest(after: Self.prefix)?.parts(at: "-", most: 1)[0],
                let process = pid_t(digits), kill(process, 0) != 0, errno == ESRCH
            else { continue }
            try? remove(name)
        }
    }
}
