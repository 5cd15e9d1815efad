import Glibc
package import SystemPackage

extension MachineRoot {
    /// The place of private folders; not `/tmp`, which hardened images mount noexec.
    static let privateFolders = "/var/lib/enlist"

    /// Creates a folder that only this user can access, and removes it with its content when the
    /// body returns, throws or is cancelled.
    ///
    /// Only one process at a time has such a folder in a parent. If that process is killed, the
    /// folder stays, for `removeAbandonedFolders` of a later one.
    ///
    /// - Parameters:
    ///   - parent: the folder of the sandbox that holds it, and nothing but such folders; created
    ///     with mode 0755 if need be.
    ///   - body: gets the folder's place on the machine, without links.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws, or `MachineError`: `.inUse` while another process has a
    ///   folder there, and an error of the removal only if the body has succeeded.
    package func withPrivateFolder<Result>(
        in parent: String, _ body: (FilePath) async throws -> Result
    ) async throws -> Result {
        let locked = try lock(parent, makingWith: 0o755)
        let (name, place) = try makePrivateFolder(in: locked, parent)
        let result: Result
        do {
            result = try await body(place)
        } catch {
            try? locked.removeTree(name)
            throw error
        }
        do {
            try locked.removeTree(name)
        } catch {
            throw MachineError.notRemoved(place.string, "\(error)")
        }
        return result
    }

    /// Removes the private folders of killed processes.
    ///
    /// - Throws: `MachineError`: `.inUse` while another process has a folder there, or a program
    ///   that a killed one has started still works in one.
    package func removeAbandonedFolders(in parent: String) throws(MachineError) {
        guard try has(parent) else { return }
        let locked = try lock(parent)
        do {
            let path = try locked.currentPath()
            for name in try locked.names() where name.utf8.starts(with: Self.prefix.utf8) {
                let place = path.appending(name)
                let isInUse = RunningProcess.all?.contains {
                    $0.workingDirectory?.starts(with: place) ?? false
                }
                if isInUse ?? false { throw MachineError.inUse(place.string) }
                try locked.removeTree(name)
            }
        } catch {
            throw MachineError(error, while: "remove what is left in", parent)
        }
        withExtendedLifetime(locked) {}
    }

    private func lock(
        _ parent: String, makingWith mode: mode_t? = nil
    ) throws(MachineError) -> OpenFolder {
        let folder = try openFolder(parent, makingWith: mode)
        do {
            if try folder.lock() { return folder }
        } catch {
            throw .system("lock", parent, error)
        }
        throw .inUse(parent)
    }

    private func makePrivateFolder(
        in folder: OpenFolder, _ parent: String
    ) throws(MachineError) -> (name: String, place: FilePath) {
        do {
            let name = try folder.makeUniqueFolder(Self.prefix)
            return (name, try folder.currentPath().appending(name))
        } catch {
            throw MachineError(error, while: "make a private folder in", parent)
        }
    }

    private static let prefix = "enlist-"
}
