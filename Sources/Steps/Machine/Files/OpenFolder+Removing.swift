import Glibc
import SystemPackage

extension OpenFolder {
    /// How often a folder is gone through before it counts as one that is being filled.
    private static let mostPasses = 100

    /// Removes an entry with everything below it.
    ///
    /// Somebody else may own what is below the entry and change it meanwhile, so nothing is reached
    /// by a path: names are looked up in open folders, and links are removed, not followed. A folder
    /// that has something in it is moved up into this one first, where only this process' user may
    /// rename things; so a tree of any depth takes three descriptors.
    ///
    /// - Parameter name: the entry; no entry is no failure. What is moved up gets the name with a
    ///   number after it, so whoever finds it after a crash knows whose it was.
    /// - Throws: `Errno`; `.directoryNotEmpty` for a folder that somebody fills while it is emptied.
    func removeTree(_ name: String) throws(Errno) {
        var pending = [name]
        var moved = 0
        while let next = pending.popLast() {
            guard try removeUnlessFolder(next) == .folder else { continue }
            let folder = try folder(next)
            for pass in 1... {
                try folder.forEachName { child throws(Errno) in
                    guard try folder.removeUnlessFolder(child) == .folder else { return }
                    if unlinkat(folder.descriptor, child, AT_REMOVEDIR) == 0 || errno == ENOENT {
                        return
                    }
                    guard errno == ENOTEMPTY || errno == EEXIST else {
                        throw Errno(rawValue: errno)
                    }
                    moved += 1
                    let place = "\(name).\(moved)"
                    guard renameat(folder.descriptor, child, descriptor, place) == 0 else {
                        if errno == ENOENT { return }
                        throw Errno(rawValue: errno)
                    }
                    pending.append(place)
                }
                if try removeFolder(next) { break }
                guard pass < Self.mostPasses else { throw .directoryNotEmpty }
            }
        }
    }

    private enum Removal { case done, folder }

    private func removeUnlessFolder(_ name: UnsafePointer<CChar>) throws(Errno) -> Removal {
        if unlinkat(descriptor, name, 0) == 0 || errno == ENOENT { return .done }
        guard errno == EISDIR else { throw Errno(rawValue: errno) }
        return .folder
    }
}
