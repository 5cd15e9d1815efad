import Bytes
import Glibc
package import Pipeline
package import SystemPackage

/// The folder in which the journals of one instance lie: `journal.ndjson`, and those of the runs before
/// it as `journal.1.ndjson` (the last one) to `journal.5.ndjson`.
package struct JournalFolder: Sendable {
    /// How many journals of earlier runs are kept, and how many that were set aside.
    package static let kept = 5

    private static let name = "journal.ndjson"

    private let path: FilePath

    /// Takes the folder, which is there and absolute, without links.
    package init(_ path: FilePath) { self.path = path }

    /// Whether an instance's id can be a folder's name.
    package static func check(instance: String) throws(JournalError) {
        let isPlain = instance.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isPlain, !instance.isEmpty, instance.utf8.count <= 64, instance.utf8.first != 0x2E
        else { throw .badInstance(instance) }
    }

    /// The journal of the last run.
    package var current: FilePath { path.appending(JournalFolder.name) }

    /// The journals that are there, that of the last run first.
    package var all: [FilePath] {
        ([current] + (1...JournalFolder.kept).map(earlier)).filter {
            $0.withPlatformString { access($0, F_OK) } == 0
        }
    }

    /// When the last run wrote last, since 1970-01-01T00:00:00Z; nil if none has.
    package var lastWritten: Duration? {
        var status = stat()
        guard current.withPlatformString({ lstat($0, &status) }) == 0 else { return nil }
        return .seconds(status.st_mtim.tv_sec) + .nanoseconds(status.st_mtim.tv_nsec)
    }

    /// The names of all that lies in the folder.
    package var names: [String] {
        get throws(Errno) { try contents() }
    }

    /// Takes the lock without which nobody writes here.
    ///
    /// - Returns: nil if another process has it.
    package func lock() throws(JournalError) -> RunLock? {
        try doing("lock", lockPath) { () throws(Errno) in try RunLock.take(lockPath) }
    }

    /// The process that has the lock; nil if none has.
    package func holder() throws(JournalError) -> RunningProcess? {
        try doing("look at the lock of", lockPath) { () throws(Errno) in
            try RunLock.holder(lockPath)
        }
    }

    /// Begins a journal; the one that is there becomes that of an earlier run.
    package func begin() throws(JournalError) -> any JournalFile {
        for number in stride(from: JournalFolder.kept, to: 1, by: -1) {
            try rename(earlier(number - 1), to: earlier(number))
        }
        try rename(current, to: earlier(1))
        return try doing("make", current) { () throws(Errno) in
            let file = try RegularFile(current)
            try synchronize()
            return file
        }
    }

    /// Continues the journal that has been read.
    package func goOn(after content: JournalContent) throws(JournalError) -> any JournalFile {
        try doing("open", current) { () throws(Errno) in
            let file = try RegularFile(current)
            if content.isTorn { try file.truncate(to: content.length) }
            return file
        }
    }

    /// Puts a damaged journal out of the way, for a person to look at; the oldest of such are removed.
    ///
    /// - Returns: where it lies now.
    package func setAside(at time: Moment) throws(JournalError) -> FilePath {
        let place = path.appending("\(JournalFolder.name).corrupt-\(time.timestamp)")
        try rename(current, to: place)
        let names = (try? contents()) ?? []
        let aside = names.filter { $0.begins(with: "\(JournalFolder.name).corrupt-") }.sorted()
        for name in aside.dropLast(JournalFolder.kept) {
            _ = path.appending(name).withPlatformString { unlink($0) }
        }
        return place
    }

    /// Whether a run has written where others see it why it failed, and none has taken that back since.
    package var hasToldFailure: Bool { tellingMark.withPlatformString { access($0, F_OK) } == 0 }

    /// Notes that a run is about to write where others see it why it failed, or that this was taken back.
    package func setToldFailure(_ hasTold: Bool) throws(JournalError) {
        try doing(hasTold ? "make" : "remove", tellingMark) { () throws(Errno) in
            guard hasTold else {
                guard tellingMark.withPlatformString({ unlink($0) }) == 0 || errno == ENOENT else {
                    throw Errno(rawValue: errno)
                }
                return
            }
            let file = tellingMark.withPlatformString {
                open($0, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
            }
            guard file >= 0 else { throw Errno(rawValue: errno) }
            close(file)
        }
    }

    private var tellingMark: FilePath { path.appending("failure-told") }

    private var lockPath: FilePath { path.appending("lock") }

    private func earlier(_ number: Int) -> FilePath { path.appending("journal.\(number).ndjson") }

    /// Renames a file, if it is there.
    private func rename(_ old: FilePath, to new: FilePath) throws(JournalError) {
        try doing("rename", old) { () throws(Errno) in
            let result = old.withPlatformString { old in
                new.withPlatformString { Glibc.rename(old, $0) }
            }
            guard result == 0 || errno == ENOENT else { throw Errno(rawValue: errno) }
        }
    }

    /// Has the names in the folder written to the disk.
    private func synchronize() throws(Errno) {
        let folder = path.withPlatformString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard folder >= 0 else { throw Errno(rawValue: errno) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw Errno(rawValue: errno) }
    }

    private func contents() throws(Errno) -> [String] {
        guard let folder = path.withPlatformString({ opendir($0) }) else {
            throw Errno(rawValue: errno)
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }

    private func doing<Result>(
        _ action: String, _ path: FilePath, _ body: () throws(Errno) -> Result
    ) throws(JournalError) -> Result {
        do throws(Errno) {
            return try body()
        } catch {
            throw .system(action, path, error)
        }
    }
}
