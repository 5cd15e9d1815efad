import Foundation
import SystemPackage

@testable import Steps

/// A folder for one test, with a sandbox root in it and room beside the root; both are removed.
struct Sandbox: ~Copyable {
    let folder: URL
    let root: MachineRoot

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "enlist-tests-\(UUID().uuidString)")
        let inside = folder.appending(path: "root")
        try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: true)
        root = try MachineRoot(inside.path)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A place on the machine for a path that may lead out of the root: `../outside`.
    func place(_ path: String) -> URL { folder.appending(path: "root").appending(path: path) }

    func put(_ text: String, at path: String) throws {
        try makeFolder(of: path)
        try Data(text.utf8).write(to: place(path))
    }

    func link(_ path: String, to target: String) throws {
        try makeFolder(of: path)
        try FileManager.default.createSymbolicLink(
            atPath: place(path).path, withDestinationPath: target)
    }

    func text(at path: String) -> String? { try? String(contentsOf: place(path), encoding: .utf8) }

    /// As `ls` would say it in octal: `644`.
    func mode(of path: String) throws -> String {
        let attributes = try FileManager.default.attributesOfItem(atPath: place(path).path)
        return String(attributes[.posixPermissions] as? Int ?? 0, radix: 8)
    }

    /// Everything in the folder, as paths relative to the root, sorted.
    func tree() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    }

    private func makeFolder(of path: String) throws {
        try FileManager.default.createDirectory(
            at: place(path).deletingLastPathComponent(), withIntermediateDirectories: true)
    }
}
