import Bytes

/// Checks the entries of an archive, in their order.
///
/// Any tar program can unpack an accepted archive into an empty folder without anything landing
/// outside: names are relative and without `..`; no entry lies below a link; a link's target, seen
/// from the link, stays inside. A target may have `..` only at its beginning, and only over folders
/// that are not links, so following a link that leads through another stays inside as well.
package struct ArchiveInspection {
    /// The deepest names of a genuine archive, which also keeps the bookkeeping small.
    private static let deepest = 64

    private let limits: ArchiveLimits
    private var entries = 0
    private var bytes = 0
    /// Each name in the archive, and each folder on the way to one.
    private var kinds: [[String]: Kind] = [[]: .folder]

    private enum Kind: Equatable { case folder, file, link }

    package init(limits: ArchiveLimits) { self.limits = limits }

    package mutating func judge(_ entry: TarReader.Entry) throws(ArchiveProblem) {
        entries += 1
        guard entries <= limits.entries else { throw .tooManyEntries(limit: limits.entries) }
        bytes += entry.size
        guard bytes <= limits.bytes else { throw .tooBig(limit: limits.bytes) }

        guard let path = Self.components(entry.name) else { throw .nameLeadsOut(entry.name) }
        guard path.count <= Self.deepest else { throw .tooDeep(limit: Self.deepest) }
        guard entry.mode & 0o6000 == 0 else { throw .setsRights(entry.name) }
        let isFolder = entry.type == "5" || entry.type == "0" && entry.name.utf8.last == Self.slash
        guard entry.size == 0 || entry.type == "0" && !isFolder else {
            throw .notTar("an entry that is not a file has content")
        }
        switch entry.type {
        case _ where isFolder: try claim(path, .folder, entry.name)
        case "0": try claim(path, .file, entry.name)
        case "1":
            guard let target = Self.components(entry.link), kinds[target] == .file else {
                throw .linkLeadsOut(entry.name, to: entry.link)
            }
            try claim(path, .file, entry.name)
        case "2":
            guard Self.staysInside(entry.link, from: path.dropLast()) else {
                throw .linkLeadsOut(entry.name, to: entry.link)
            }
            try claim(path, .link, entry.name)
        default: throw .notAllowed(entry.name, type: String(entry.type))
        }
    }

    private mutating func claim(
        _ path: [String], _ kind: Kind, _ name: String
    ) throws(ArchiveProblem) {
        for length in 0..<path.count {
            let parent = Array(path.prefix(length))
            guard kinds[parent, default: .folder] == .folder else { throw .nameTaken(name) }
            kinds[parent] = .folder
        }
        guard kinds[path] == nil || kind == .folder && kinds[path] == .folder else {
            throw .nameTaken(name)
        }
        kinds[path] = kind
    }

    private static let slash = UInt8(ascii: "/")

    /// The components of a name below the folder, without `.`; nil if it is not below it.
    ///
    /// They are split by bytes, as the kernel splits them: for Swift, a slash with a combining mark
    /// after it is another character.
    private static func components(_ name: String) -> [String]? {
        guard !name.isEmpty, name.utf8.first != slash,
            name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return nil }
        let components = split(name).filter { $0 != "." }
        return components.contains("..") ? nil : components
    }

    private static func staysInside(_ target: String, from folder: ArraySlice<String>) -> Bool {
        guard !target.isEmpty, target.utf8.first != slash else { return false }
        let components = split(target).filter { $0 != "." }
        let up = components.prefix { $0 == ".." }.count
        return up <= folder.count && (components.lastIndex(of: "..") ?? -1) < up
    }

    private static func split(_ path: String) -> [String] {
        path.utf8.split(separator: slash).map { String(Substring($0)) }
    }
}
