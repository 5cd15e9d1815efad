import Glibc
import Pipeline
import PipelineFile
import Testing

struct SourceTextTests {
    @Test(
        "bytes that are no text are refused with their place",
        arguments: [
            ([0x61, 0x0A, 0x62, 0xFF, 0x63], "f:2:2", "this is not UTF-8 text"),
            ([0xC3], "f:1:1", "this is not UTF-8 text"),
            ([0x61, 0x00], "f:1:2", "there is a control character (U+0000) in the text"),
            ([0x0A, 0x1B, 0x5B], "f:2:1", "there is a control character (U+001B) in the text"),
        ] as [([UInt8], String, String)])
    func noText(bytes: [UInt8], place: String, message: String) {
        let error = #expect(throws: Diagnostic.self) { try SourceText(bytes: bytes, name: "f") }
        #expect(error?.location?.description == place)
        #expect(error?.message == message)
    }

    @Test func `a byte order mark is no part of the text`() throws {
        let text = try SourceText(bytes: [0xEF, 0xBB, 0xBF] + "a: 1".utf8, name: "f")
        #expect(text.text == "a: 1")
    }

    @Test(
        "a line is found by its number",
        arguments: [(0, nil), (1, "a"), (2, ""), (3, "b"), (4, ""), (5, nil)] as [(Int, String?)])
    func lines(number: Int, line: String?) {
        let text = SourceText("a\n\nb\r\n", name: "f")
        #expect(text.line(number).map(String.init) == line)
    }

    @Test func `a file is read whole`() throws {
        try withTemporaryFolder { folder in
            try write([UInt8]("name: x\n".utf8), to: "\(folder)/p.yaml")
            let text = try SourceText(readingFile: "\(folder)/p.yaml")
            #expect(text.text == "name: x\n")
            #expect(text.name == "\(folder)/p.yaml")
        }
    }

    @Test func `what is not a readable file of bounded size is refused at once`() throws {
        try withTemporaryFolder { folder in
            #expect(mkfifo("\(folder)/fifo", 0o600) == 0)
            #expect(symlink("circle", "\(folder)/circle") == 0)
            try write([UInt8](repeating: 0x20, count: 1 << 20), to: "\(folder)/most")
            try write([UInt8](repeating: 0x20, count: 1 << 20 + 1), to: "\(folder)/large")

            func message(_ path: String) -> String? {
                do throws(Diagnostic) {
                    _ = try SourceText(readingFile: path)
                    return nil
                } catch {
                    return error.message
                }
            }
            #expect(message("\(folder)/most") == nil)
            let refused = [
                "\(folder)/large": "is larger than 1 MiB",
                "\(folder)/fifo": "is not a regular file",
                "\(folder)": "is not a regular file",
                "/dev/zero": "is not a regular file",
                "\(folder)/circle": "cannot be read: its symbolic links lead in a circle",
                "\(folder)/none": "cannot be read: there is no such file",
                "\(folder)/most/x": "cannot be read: Not a directory",
                "": "cannot be read: there is no such file",
                "a\0b": "cannot be read: Invalid argument",
            ]
            for (path, problem) in refused {
                #expect(message(path) == "`\(path)` \(problem)")
            }
        }
    }

    private func withTemporaryFolder(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/enlist-test-XXXXXX".utf8CString)
        let made = try #require(mkdtemp(&template))
        let folder = String(cString: made)
        defer {
            for name in ["p.yaml", "fifo", "circle", "most", "large"] {
                unlink("\(folder)/\(name)")
            }
            rmdir(folder)
        }
        try body(folder)
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        try #require(file >= 0)
        defer { close(file) }
        #expect(Glibc.write(file, bytes, bytes.count) == bytes.count)
    }
}
