import ChildOutput
import Glibc
package import SystemPackage

/// A gzipped tar archive from outside, such as the OpsWorks agent's installer.
package struct Archive: Sendable {
    private let file: FilePath
    private let limits: ArchiveLimits

    package init(_ file: FilePath, limits: ArchiveLimits = ArchiveLimits()) {
        self.file = file
        self.limits = limits
    }

    /// Unpacks the archive into an empty private folder, or refuses it before any file is created.
    ///
    /// This program reads and checks each header; only then the machine's `tar` runs. Trusting
    /// `tar` alone is not enough, as programs of that name differ in what they refuse and none
    /// limits what it writes; neither is parsing its listing, as names can imitate lines of it; and
    /// checking the folder afterwards is too late for what landed outside.
    ///
    /// `tar` gets exactly what was checked: while the archive is read, it is decompressed into a
    /// copy beside itself, which exists for the duration of the call. So the archive, too, must lie
    /// where no other user can write.
    ///
    /// - Parameter folder: where no other user can write.
    /// - Throws: `MachineError.archiveRefused`; `MachineError` if a program could not be run, or
    ///   the copy could not be written.
    package func unpack(into folder: FilePath) async throws {
        let judged = FilePath(file.string + ".judged")
        let copy: FileDescriptor
        do {
            copy = try FileDescriptor.open(
                judged, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: .ownerReadWrite)
        } catch {
            throw MachineError(error, while: "make", judged.string)
        }
        defer { unlink(judged.string) }
        do {
            defer { try? copy.close() }
            try await inspect { block in
                do {
                    try copy.write(block)
                } catch {
                    throw MachineError(error, while: "write", judged.string)
                }
            }
        }
        let tar = ChildProcess(
            "tar",
            ["-xf", judged.string, "-C", folder.string, "--no-same-owner", "--no-same-permissions"])
        let (ending, tail) = try await tar.run()
        guard ending == .exited(0) else {
            throw MachineError.archiveRefused(.notUnpacked(tail.lines))
        }
    }

    /// Reads the whole archive.
    ///
    /// - Parameter passOn: gets the decompressed content block by block, each after it has been
    ///   checked.
    /// - Throws: as `unpack`, and what `passOn` throws.
    package func inspect(_ passOn: ([UInt8]) throws -> Void = { _ in }) async throws {
        var reader = TarReader()
        var inspection = ArchiveInspection(limits: limits)
        var bytes = 0
        do {
            let ending = try await ChildProcess("gzip", ["-dc", "--", file.string])
                .runReadingBytes { block in
                    bytes += block.count
                    guard bytes <= limits.bytes else {
                        throw ArchiveProblem.tooBig(limit: limits.bytes)
                    }
                    for entry in try reader.take(block) { try inspection.judge(entry) }
                    try passOn(block)
                }
            guard ending == .exited(0) else {
                throw try beginsAsGzip() ? ArchiveProblem.brokenGzip : ArchiveProblem.notGzip
            }
            try reader.finish()
        } catch let problem as ArchiveProblem {
            throw MachineError.archiveRefused(problem)
        }
    }

    /// Whether the first bytes are those of a gzip file (RFC 1952, 2.3.1).
    private func beginsAsGzip() throws -> Bool {
        do {
            let descriptor = try FileDescriptor.open(file, .readOnly)
            return try descriptor.closeAfter {
                var bytes: [UInt8] = [0, 0]
                let count = try bytes.withUnsafeMutableBytes { try descriptor.read(into: $0) }
                return count == 2 && bytes == [0x1F, 0x8B]
            }
        } catch {
            throw MachineError(error, while: "read", file.string)
        }
    }
}
