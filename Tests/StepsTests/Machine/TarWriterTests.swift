import ChildOutput
import Foundation
import Testing

@testable import Steps

@Suite struct TarWriterTests {
    private static let files: [(name: String, content: [UInt8])] = [
        ("b/empty", []), ("b/a.txt", Array("hello\n".utf8)),
        ("b/logs/var/log/x", [UInt8](repeating: 0x61, count: 512)),
        ("b/long", [UInt8](repeating: 0, count: 100_001)),
    ]

    private static var archive: [UInt8] {
        var writer = TarWriter(at: 1_777_636_800)
        for file in files { writer.add(file.name, file.content) }
        return writer.archive
    }

    @Test func `the reader that distrusts every archive reads it`() throws {
        var reader = TarReader()
        let entries = try reader.take(Self.archive)
        try reader.finish()
        #expect(entries.map(\.name) == Self.files.map(\.name))
        #expect(entries.map(\.size) == Self.files.map(\.content.count))
        #expect(entries.allSatisfy { $0.type == "0" && $0.mode == 0o600 })
    }

    @Test func `tar unpacks it as it was put in`() async throws {
        let sandbox = try Sandbox()
        let archive = sandbox.place("../a.tar")
        try Data(Self.archive).write(to: archive)
        try FileManager.default.createDirectory(
            at: sandbox.place("out"), withIntermediateDirectories: true)
        let (ending, tail) = try await ChildProcess(
            "tar", ["-xf", archive.path, "-C", sandbox.place("out").path]
        ).run()
        #expect(ending == .exited(0), "\(tail.lines)")
        for file in Self.files {
            let unpacked = sandbox.place("out").appending(path: file.name)
            #expect(Array(try Data(contentsOf: unpacked)) == file.content, "\(file.name)")
        }
        #expect(try sandbox.mode(of: "out/b/a.txt") == "600")
    }

    @Test func `a long name is cut at what a header holds`() throws {
        var writer = TarWriter(at: -5)
        writer.add(String(repeating: "n", count: 300), [1])
        var reader = TarReader()
        #expect(try reader.take(writer.archive).map(\.name) == [String(repeating: "n", count: 100)])
    }
}
