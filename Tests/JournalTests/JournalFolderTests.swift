import FoundationEssentials
import Pipeline
import SystemPackage
import Testing

@testable import Journal

@Suite struct JournalFolderTests {
    /// Does the work in a folder of its own.
    private func withFolder(_ body: (JournalFolder, FilePath) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "journal-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(JournalFolder(FilePath(path)), FilePath(path))
    }

    private func names(_ path: FilePath) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path.string).sorted()
    }

    @Test func `a new run's journal takes the place of the last one, and five are kept`() throws {
        try withFolder { folder, path in
            for run in 0..<8 {
                let header = JournalHeader(
                    program: "1", instance: "i-1", run: "run\(run)", process: 1)
                try JournalWriter().begin(header, in: folder.begin())
            }
            #expect(
                try names(path) == [
                    "journal.1.ndjson", "journal.2.ndjson", "journal.3.ndjson",
                    "journal.4.ndjson", "journal.5.ndjson", "journal.ndjson",
                ])
            let runs = try folder.all.flatMap { try JournalContent(of: $0)?.runs ?? [] }
            #expect(
                runs.map(\.header.run) == ["run7", "run6", "run5", "run4", "run3", "run2"])
            let mode = try FileManager.default.attributesOfItem(atPath: folder.current.string)
            #expect(mode[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `a run that goes on adds to the journal, a torn line cut off`() throws {
        try withFolder { folder, _ in
            #expect(try JournalContent(of: folder.current) == nil)
            let file = try folder.begin()
            try file.append(try Examples.journal())
            try file.append(Array(#"{"seq":27,"ti"#.utf8))
            let content = try #require(try JournalContent(of: folder.current))
            #expect(content.isTorn)
            try JournalWriter().begin(Examples.header, in: folder.goOn(after: content))
            let whole = try #require(try JournalContent(of: folder.current))
            #expect(!whole.isTorn)
            #expect(whole.runs.map(\.count) == [Examples.events.count, 0])
        }
    }

    @Test func `a damaged journal is set aside, and so are five at most`() throws {
        try withFolder { folder, path in
            for second in 0..<7 {
                try folder.begin().append(Array("not a journal\n".utf8))
                let place = try folder.setAside(
                    at: Moment(elapsed: .zero, sinceEpoch: .seconds(second)))
                #expect(
                    place.lastComponent?.string
                        == "journal.ndjson.corrupt-1970-01-01T00:00:0\(second).000Z")
            }
            #expect(
                try names(path)
                    == (2..<7).map { "journal.ndjson.corrupt-1970-01-01T00:00:0\($0).000Z" })
        }
    }

    @Test func `one at a time has the lock, and others see who`() throws {
        try withFolder { folder, _ in
            #expect(try folder.holder() == nil)
            var lock = try folder.lock()
            #expect(lock != nil)
            #expect(try folder.lock() == nil)
            let process = Int(ProcessInfo.processInfo.processIdentifier)
            #expect(try folder.holder() == RunningProcess(id: process))
            lock = nil
            #expect(try folder.holder() == nil)
            lock = try folder.lock()
            #expect(lock != nil)
        }
    }

    @Test(arguments: ["-1", "0", "2147483648", "+7", "1e3", "9223372036854775808", "", "x"])
    func `a lock whose file names no process is somebody's`(_ text: String) throws {
        try withFolder { folder, path in
            let lock = try folder.lock()
            #expect(lock != nil)
            // In place: another file would not be locked.
            try Data("\(text)\n".utf8).write(to: URL(filePath: "\(path)/lock"))
            #expect(try folder.holder() == RunningProcess(id: nil))
        }
    }

    @Test(arguments: [
        "", ".", "..", "../i-1", "a/b", "i 1", "é", String(repeating: "i", count: 65),
    ])
    func `an instance's id that is no name of a folder is refused`(_ id: String) {
        #expect(throws: JournalError.badInstance(id)) { try JournalFolder.check(instance: id) }
    }

    @Test func `a folder that is not there is said`() {
        let error = #expect(throws: JournalError.self) {
            _ = try JournalFolder("/nowhere/i-1").begin()
        }
        #expect(
            error?.failure.message
                == "could not make the journal `/nowhere/i-1/journal.ndjson`: No such file or directory"
        )
    }
}
