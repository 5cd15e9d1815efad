import Glibc
import Numbers
import SystemPackage

/// Keeps other processes from running on the same instance, until it is released or the process
/// ends, however it ends.
package final class RunLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit {
        // Closing alone would leave the lock with a child process that has not executed its program
        // yet.
        release()
        close(descriptor)
    }

    /// Releases the lock.
    package func release() { flock(descriptor, LOCK_UN) }

    /// Takes the lock and writes the process id into its file, which is never removed.
    ///
    /// - Returns: nil if another process holds the lock.
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

    /// Returns the process that holds the lock; nil if none does.
    ///
    /// A process without a number has only just taken it.
    static func holder(_ path: FilePath) throws(Errno) -> RunningProcess? {
        let opened = path.withPlatformString { open($0, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) }
        guard opened >= 0 else {
            if errno == ENOENT { return nil }
            throw Errno(rawValue: errno)
        }
        let lock = RunLock(descriptor: opened)
        // A shared lock: two processes that only look do not mistake each other for a run.
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

    /// The valid ids of processes outside the kernel; zero and negative numbers would mean groups.
    static let ids = 1...Int(Int32.max)
}
