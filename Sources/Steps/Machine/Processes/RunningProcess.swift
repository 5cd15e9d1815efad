import Bytes
import FoundationEssentials
import Glibc
import SystemPackage

/// A process of the machine that has not ended, as `/proc` shows it (proc(5)).
///
/// A zombie (ended, not yet waited for) does not count: the parent of orphans is init, and a
/// container's init may take its time, or never wait.
package struct RunningProcess: Sendable {
    let id: pid_t
    let parent: pid_t
    let group: pid_t
    /// Its start in kernel ticks since boot: together with the id, it identifies the process
    /// forever.
    let start: UInt64
    /// Nil if the system does not show it to this user.
    let workingDirectory: FilePath?

    /// Its program and arguments; none if the system does not show them.
    var commandLine: [String] {
        let content = FileManager.default.contents(atPath: "/proc/\(id)/cmdline") ?? Data()
        return content.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// All running processes; nil if there is no `/proc`.
    static var all: [RunningProcess]? {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc")
        return names?.compactMap { pid_t($0) }.compactMap(RunningProcess.init)
    }

    /// Looks up a process; nil if it has ended.
    init?(_ id: pid_t) {
        let folder = "/proc/\(id)"
        guard let stat = FileManager.default.contents(atPath: folder + "/stat") else { return nil }
        // `pid (name) state parent group …`, with anything in the name; the 22nd field is the
        // start.
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
