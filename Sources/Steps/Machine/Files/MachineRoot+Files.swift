package import Glibc
package import SystemPackage

extension MachineRoot {
    /// Whether there is something at the path.
    package func has(_ path: String) throws(MachineError) -> Bool {
        do {
            let (folder, name) = try openParent(of: path)
            return folder.has(name)
        } catch MachineError.system(_, _, .noSuchFileOrDirectory) {
            return false
        }
    }

    /// Makes a folder and those on the way to it, unless they are there.
    ///
    /// - Returns: the folder's place on the machine, without links.
    @discardableResult
    package func makeFolder(_ path: String, mode: mode_t = 0o755) throws(MachineError) -> FilePath {
        let folder = try openFolder(path, makingWith: mode)
        do {
            return try folder.currentPath()
        } catch {
            throw .system("find", path, error)
        }
    }

    /// Reads a small file.
    ///
    /// - Parameters:
    ///   - path: in the sandbox, absolute.
    ///   - limit: the most bytes that the file may have.
    /// - Returns: nil if there is no such file.
    /// - Throws: `MachineError`, also for what is not an ordinary file.
    package func read(_ path: String, limit: Int = 1 << 20) throws(MachineError) -> [UInt8]? {
        do {
            let (folder, name) = try openParent(of: path)
            let file = try folder.file(name)
            defer { try? file.close() }
            guard try file.isOrdinaryFile() else { throw MachineError.notAFile(path) }
            guard let content = try file.content(limit: limit) else {
                throw MachineError.tooLarge(path, limit: limit)
            }
            return content
        } catch {
            let error = MachineError(error, while: "read", path)
            if case .system(_, _, .noSuchFileOrDirectory) = error { return nil }
            throw error
        }
    }

    /// Keeps a file under a second name beside its own, in place of what has that name; the file that
    /// is written in its place later is another one.
    func keep(_ path: String, with suffix: String) throws(MachineError) {
        do {
            let (folder, name) = try openParent(of: path)
            let temporary = OpenFolder.temporaryName()
            try folder.linkFile(name, as: temporary)
            do {
                try folder.rename(temporary, to: name + suffix)
            } catch {
                try? folder.remove(temporary)
                throw error
            }
            // Two names of one file stay two when one is renamed to the other (rename(2)).
            if folder.has(temporary) { try folder.remove(temporary) }
        } catch {
            throw MachineError(error, while: "keep a copy of", path)
        }
    }

    /// Writes a file so that it holds either all of its old content or all of its new one, also
    /// after a crash or a power cut; makes the folders on the way.
    ///
    /// The new content is written beside the file and then takes its name. On failure nothing is
    /// left beside it; what a process that was killed has left is removed by the next that writes
    /// there.
    ///
    /// - Parameters:
    ///   - content: all of it.
    ///   - path: in the sandbox, absolute.
    ///   - mode: of the file, in force before anybody can see it under its name.
    ///   - owner: of the file, just so.
    ///   - folderMode: of folders that did not exist; others keep theirs. Nil if all must exist.
    /// - Throws: `MachineError`.
    func write(
        _ content: [UInt8], to path: String, mode: mode_t = 0o644, owner: FileOwner = .unchanged,
        folderMode: mode_t? = 0o755
    ) throws(MachineError) {
        do {
            let (folder, name) = try openParent(of: path, makingWith: folderMode)
            try folder.removeAbandonedFiles()
            let temporary = OpenFolder.temporaryName()
            let file = try folder.makeFile(temporary)
            do {
                try file.finish(with: content, mode: mode, owner: owner)
                try folder.rename(temporary, to: name)
            } catch {
                try? folder.remove(temporary)
                throw error
            }
            try folder.synchronize()
        } catch {
            throw MachineError(error, while: "write", path)
        }
    }
}
