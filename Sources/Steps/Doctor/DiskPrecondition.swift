import Glibc
import Pipeline
import SystemPackage

/// Whether there is enough disk space for what a run writes: its journal, packages, the agent's
/// installer.
struct DiskPrecondition: Precondition {
    /// Bytes below which the agent's installer does not fit, and below which packages may not.
    private static let (needed, comfortable) = (128 << 20, 512 << 20)
    /// The number of free inodes below which the same holds.
    private static let neededFiles = 2000

    let root: MachineRoot

    let name = "disk"

    func examine(knowing facts: Facts) throws -> Diagnosis {
        let (least, place) =
            try ["/var/lib/enlist", "/usr", "/tmp"].map { path in
                (try room(at: path), path)
            }.min { $0.0 < $1.0 } ?? (0, "/")
        let words = "\(least >> 20) MiB are free for \(place)"
        guard least >= Self.needed else { throw Failure.diskFull(words) }
        guard least >= Self.comfortable else {
            return .warning(
                "only \(words)", remedy: "make room, or give the instance a larger volume")
        }
        return .ok(words)
    }

    /// The free bytes at the place where a path is, or would be.
    private func room(at path: String) throws -> Int {
        var place = try root.locate(path)
        var found = statvfs()
        while place.withPlatformString({ statvfs($0, &found) }) != 0 {
            guard errno == ENOENT || errno == ENOTDIR, place != root.path else {
                throw MachineError.system("look at", path, Errno(rawValue: errno))
            }
            place.removeLastComponent()
        }
        guard found.f_flag & UInt(ST_RDONLY) == 0 else { throw Failure.readOnly(path) }
        guard found.f_files == 0 || found.f_favail >= UInt(Self.neededFiles) else {
            throw Failure.diskFull("no more than \(found.f_favail) files can be made for \(path)")
        }
        return Int(clamping: found.f_bavail) * Int(clamping: found.f_frsize)
    }
}
