import Glibc
import SystemPackage

extension OpenFolder {
    /// The number of passes over a folder after which something must be filling it.
    private static let mostPasses = 100

    /// Removes an entry with everything below it.
    ///
    /// What is below the entry may belong to another user, who may change it meanwhile, so nothing
    /// is reached by a path: names are looked up in open folders, and links are removed, not
    /// followed. A folder that is not empty is first moved up into this one, where only this
    /// process' user may rename things; so a tree of any depth takes three descriptors.
    ///
    /// - Parameter name: the entry; a missing entry is not a failure. What is moved up gets the
    ///   name with a number after it, so that its origin is clear if it is found after a crash.
    /// - Throws: `Errno`; `.directoryNotEmpty` for a folder that is filled while it is emptied.
    func removeTree(_ name: String) throws(Errno) {
        guard try removeUnlessFolder(name) == .folder else { return }
        let top = try folder(name)
        guard fchmod(top.descriptor, 0o700) == 0 else { throw Errno(rawValue: errno) }
        for _ in 1...Self.mostPasses {
            var pending = try top.removeEntries(movingFoldersTo: top)
            while let next = pending.popLast() {
                pending += try top.folder(next).removeEntries(movingFoldersTo: top)
                // A folder that was filled meanwhile is found again in the next pass.
                _ = try top.removeFolder(next)
            }
            if try removeFolder(name) { return }
        }
        throw .directoryNotEmpty
    }

    /// Removes all entries except folders that are not empty.
    ///
    /// - Returns: the names that those folders now have in the other folder.
    private func removeEntries(movingFoldersTo other: OpenFolder) throws(Errno) -> [String] {
        var filled: [[CChar]] = []
        try forEachName { name throws(Errno) in
            guard try removeUnlessFolder(name) == .folder else { return }
            if unlinkat(descriptor, name, AT_REMOVEDIR) == 0 || errno == ENOENT { return }
            guard errno == ENOTEMPTY || errno == EEXIST else { throw Errno(rawValue: errno) }
            filled.append(Array(UnsafeBufferPointer(start: name, count: strlen(name) + 1)))
        }
        var moved: [String] = []
        for name in filled {
            let place = Self.uniqueName()
            if renameat(descriptor, name, other.descriptor, place) == 0 {
                moved.append(place)
            } else if errno != ENOENT {
                throw Errno(rawValue: errno)
            }
        }
        return moved
    }

    private enum Removal { case done, folder }

    private func removeUnlessFolder(_ name: UnsafePointer<CChar>) throws(Errno) -> Removal {
        if unlinkat(descriptor, name, 0) == 0 || errno == ENOENT { return .done }
        guard errno == EISDIR else { throw Errno(rawValue: errno) }
        return .folder
    }
}
