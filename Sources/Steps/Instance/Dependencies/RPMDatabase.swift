import Bytes
import SystemPackage

/// The record of installed packages that dnf, yum and zypper share.
struct RPMDatabase: Sendable {
    let root: MachineRoot

    /// The limit of what rpm counts in its exit status.
    private static let mostCounted = 254

    /// Its location in the root: distributions differ, and their `rpm` knows.
    func folder() async throws -> String {
        var folder = "/var/lib/rpm"
        _ = try await ChildProcess("rpm", ["--eval", "%{_dbpath}"]).run { line in
            if line.begins(with: "/") { folder = line }
        }
        return folder
    }

    /// The state of each of the packages in the root: a package that has or provides the name, or
    /// one of the version and architecture in the name.
    func states(of names: [String]) async throws -> [PackageState] {
        var missing = try await notProvided(names)
        if !missing.isEmpty { missing = try await notOfVersion(missing) }
        return names.map { missing.contains($0) ? .missing : .installed }
    }

    /// Those of the names that no installed package has or provides.
    private func notProvided(_ names: [String]) async throws -> [String] {
        var missing: [String] = []
        let (ending, tail) = try await rpm(["--whatprovides", "--"] + names).run { line in
            if let name = line.rest(after: "no package provides ") { missing.append(name) }
        }
        // Its exit status is the number of unknown names.
        guard ending == .exited(min(missing.count, Self.mostCounted)) else {
            throw MachineError.programFailed("rpm", ending, tail)
        }
        return missing
    }

    /// Those of the names, with version and architecture, that match no installed package.
    private func notOfVersion(_ names: [String]) async throws -> [String] {
        var forms: Set<String> = []
        let format = "%{NAME}\\t%{EPOCHNUM}\\t%{VERSION}\\t%{RELEASE}\\t%{ARCH}\\n"
        let (ending, tail) = try await rpm(["--all", "--queryformat", format]).run { line in
            let fields = line.parts(at: "\t")
            guard fields.count == 5 else { return }
            forms.formUnion(Self.forms(of: fields))
        }
        guard ending == .exited(0) else { throw MachineError.programFailed("rpm", ending, tail) }
        return names.filter { !forms.contains($0) }
    }

    /// All names of a package (dnf(8), zypper(8)).
    ///
    /// - Parameter fields: its name, epoch, version, release and architecture.
    /// - Returns: the forms.
    private static func forms(of fields: [String]) -> [String] {
        let (name, epoch, version) = (fields[0], fields[1], fields[2])
        let (release, architecture) = (fields[3], fields[4])
        let versions = [version, "\(epoch):\(version)"].flatMap { [$0, "\($0)-\(release)"] }
        let pinned = versions.flatMap { version in
            ["\(name)-\(version)", "\(name)=\(version)", "\(name).\(architecture)=\(version)"]
        }
        let all = [name] + pinned + ["\(epoch):\(name)-\(version)-\(release)"]
        return all + all.map { "\($0).\(architecture)" }
    }

    private func rpm(_ arguments: [String]) -> ChildProcess {
        ChildProcess(
            "rpm", (root.isMachine ? [] : ["--root", root.path.string]) + ["--query"] + arguments)
    }
}
