import Bytes
import Glibc
import SystemPackage

/// The lock that a package manager holds while it works, so that no other can.
enum PackageLock: Sendable, Equatable {
    /// A lock on a file, as fcntl(2) has it.
    case record(String)
    /// A file that names a process, which may have ended.
    case process(String)

    /// The process that holds a lock.
    struct Holder: Sendable, Equatable {
        /// Nil for a process that cannot be seen from here, such as one outside a container.
        let process: Int?
        /// Its program's name.
        let program: String?
    }

    /// The present holder; nil if none exists, or no such file.
    ///
    /// Takes no lock, and does not wait.
    func holder(in root: MachineRoot) -> Holder? {
        switch self {
        case .record(let path):
            guard let file = try? root.openParent(of: path) else { return nil }
            guard let opened = try? file.folder.file(file.name) else { return nil }
            defer { try? opened.close() }
            var lock = Glibc.flock()
            lock.l_type = Int16(F_WRLCK)
            lock.l_whence = Int16(SEEK_SET)
            guard fcntl(opened.rawValue, F_GETLK, &lock) == 0, lock.l_type != Int16(F_UNLCK)
            else { return nil }
            return Holder(Int(lock.l_pid))
        case .process(let path):
            guard let content = try? root.read(path, limit: 100),
                let first = String(decoding: content, as: UTF8.self)
                    .words().first,
                let process = pid_t(first), process > 0,
                kill(process, 0) == 0 || errno == EPERM
            else { return nil }
            return Holder(Int(process))
        }
    }
}

extension PackageLock.Holder {
    /// Looks the program up.
    fileprivate init(_ number: Int) {
        process = number > 0 ? number : nil
        let name = process.flatMap { try? MachineRoot.machine.read("/proc/\($0)/comm", limit: 100) }
        program = name.map { String(decoding: $0, as: UTF8.self).trimmed() }
    }

    /// `unattended-upgr (process 123)`.
    var words: String {
        switch (process, program) {
        case (nil, _): "another process"
        case (let process?, nil): "process \(process)"
        case (let process?, let program?): "\(program) (process \(process))"
        }
    }
}
