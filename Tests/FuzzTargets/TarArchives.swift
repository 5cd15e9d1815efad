import Steps

/// Tar archives without their gzip: that of the OpsWorks agent's installer.
struct TarArchives: FuzzTarget {
    private static let limits = ArchiveLimits(entries: 200, bytes: 1 << 20)

    func take(_ bytes: [UInt8]) throws(Finding) -> Bool {
        let whole = Self.read(bytes, by: bytes.count)
        // Where the blocks of a pipe end is chance.
        guard whole == Self.read(bytes, by: 100) else {
            throw Finding("cut into blocks, it reads otherwise")
        }
        guard whole.isWhole else { return false }
        var inspection = ArchiveInspection(limits: Self.limits)
        var folder = UnpackedFolder()
        for entry in whole.entries {
            do throws(ArchiveProblem) {
                try inspection.judge(entry)
            } catch {
                return false
            }
            try folder.unpack(entry)
        }
        return true
    }

    private struct Reading: Equatable {
        var entries: [TarReader.Entry] = []
        var isWhole = false
    }

    private static func read(_ bytes: [UInt8], by count: Int) -> Reading {
        var reader = TarReader()
        var reading = Reading()
        do throws(ArchiveProblem) {
            for start in stride(from: 0, to: bytes.count, by: max(count, 1)) {
                let block = Array(bytes[start..<min(start + count, bytes.count)])
                reading.entries += try reader.take(block)
            }
            try reader.finish()
            reading.isWhole = true
        } catch {
            // How many entries came before it depends on the blocks.
            reading.entries = []
        }
        return reading
    }
}

/// A folder as `tar` would make it, in which every name is followed as the kernel follows it.
private struct UnpackedFolder {
    /// The targets of its symbolic links, by their paths.
    private var links: [[[UInt8]]: [UInt8]] = [:]
    private var files: Set<[[UInt8]]> = []

    mutating func unpack(_ entry: TarReader.Entry) throws(Finding) {
        let path = try place(of: Array(entry.name.utf8), followingLast: false, entry)
        switch entry.type {
        case "1":
            _ = try place(of: Array(entry.link.utf8), followingLast: false, entry)
        case "2":
            links[path] = Array(entry.link.utf8)
        default: files.insert(path)
        }
        // Where it leads once all is there; a link to nothing leads nowhere.
        for link in links.keys {
            let name = Array(link.joined(separator: [Self.slash]))
            _ = try place(of: name, followingLast: true, entry)
        }
    }

    private static let slash = UInt8(ascii: "/")
    /// Of links that are followed, as the kernel's (path_resolution(7)).
    private static let mostLinks = 40

    /// Where a name leads, seen from the folder.
    private func place(
        of name: [UInt8], followingLast: Bool, _ entry: TarReader.Entry
    ) throws(Finding) -> [[UInt8]] {
        var rest = Self.parts(name)
        var place: [[UInt8]] = []
        var followed = 0
        guard name.first != Self.slash else { throw leadsOut(entry) }
        while let part = rest.popFirst() {
            if part == Array("..".utf8) {
                guard place.popLast() != nil else { throw leadsOut(entry) }
                continue
            }
            place.append(part)
            guard let target = links[place], followingLast || !rest.isEmpty else { continue }
            followed += 1
            // The kernel gives up here, too.
            guard followed <= Self.mostLinks else { return place }
            guard target.first != Self.slash else { throw leadsOut(entry) }
            place.removeLast()
            rest = Self.parts(target) + rest
        }
        return place
    }

    private static func parts(_ name: [UInt8]) -> ArraySlice<[UInt8]> {
        name.split(separator: slash).map(Array.init).filter { $0 != Array(".".utf8) }[...]
    }

    private func leadsOut(_ entry: TarReader.Entry) -> Finding {
        Finding("`\(entry.name)` leads out of the folder")
    }
}
