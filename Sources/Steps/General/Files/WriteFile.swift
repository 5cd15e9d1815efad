import Pipeline

/// Writes a file atomically: it holds all of its new content or all of its old content.
struct WriteFile: Checkable, Revertible {
    /// The suffix of the backup of a replaced file, which lies beside it.
    static let backupSuffix = ".enlist-backup"
    /// The limit in bytes for a file that is replaced: its content is kept in memory to be
    /// restored.
    private static let mostBytes = 16 << 20
    /// Whether there was a file before.
    private static let replaces = FactKey<Bool>("replaces")

    let path: String
    let source: FileSource
    let rights: FileRights
    let keepsBackup: Bool
    let root: MachineRoot
    let overwritten: OverwrittenFiles

    func check(in context: StepContext) async throws -> Facts? {
        let content = try source.content(context.facts, in: root)
        guard let status = try root.status(path),
            status.has(rights.mode, try rights.owner(in: root)),
            status.size == content.count,
            try root.read(path, limit: content.count) == content
        else { return nil }
        return Facts()
    }

    func run(in context: StepContext) async throws -> Facts {
        let content = try source.content(context.facts, in: root)
        let owner = try rights.owner(in: root)
        _ = try rights.openParent(of: path, in: root)
        let previous = try file(path)
        if context.receipt[Self.replaces] == nil {
            try context.record(Self.replaces, previous != nil)
        }
        if keepsBackup, previous != nil { try root.keep(path, with: Self.backupSuffix) }
        overwritten.add(.init(path: path, previous: previous, written: content))
        try root.write(
            content, to: path, mode: rights.mode.bits, owner: owner,
            folderMode: rights.folderMode)
        context.note("\(previous == nil ? "wrote" : "replaced") \(path)")
        return Facts()
    }

    /// Restores what was there, unless the file has been changed since.
    ///
    /// - Throws: a `Failure` if a process that has ended replaced the file, and kept no backup.
    func revert(in context: StepContext) async throws {
        guard let replaces = context.receipt[Self.replaces] else { return }
        let content = try source.content(context.facts, in: root)
        let record = overwritten.take(path, written: content)
        guard try root.read(path, limit: Self.mostBytes) == content else {
            context.warn("\(path) has been changed since it was written, and is left as it is")
            return
        }
        guard replaces else {
            try root.remove(path)
            return
        }
        let backup = keepsBackup ? path + Self.backupSuffix : nil
        guard let file = try record?.previous ?? backup.flatMap(file) else {
            throw Failure.replacedFileForgotten(path)
        }
        try root.write(file.content, to: path, mode: file.status.mode, owner: file.status.owner)
    }

    private func file(_ path: String) throws -> OverwrittenFiles.File? {
        guard let status = try root.status(path),
            let content = try root.read(path, limit: Self.mostBytes)
        else { return nil }
        return OverwrittenFiles.File(content: content, status: status)
    }
}

extension WriteFile: Foreseeing {
    func foresee(knowing facts: Facts) throws -> Foresight {
        let content = try source.content(facts, in: root)
        let owner = try rights.owner(in: root)
        guard let status = try root.status(path) else {
            return .change("write \(path) (\(content.count) bytes, \(rights.words))")
        }
        guard try root.read(path, limit: Self.mostBytes) == content else {
            let backup = keepsBackup ? ", and keep it as \(path)\(Self.backupSuffix)" : ""
            return .change(
                "replace the \(status.size) bytes of \(path) by \(content.count) others\(backup)")
        }
        return status.has(rights.mode, owner)
            ? .nothing("\(path) holds this already") : .change("give \(path) \(rights.words)")
    }
}
