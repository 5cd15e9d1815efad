import ChildOutput
import Foundation
import Pipeline
import SystemPackage
import Testing

@testable import Steps

@Suite struct ArchiveTests {
    @Test(arguments: ["gnu", "pax", "ustar"])
    func `what tar packs in any of its formats comes out the same`(format: String) async throws {
        let sandbox = try Sandbox()
        let long = String(repeating: "long/", count: 15) + String(repeating: "n", count: 90)
        try sandbox.put("#!/bin/sh\n", at: "../in/installer/boot-registration")
        try sandbox.put(String(repeating: "x", count: 100_000), at: "../in/installer/lib/data")
        try sandbox.put("", at: "../in/installer/\(long)")
        try sandbox.link("../in/installer/lib/up", to: "../boot-registration")
        try sandbox.link("../in/installer/self", to: ".")
        try FileManager.default.linkItem(
            at: sandbox.place("../in/installer/lib/data"), to: sandbox.place("../in/installer/same")
        )
        chmod(sandbox.place("../in/installer/boot-registration").path, 0o755)
        let file = sandbox.place("../a.tar.gz").path
        let (packed, _) = try await ChildProcess(
            "tar",
            ["-czf", file, "--format", format, "-C", sandbox.place("../in").path, "installer"]
        ).run()
        #expect(packed == .exited(0))

        try FileManager.default.createDirectory(
            at: sandbox.place("out"), withIntermediateDirectories: true)
        try await Archive(FilePath(file)).unpack(into: FilePath(sandbox.place("out").path))
        let (same, tail) = try await ChildProcess(
            "diff",
            ["-r", "--no-dereference", sandbox.place("../in").path, sandbox.place("out").path]
        ).run()
        #expect(same == .exited(0), "\(tail.lines)")
        #expect(try sandbox.mode(of: "out/installer/boot-registration") == "755")
    }

    @Test(
        arguments: [
            ("/etc/evil", .nameLeadsOut("/etc/evil")),
            ("../evil", .nameLeadsOut("../evil")),
            ("a/../../evil", .nameLeadsOut("a/../../evil")),
            ("..", .nameLeadsOut("..")),
            ("", .nameLeadsOut("")),
            ("a\nb", .nameLeadsOut("a\nb")),
            (".", .nameTaken(".")),
            // A slash with a combining mark after it is a slash to the kernel.
            ("/\u{301}evil", .nameLeadsOut("/\u{301}evil")),
            ("../\u{301}evil", .nameLeadsOut("../\u{301}evil")),
            ("a/../\u{301}/../../evil", .nameLeadsOut("a/../\u{301}/../../evil")),
            (String(repeating: "d/", count: 49) + "f", nil),
        ] as [(String, ArchiveProblem?)])
    func `a file's name stays inside`(name: String, problem: ArchiveProblem?) async throws {
        var tar = TarBuilder()
        tar.add(name, content: [1])
        try await expect(tar.finished, problem)
    }

    @Test(arguments: ["path", "linkpath"])
    func `a name in an extended header is judged too`(key: String) async throws {
        var tar = TarBuilder()
        tar.addRecord(key, "../evil")
        tar.add("harmless", type: "2", link: "here")
        try await expect(
            tar.finished,
            key == "path" ? .nameLeadsOut("../evil") : .linkLeadsOut("harmless", to: "../evil"))
    }

    @Test func `a GNU long name is judged too`() async throws {
        var tar = TarBuilder()
        tar.add("././@LongLink", type: "L", content: Array("/evil\u{0}".utf8), magic: "ustar  ")
        tar.add("harmless", magic: "ustar  ")
        try await expect(tar.finished, .nameLeadsOut("/evil"))
    }

    @Test(
        arguments: [
            ("/etc", "2", false), ("../..", "2", false), ("../../x", "2", false), ("..", "2", true),
            ("x/../..", "2", false), ("x", "2", true), ("../x/y", "2", true), ("", "2", false),
            ("/etc/passwd", "1", false), ("../file", "1", false), ("file", "1", true),
            ("unknown", "1", false), ("/\u{301}etc", "2", false), ("../../\u{301}x", "2", false),
            ("../\u{301}", "2", true), ("../\u{301}file", "1", false),
        ] as [(String, Character, Bool)])
    func `a link's target stays inside`(target: String, type: Character, isFine: Bool) async throws
    {
        var tar = TarBuilder()
        tar.add("file", content: [1])
        tar.add("folder/link", type: type, link: target)
        try await expect(
            tar.finished, isFine ? nil : .linkLeadsOut("folder/link", to: target))
    }

    @Test(arguments: [
        ["link>folder", "link/file"], ["file", "file"], ["folder/file", "folder"],
        ["file", "file/below"], ["link>x", "link"], ["folder/file", "folder>x"],
    ])
    func `nothing is written through a link or over another entry`(names: [String]) async throws {
        var tar = TarBuilder()
        for name in names {
            let parts = name.split(separator: ">").map(String.init)
            if parts.count == 2 {
                tar.add(parts[0], type: "2", link: parts[1])
            } else {
                tar.add(name, content: [1])
            }
        }
        let last = names.last?.split(separator: ">").first.map(String.init) ?? ""
        try await expect(tar.finished, .nameTaken(last))
    }

    @Test(arguments: ["3", "4", "6", "7", "S", "M", "V", "D", "A"] as [Character])
    func `devices, pipes and sparse files are refused`(type: Character) async throws {
        var tar = TarBuilder()
        tar.add("thing", type: type)
        try await expect(tar.finished, .notAllowed("thing", type: String(type)))
    }

    @Test(arguments: [0o4755, 0o2755, 0o6755])
    func `an entry that sets permissions is refused`(mode: Int) async throws {
        var tar = TarBuilder()
        tar.add("thing", mode: mode)
        try await expect(tar.finished, .setsRights("thing"))
    }

    @Test(arguments: ["size", "GNU.sparse.major", "hdrcharset"])
    func `an extension that changes the meaning of entries is refused`(key: String) async throws {
        var tar = TarBuilder()
        tar.addRecord(key, "1")
        tar.add("thing")
        try await expect(tar.finished, .unknownExtension(key))
    }

    @Test func `a global header may not name entries`() async throws {
        var tar = TarBuilder()
        tar.addRecord("comment", "made by git", type: "g")
        tar.add("fine")
        try await expect(tar.finished, nil)
        tar.addRecord("path", "evil", type: "g")
        tar.add("thing")
        try await expect(tar.finished, .unknownExtension("path"))
    }

    @Test func `too many entries are refused`() async throws {
        var tar = TarBuilder()
        for number in 1...4 { tar.add("file\(number)") }
        try await expect(tar.finished, .tooManyEntries(limit: 3), ArchiveLimits(entries: 3))
        try await expect(tar.finished, nil, ArchiveLimits(entries: 4))
    }

    @Test func `a bomb is refused by what its header announces`() async throws {
        var tar = TarBuilder()
        tar.add("bomb", size: 8 << 30 - 1)
        try await expect(tar.finished, .tooBig(limit: 512 << 20))
    }

    @Test func `a bomb of zeros behind the end of the archive is refused`() async throws {
        var tar = TarBuilder()
        tar.add("file", content: [1])
        tar.addRaw([UInt8](repeating: 0, count: 5 << 20))
        try await expect(tar.finished, .tooBig(limit: 1 << 20), ArchiveLimits(bytes: 1 << 20))
    }

    @Test func `names too deep to be honest are refused`() async throws {
        var tar = TarBuilder()
        tar.addRecord("path", String(repeating: "d/", count: 64) + "f")
        tar.add("thing")
        try await expect(tar.finished, .tooDeep(limit: 64))
    }

    @Test func `an archive that ends early is refused`() async throws {
        var tar = TarBuilder()
        tar.add("file", content: [1, 2, 3])
        try await expect(tar.bytes, .notTar("it ends early"))
        try await expect(Array(tar.finished.prefix(600)), .notTar("it ends early"))
        try await expect([], .notTar("it ends early"))
    }

    @Test func `an archive with something behind its end is refused`() async throws {
        var tar = TarBuilder()
        tar.add("file")
        tar.addRaw([UInt8](repeating: 0, count: 512))
        tar.add("/evil")
        try await expect(tar.finished, .notTar("there is something after its end"))
    }

    @Test func `what is no tar is refused`() async throws {
        let noise = [UInt8](repeating: 0x41, count: 2048)
        try await expect(noise, .notTar("an entry has no ustar header"))
        var tar = TarBuilder()
        tar.add("file")
        var damaged = tar.finished
        damaged[0] ^= 1
        try await expect(damaged, .notTar("an entry's checksum is wrong"))
    }

    @Test func `what is no gzip is refused`() async throws {
        let sandbox = try Sandbox()
        try sandbox.put("<html>404 Not Found</html>", at: "a.tar.gz")
        await #expect(throws: MachineError.archiveRefused(.notGzip)) {
            try await Archive(FilePath(sandbox.place("a.tar.gz").path))
                .unpack(into: FilePath(sandbox.folder.path))
        }
        #expect(try sandbox.tree() == ["root", "root/a.tar.gz"])
    }

    @Test func `an archive that was cut off may come whole another time`() async throws {
        let sandbox = try Sandbox()
        let file = sandbox.place("a.tar.gz")
        try Data([0x1F, 0x8B, 8, 0, 0]).write(to: file)
        let error = await #expect(throws: MachineError.archiveRefused(.brokenGzip)) {
            try await Archive(FilePath(file.path)).inspect()
        }
        #expect(error?.failure.failureClass == .transient)
        #expect(MachineError.archiveRefused(.notGzip).failure.failureClass == .refused)
    }

    @Test func `a refusal quotes hostile names harmlessly`() {
        let problem = ArchiveProblem.nameLeadsOut("../\u{1B}[2J\n")
        #expect(
            MachineError.archiveRefused(problem).failure.message == """
                the archive was not unpacked: the name "../\\u{1B}[2J\\n" leads out of the folder
                """)
    }

    /// Unpacks the archive into an empty folder, and looks that a refused one has left nothing,
    /// there or beside it.
    private func expect(
        _ tar: [UInt8], _ problem: ArchiveProblem?, _ limits: ArchiveLimits = ArchiveLimits(),
        at location: Testing.SourceLocation = #_sourceLocation
    ) async throws {
        let sandbox = try Sandbox()
        try Data(tar).write(to: sandbox.place("../a.tar"))
        let (ending, _) = try await ChildProcess("gzip", [sandbox.place("../a.tar").path]).run()
        #expect(ending == .exited(0))
        let archive = Archive(FilePath(sandbox.place("../a.tar.gz").path), limits: limits)
        do {
            try await archive.unpack(into: FilePath(sandbox.place("").path))
            #expect(problem == nil, sourceLocation: location)
        } catch let error as MachineError {
            #expect(
                error == problem.map(MachineError.archiveRefused), sourceLocation: location)
            #expect(try sandbox.tree() == ["a.tar.gz", "root"], sourceLocation: location)
        }
    }
}
