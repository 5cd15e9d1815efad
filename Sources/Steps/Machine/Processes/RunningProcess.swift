import Bytes
import FoundationEssentials
import Glibc
import SystemPackage

/// A process of the machine that has not ended, as `/proc` shows it (proc(5)).
///
/// One that has ended and that nobody has waited for is none: the parent of orphans is init, and the
/// one of a container may take its time, or never do it.
package struct RunningProcess: Sendable {
    let id: pid_t
    let parent: pid_t
    let group: pid_t
    /// When it began, in the kernel's ticks since the machine did: with the id, its name for ever.
    let start: UInt64
    /// Nil where the system does not say it to this user.
    let workingDirectory: FilePath?

    /// Its program and arguments; none where the system does not say them.
    var commandLine: [String] {
        let content = FileManager.default.contents(atPath: "/proc/\(id)/cmdline") ?? Data()
        return content.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// All of them; nil where there is no `/proc`.
    static var all: [RunningProcess]? {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc")
        return names?.compactMap { pid_t($0) }.compactMap(RunningProcess.init)
    }

    /// Looks at a process; nil if it has ended.
    init?(_ id: pid_t) {
        let folder = "/proc/\(id)"
        guard let stat = FileManager.default.contents(atPath: folder + "/stat") else { return nil }
        // `pid (name) state parent group …`, where the name may hold anything; the 22nd is the start.
        let fields = String(decoding: stat, as: UTF8.self).parts(at: ")").last?.words() ?? []
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X",
            let parent = pid_t(fields[1]), let group = pid_t(fields[2]),
            let start = UInt64(fields[19])
        else { return nil }
        self.id = id
        self.parent = parent
        self.group = group
        self.start = start
        workingDirectory =
            (try? FileManager.default.destinationOfSymbolicLink(
                atPath: folder + "/cwd")).map { FilePath($0) }
    }
}
