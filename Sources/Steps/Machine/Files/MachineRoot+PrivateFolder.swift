import FoundationEssentials
import Glibc
package import SystemPackage

extension MachineRoot {
    /// Makes a folder that nobody else can look into, and removes it with all that is in it when
    /// the body returns, throws or is cancelled.
    ///
    /// - Parameters:
    ///   - parent: the folder of the sandbox in which it is made; made with mode 0755 if need be.
    ///   - body: gets the folder's place on the machine, without links.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws, or `MachineError`; one about the removal only if the body
    ///   has succeeded.
    package func withPrivateFolder<Result>(
        in parent: String, _ body: (FilePath) async throws -> Result
    ) async throws -> Result {
        let folder = try makePrivateFolder(in: parent)
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

    private func makePrivateFolder(in parent: String) throws(MachineError) -> FilePath {
        do {
            let parent = try openFolder(parent, makingWith: 0o755).currentPath()
            var template = Array(parent.appending("enlist-XXXXXX").string.utf8CString)
            guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
            return template.withUnsafeBufferPointer { buffer in
                FilePath(platformString: Array(buffer))
            }
        } catch {
            throw MachineError(error, while: "make a private folder in", parent)
        }
    }
}
