import Glibc
import Numbers
import SystemPackage

/// Keeps other processes from running on the same instance, until it is released or the process ends
/// in whatever way.
package final class RunLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit {
        // Closing alone would leave the lock to a child that is about to begin its program.
        release()
        close(descriptor)
    }

    /// Lets others take the lock.
    package func release() { flock(descriptor, LOCK_UN) }

    /// Takes the lock and writes the process into its file, which stays for ever.
    ///
    /// - Returns: nil if another process has it.
    static func take(_ path: FilePath) throws(Errno) -> RunLock? {
        let opened = path.withPlatformString {
            open($0, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        }
        guard opened >= 0 else { throw Errno(rawValue: errno) }
        let lock = RunLock(descriptor: opened)
        guard try lock.lock(LOCK_EX) else { return nil }
        let text = "\(getpid())\n"
        guard ftruncate(opened, 0) == 0, pwrite(opened, text, text.utf8.count, 0) >= 0 else {
            throw Errno(rawValue: errno)
        }
        return lock
    }

    /// Who has the lock: nil if nobody has; a process without a number is one that has just taken it.
    static func holder(_ path: FilePath) throws(Errno) -> RunningProcess? {
        let opened = path.withPlatformString { open($0, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) }
        guard opened >= 0 else {
            if errno == ENOENT { return nil }
            throw Errno(rawValue: errno)
        }
        let lock = RunLock(descriptor: opened)
        // Shared: two that only look do not take each other for a run.
        if try lock.lock(LOCK_SH) { return nil }
        let text = try RegularFile.content(of: path, limit: 64)
        let digits = String(decoding: text.prefix { $0 != 10 }, as: UTF8.self)
        return RunningProcess(id: Int(decimal: digits, in: RunningProcess.ids))
    }

    private func lock(_ operation: Int32) throws(Errno) -> Bool {
        if flock(descriptor, operation | LOCK_NB) == 0 { return true }
        guard errno == EWOULDBLOCK else { throw Errno(rawValue: errno) }
        return false
    }
}

/// A process in which a run is under way.
package struct RunningProcess: Sendable, Equatable {
    package let id: Int?

    /// What can be the number of a process that is not the kernel's own; zero and less would be groups.
    static let ids = 1...Int(Int32.max)
}
