import FoundationEssentials
import Glibc
package import SystemPackage

extension MachineRoot {
    /// Makes a folder that nobody else can look into, and removes it with all that is in it when
    /// the body returns, throws or is cancelled.
    ///
    /// Only one process at a time has such a folder in a parent. Where that process is killed the
    /// folder stays, for `removeAbandonedFolders` of a later one.
    ///
    /// - Parameters:
    ///   - parent: the folder of the sandbox in which it is made, and nothing but such folders; made
    ///     with mode 0755 if need be.
    ///   - body: gets the folder's place on the machine, without links.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws, or `MachineError`: `.inUse` while another process has a folder
    ///   there, one about the removal only if the body has succeeded.
    package func withPrivateFolder<Result>(
        in parent: String, _ body: (FilePath) async throws -> Result
    ) async throws -> Result {
        let locked = try lock(parent, makingWith: 0o755)
        defer { withExtendedLifetime(locked) {} }
        let folder = try makePrivateFolder(in: locked, parent)
        let result: Result
        do {
            result = try await body(folder)
        } catch {
            try? FileManager.default.removeItem(atPath: folder.string)
            throw error
        }
        do {
            try FileManager.default.removeItem(atPath: folder.string)
        } catch {
            throw MachineError.notRemoved(folder.string, "\(error)")
        }
        return result
    }

    /// Removes the private folders of processes that were killed.
    ///
    /// - Throws: `MachineError`: `.inUse` while another process has a folder there, or a program that
    ///   a killed one has started still works in one.
    package func removeAbandonedFolders(in parent: String) throws(MachineError) {
        guard try has(parent) else { return }
        let locked = try lock(parent)
        do {
            let path = try locked.currentPath()
            let names = try FileManager.default.contentsOfDirectory(atPath: path.string)
            for place in names.filter({ $0.hasPrefix(Self.prefix) }).map(path.appending) {
                let isInUse = RunningProcess.all?.contains {
                    $0.workingDirectory?.starts(with: place) ?? false
                }
                if isInUse ?? false { throw MachineError.inUse(place.string) }
                try FileManager.default.removeItem(atPath: place.string)
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
    ) throws(MachineError) -> FilePath {
        do {
            let path = try folder.currentPath().appending(Self.prefix + "XXXXXX")
            var template = Array(path.string.utf8CString)
            guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
            return template.withUnsafeBufferPointer { FilePath(platformString: Array($0)) }
        } catch {
            throw MachineError(error, while: "make a private folder in", parent)
        }
    }

    private static let prefix = "enlist-"
}
