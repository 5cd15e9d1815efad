import Bytes
import SystemPackage

/// The record of installed packages that dnf, yum and zypper share.
struct RPMDatabase: Sendable {
    let root: MachineRoot

    /// Where it is in the root: distributions differ, and their `rpm` knows.
    func folder() async throws -> String {
        var folder = "/var/lib/rpm"
        _ = try await ChildProcess("rpm", ["--eval", "%{_dbpath}"]).run { line in
            if line.begins(with: "/") { folder = line }
        }
        return folder
    }

    /// Those of the names that no installed package has or provides.
    func missing(of names: [String]) async throws -> [String] {
        let folder = root.isMachine ? [] : ["--root", root.path.string]
        let query = ChildProcess("rpm", folder + ["--query", "--whatprovides", "--"] + names)
        var missing: Set<String> = []
        let (ending, tail) = try await query.run { line in
            if let name = line.rest(after: "no package provides ") { missing.insert(name) }
        }
        // Its exit status is the number of names that it does not know.
        guard ending == .exited(missing.count) else {
            throw MachineError.programFailed("rpm", ending, tail)
        }
        return names.filter(missing.contains)
    }
}
