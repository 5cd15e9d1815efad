import Bytes
import Glibc
import SystemPackage

/// A file that records which process a command is, for as long as its enlist waits for it.
///
/// An enlist that is killed leaves the file behind, and the kernel releases its lock on it: so the
/// next enlist finds a command that is still running, and does not start it a second time.
final class CommandMark {
    private static let prefix = "command-"

    private let folder: OpenFolder
    private let name: String
    private let file: FileDescriptor

    /// Creates the file in the folder where runs keep their state; nil if there is no such folder,
    /// or this user may not write to it: then there is no journal from which a run could be resumed
    /// either.
    init?(in root: MachineRoot) {
        guard let folder = Self.folder(of: root) else { return nil }
        name = Self.prefix + String(UInt64.random(in: .min ... .max), radix: 36)
        guard let file = try? folder.makeFile(name) else { return nil }
        self.folder = folder
        self.file = file
        flock(file.rawValue, LOCK_EX | LOCK_NB)
    }

    deinit {
        // Closing alone would leave the lock to a child that is about to start its program.
        flock(file.rawValue, LOCK_UN)
        try? file.close()
    }

    /// Records the process, which has just started.
    func tell(_ process: Int) {
        guard let process = RunningProcess(pid_t(process)) else { return }
        _ = try? file.writeAll("\(process.id) \(process.start)".utf8)
    }

    /// Removes the file, when the command has ended.
    func remove() { try? folder.remove(name) }

    /// Makes sure that no command of a killed enlist is still running.
    ///
    /// - Throws: `MachineError.commandAtWork`.
    static func check(_ root: MachineRoot) throws(MachineError) {
        guard let folder = folder(of: root), let names = try? folder.names() else { return }
        for name in names where name.begins(with: prefix) {
            guard let file = try? folder.file(name) else { continue }
            defer { try? file.close() }
            guard flock(file.rawValue, LOCK_SH | LOCK_NB) == 0 else { continue }
            if let process = process(in: file) { throw .commandAtWork(Int(process.id)) }
            try? folder.remove(name)
        }
    }

    /// The process that a file names, if it still runs.
    private static func process(in file: FileDescriptor) -> RunningProcess? {
        let words = ((try? file.content(limit: 64)) ?? nil).map {
            String(decoding: $0, as: UTF8.self).words()
        }
        guard let words, words.count == 2, let id = pid_t(words[0]),
            let process = RunningProcess(id), String(process.start) == words[1]
        else { return nil }
        return process
    }

    private static func folder(of root: MachineRoot) -> OpenFolder? {
        guard (try? root.has(MachineRoot.privateFolders)) == true else { return nil }
        return try? root.openFolder(MachineRoot.privateFolders)
    }
}
