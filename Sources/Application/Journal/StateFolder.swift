import Bytes
import Glibc
import Journal
import Pipeline
import Steps
import SystemPackage

/// The folder below which each instance has one for its journals.
package struct StateFolder: Sendable {
    /// Where it is unless somebody says otherwise.
    package static let standard = "/var/lib/enlist"

    /// What stands for the instance's id where a plan does not know it.
    static let unknownInstance = "machine"

    let root: MachineRoot
    /// As seen from the root.
    let path: String

    /// Takes the folder's path, and the process' environment, which says where the root is.
    ///
    /// A relative path starts at the working folder, unless `ENLIST_ROOT` is set: then all paths are seen from
    /// there, and a relative one is an error where it is used.
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
            ? path : Self.workingFolder.pushing(FilePath(path)).lexicallyNormalized().string
    }

    private static var workingFolder: FilePath {
        guard let here = getcwd(nil, 0) else { return "/" }
        defer { free(here) }
        return FilePath(platformString: here)
    }

    /// An instance's folder, which is made unless it is there; nobody else may look into it.
    ///
    /// - Throws: `JournalError` for an id that is no name; `MachineError`.
    func journals(of instance: String) throws -> JournalFolder {
        try JournalFolder.check(instance: instance)
        // Others must get through it to the folders in which their programs are run.
        try root.makeFolder(path)
        return JournalFolder(try root.makeFolder("\(path)/\(instance)", mode: 0o700))
    }

    /// An instance's folder; nil if there is none.
    ///
    /// - Throws: as `journals(of:)`.
    func existingJournals(of instance: String) throws -> JournalFolder? {
        try JournalFolder.check(instance: instance)
        let place = "\(path)/\(instance)"
        return try root.has(place) ? JournalFolder(root.makeFolder(place, mode: 0o700)) : nil
    }

    /// The instances that have a journal here, the one whose last run wrote last first.
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
