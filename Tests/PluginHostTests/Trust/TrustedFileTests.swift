import Glibc
import Testing

@testable import PluginHost

struct TrustedFileTests {
    private let folder: String

    init() throws {
        var template = Array("/tmp/enlist-trusted.XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        folder = String(cString: template)
    }

    private func write(_ text: String, _ name: String) throws {
        let file = open("\(folder)/\(name)", O_WRONLY | O_CREAT, 0o644)
        try #require(file >= 0)
        try #require(Glibc.write(file, text, text.utf8.count) == text.utf8.count)
        close(file)
    }

    /// Why a file is refused; nil if it is not.
    private func problem(_ path: String) -> String? {
        do throws(PluginError) {
            _ = try TrustedFile(path)
            return nil
        } catch {
            return error.message
        }
    }

    @Test func `it knows the folder that a file is in, without links`() throws {
        defer { system("rm -r \(folder)") }
        mkdir("\(folder)/a", 0o755)
        try write("hello", "a/file")
        symlink("a/../a/./", "\(folder)/link")
        symlink("\(folder)/link/file", "\(folder)/a/absolute")
        for name in ["a/file", "link/file", "link/../link/file", "a/absolute", "//a///file"] {
            let file = try TrustedFile("\(folder)/\(name)")
            #expect(file.folder == "\(folder)/a")
            #expect(try file.bytes(atMost: 5) == Array("hello".utf8))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `what is no ordinary file is refused, and waits for nobody`() throws {
        defer { system("rm -r \(folder)") }
        mkfifo("\(folder)/pipe", 0o600)
        symlink("/dev/tty", "\(folder)/device")
        for name in ["pipe", "device", "."] {
            #expect(
                problem("\(folder)/\(name)")
                    == "cannot load \(folder)/\(name): it is not a regular file")
        }
    }

    @Test func `what leads nowhere is said to`() throws {
        defer { system("rm -r \(folder)") }
        try write("", "file")
        symlink("loop", "\(folder)/loop")
        #expect(problem("\(folder)/nothing")?.hasSuffix("No such file or directory") == true)
        #expect(problem("\(folder)/file/more")?.hasSuffix("Not a directory") == true)
        #expect(
            problem("\(folder)/loop")?.hasSuffix("Too many levels of symbolic links") == true)
    }

    @Test func `a folder that others can write is refused, and one that a link is in`() throws {
        defer { system("rm -r \(folder)") }
        mkdir("\(folder)/good", 0o755)
        mkdir("\(folder)/open", 0o755)
        chmod("\(folder)/open", 0o777)
        try write("", "good/file")
        symlink("../good/file", "\(folder)/open/link")
        let words = "\(folder)/open can be written by others, and enlist would go by what is in it"
        #expect(problem("\(folder)/open/link") == words)
        #expect(problem("\(folder)/open/../good/file") == words)
        chmod("\(folder)/open", 0o1777)
        #expect(problem("\(folder)/open/link") == nil)
    }

    @Test func `all that others can write is said at once, with one command that mends it`() throws
    {
        defer { system("rm -r \(folder)") }
        for name in ["a", "a/b"] {
            mkdir("\(folder)/\(name)", 0o755)
            chmod("\(folder)/\(name)", 0o775)
        }
        try write("", "a/b/file")
        chmod("\(folder)/a/b/file", 0o664)
        let paths = ["a", "a/b", "a/b/../b/file"].map { "\(folder)/\($0)" }
        let error = #expect(throws: PluginError.self) { _ = try TrustedFile(paths[2]) }
        #expect(
            error?.message == paths.joined(separator: ", ")
                + " can be written by others, and enlist would go by what is in them")
        #expect(
            error?.remedy == "make sure of what is in them, then: chmod go-w "
                + paths.joined(separator: " "))
    }

    @Test func `what belongs to somebody else gets a command of its own`() {
        let found = [
            Distrust("/a", .writable), Distrust("/b", .belongsTo(7)), Distrust("/c", .writable),
        ]
        #expect(found.words == "/a, /c can be written by others; /b belongs to user 7")
        #expect(found.fix == "chmod go-w /a /c && chown root /b")
    }
}
