import Bytes
import Glibc
import SystemPackage

extension MachineRoot {
    /// Opens a folder of the sandbox.
    ///
    /// The mode is for missing folders on the way, which are created; without a mode they must
    /// exist.
    func openFolder(_ path: String, makingWith mode: mode_t? = nil) throws(MachineError)
        -> OpenFolder
    {
        var walk = try Walk(path, in: self, makingWith: mode)
        while let name = walk.next() {
            if try !walk.follow(name) { try walk.enter(name) }
        }
        return walk.folder
    }

    /// Opens the folder that holds a file of the sandbox, which may not exist yet.
    ///
    /// Links are followed, the last component's too, so that the returned name is not a link.
    func openParent(of path: String, makingWith mode: mode_t? = nil) throws(MachineError)
        -> (folder: OpenFolder, name: String)
    {
        var walk = try Walk(path, in: self, makingWith: mode)
        while let name = walk.next() {
            if try walk.follow(name) { continue }
            if walk.isAtEnd, name != ".." { return (walk.folder, name) }
            try walk.enter(name)
        }
        throw .notAFile(path)
    }
}

/// The way from the root to a path, one component at a time.
private struct Walk {
    /// The same limit as Linux' own (path_resolution(7)).
    private static let mostLinks = 40

    private let path: String
    private let mode: mode_t?
    /// The folders from the root to the present position.
    private var folders: [OpenFolder]
    /// The remaining components, the next one last.
    private var pending: [String]
    private var links = 0

    init(_ path: String, in root: MachineRoot, makingWith mode: mode_t?) throws(MachineError) {
        self.path = path
        self.mode = mode
        pending = try MachineRoot.components(of: path).reversed().map(\.string)
        do {
            folders = [try OpenFolder(root.path)]
        } catch {
            throw .system("open", root.path.string, error)
        }
    }

    var folder: OpenFolder { folders[folders.count - 1] }
    var isAtEnd: Bool { pending.isEmpty }

    mutating func next() -> String? { pending.popLast() }

    /// Replaces a link's name by its target.
    ///
    /// - Returns: false if the name is not a link.
    mutating func follow(_ name: String) throws(MachineError) -> Bool {
        let target: String?
        do {
            target = try folder.link(name)
        } catch {
            throw .system("read the link", path, error)
        }
        guard let target else { return false }
        links += 1
        guard links <= Self.mostLinks else {
            throw .system("follow the links of", path, .tooManySymbolicLinkLevels)
        }
        if target.begins(with: "/") { folders.removeSubrange(1...) }
        pending += FilePath(target).components.reversed().map(\.string).filter { $0 != "." }
        return true
    }

    /// Enters a folder, or goes back for `..`; the root's parent is the root.
    mutating func enter(_ name: String) throws(MachineError) {
        if name == ".." {
            if folders.count > 1 { folders.removeLast() }
            return
        }
        do {
            if let mode {
                folders.append(try folder.makeFolder(name, mode: mode))
            } else {
                folders.append(try folder.folder(name))
            }
        } catch {
            throw .system(mode == nil ? "open" : "make", path, error)
        }
    }
}
