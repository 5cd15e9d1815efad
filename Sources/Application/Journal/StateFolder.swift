import Bytes
import Glibc
import Journal
import Pipeline
import Steps
import SystemPackage

/// The folder that contains a folder of journals for each instance.
package struct StateFolder: Sendable {
    /// The default path.
    package static let standard = "/var/lib/enlist"

    /// The substitute for the instance's id if a plan does not know it.
    static let unknownInstance = "machine"

    let root: MachineRoot
    /// The path, relative to the root.
    let path: String

    /// Creates a reference to a folder from its path, and the process' environment, which names the
    /// root.
    ///
    /// A relative path starts at the working directory, unless `ENLIST_ROOT` is set: then all paths
    /// start at that root, and a relative one causes an error when it is used.
    ///
    /// - Throws: what is wrong with `ENLIST_ROOT`.
    package init(_ path: String = StateFolder.standard, environment: [String: String])
        throws(CommandError)
    {
        do {
            root = try MachineRoot(environment: environment)
        } catch {
            throw CommandError(.badData, Failure(error))
        }
        self.path =
            path.begins(with: "/") || !(environment["ENLIST_ROOT"] ?? "").isEmpty
            ? path : FilePath.workingFolder.pushing(FilePath(path)).lexicallyNormalized().string
    }

    private init(root: MachineRoot, path: String) {
        self.root = root
        self.path = path
    }

    /// The folder for what cannot be stored here; it is empty after a reboot.
    var untilBoot: StateFolder { StateFolder(root: root, path: "/run/enlist") }

    /// Returns an instance's folder, which is created if it is missing; only its owner may read it.
    ///
    /// - Throws: `JournalError` for an id that is not a name; `MachineError`.
    func journals(of instance: String) throws -> JournalFolder {
        try JournalFolder.check(instance: instance)
        // Other users must be able to reach the folders in which their programs run.
        try root.makeFolder(path)
        return JournalFolder(try root.makeFolder("\(path)/\(instance)", mode: 0o700))
    }

    /// Returns an instance's folder; nil if it is missing.
    ///
    /// - Throws: as `journals(of:)`.
    func existingJournals(of instance: String) throws -> JournalFolder? {
        try JournalFolder.check(instance: instance)
        let place = "\(path)/\(instance)"
        return try root.has(place) ? JournalFolder(root.makeFolder(place, mode: 0o700)) : nil
    }

    /// The instances that have a journal here, the one with the latest entry first.
    var instances: [String] {
        guard (try? root.has(path)) == true, let place = try? root.locate(path),
            let names = try? JournalFolder(place).names
        else { return [] }
        let found = names.compactMap { name -> (name: String, written: Duration)? in
            guard (try? JournalFolder.check(instance: name)) != nil,
                let written = try? existingJournals(of: name)?.lastWritten
            else { return nil }
            return (name, written)
        }
        return found.sorted { ($0.written, $0.name) > ($1.written, $1.name) }.map(\.name)
    }
}
