import FoundationEssentials
import Pipeline
import SystemPackage

/// The state of a path before a step wrote to it: a file, or nothing.
struct FileBefore: Sendable, Equatable {
    /// Nil if there was no file.
    let content: [UInt8]?
    /// The folders on the way that did not exist, outermost first.
    let missingFolders: [String]
}

// In base64, as a file may hold any bytes.
extension FileBefore: FactValue {
    static var shape: ValueShape {
        .record([
            .init("content", .text), .init("missing-folders", .list(of: .text, atLeast: 0)),
        ])
    }
    static var typeName: String { "what a file was before" }

    init?(_ value: Value) {
        guard case .map(let entries) = value, let folders = entries["missing-folders"],
            let missing = [String](folders)
        else { return nil }
        missingFolders = missing
        if case .string(let text)? = entries["content"] {
            guard let data = Data(base64Encoded: text) else { return nil }
            content = Array(data)
        } else {
            content = nil
        }
    }

    var value: Value {
        [
            "content": content.map { .string(Data($0).base64EncodedString()) } ?? .null,
            "missing-folders": missingFolders.value,
        ]
    }
}

extension MachineRoot {
    /// The present state of the path, for `restore`.
    func fileBefore(_ path: String) throws(MachineError) -> FileBefore {
        var missing: [String] = []
        var folder = ""
        for name in try Self.components(of: path).dropLast() {
            folder += "/" + name.string
            if try !has(folder) { missing.append(folder) }
        }
        return FileBefore(content: try read(path), missingFolders: missing)
    }

    /// Restores what was at the path before a step wrote `written` to it.
    ///
    /// Folders that did not exist are removed if they are empty.
    ///
    /// - Returns: false, with nothing changed, if the file has been changed since.
    func restore(
        _ before: FileBefore, at path: String, ifStill written: [UInt8]
    ) throws(MachineError) -> Bool {
        let content = try read(path)
        if content != before.content {
            guard content == written else { return false }
            if let old = before.content {
                try replace(path, by: old)
            } else {
                try remove(path)
            }
        }
        for folder in before.missingFolders.reversed() where try has(folder) {
            guard try removeIfEmpty(folder) else { break }
        }
        return true
    }

    /// Removes a file.
    func remove(_ path: String) throws(MachineError) {
        do {
            let (folder, name) = try openParent(of: path)
            try folder.remove(name)
            try folder.synchronize()
        } catch {
            throw MachineError(error, while: "remove", path)
        }
    }

    private func removeIfEmpty(_ path: String) throws(MachineError) -> Bool {
        do {
            let (folder, name) = try openParent(of: path)
            return try folder.removeFolder(name)
        } catch {
            throw MachineError(error, while: "remove", path)
        }
    }
}
