package import Glibc
package import SystemPackage

extension MachineRoot {
    /// Whether the path exists.
    package func has(_ path: String) throws(MachineError) -> Bool {
        do {
            let (folder, name) = try openParent(of: path)
            return folder.has(name)
        } catch MachineError.system(_, _, .noSuchFileOrDirectory) {
            return false
        }
    }

    /// Creates a folder and its parents unless they exist.
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

    /// Gives a file a second name besides its own, replacing what has that name; what is later
    /// written under the first name is another file.
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
            // Two names of one file remain two when one is renamed to the other (rename(2)).
            if folder.has(temporary) { try folder.remove(temporary) }
        } catch {
            throw MachineError(error, while: "keep a copy of", path)
        }
    }

    /// Writes a file atomically, creating missing folders: it holds either all of its old content
    /// or all of its new content, even after a crash or a power cut.
    ///
    /// The new content is written beside the file and then takes its name. On failure nothing is
    /// left beside it; what a killed process has left is removed by the next one that writes there.
    ///
    /// A replaced file keeps its label and access list, and its owner if none is requested, unless
    /// another user can have put the file there.
    ///
    /// - Parameters:
    ///   - content: all of it.
    ///   - path: in the sandbox, absolute.
    ///   - mode: of the file, in force before it becomes visible under its name.
    ///   - owner: of the file, in force just as early.
    ///   - folderMode: of folders that are created; existing ones keep theirs. Nil if all must
    ///     exist.
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
                let kept = try folder.keepAttributes(of: name, for: file)
                try file.finish(
                    with: content, mode: mode,
                    owner: FileOwner(
                        user: owner.user ?? kept?.user, group: owner.group ?? kept?.group))
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

    /// Replaces the content of one of the machine's own files, which keeps mode, owner, label and
    /// access list; creates it with mode 0644 if it does not exist.
    ///
    /// A file that is a mount point, as in containers, cannot be replaced, and is written in place.
    ///
    /// - Throws: `MachineError`.
    func replace(_ path: String, by content: [UInt8]) throws(MachineError) {
        let status = try status(path)
        do {
            try write(
                content, to: path, mode: status?.mode ?? 0o644,
                owner: status?.owner ?? .unchanged)
        } catch {
            guard case .system(_, _, .resourceBusy) = error else { throw error }
            try overwrite(path, with: content)
        }
    }

    private func overwrite(_ path: String, with content: [UInt8]) throws(MachineError) {
        do {
            let (folder, name) = try openParent(of: path)
            let file = try folder.fileToOverwrite(name)
            defer { try? file.close() }
            try file.write(content)
            guard ftruncate(file.rawValue, off_t(content.count)) == 0, fsync(file.rawValue) == 0
            else { throw Errno(rawValue: errno) }
        } catch {
            throw MachineError(error, while: "write", path)
        }
    }
}

extension OpenFolder {
    /// Copies the attributes of the old file to the new one that replaces it.
    ///
    /// - Returns: the old file's owner; nil if there is no old file, or another user can have put
    ///   it there.
    fileprivate func keepAttributes(
        of name: String, for file: FileDescriptor
    ) throws(Errno) -> FileOwner? {
        guard let status = try status(name), status.isOrdinaryFile, try isOwn() else { return nil }
        let old: FileDescriptor
        do {
            old = try self.file(name)
        } catch {
            // A file that this process may not read has no attributes that could be kept.
            return status.owner
        }
        defer { try? old.close() }
        try file.takeAttributes(of: old)
        return status.owner
    }
}
