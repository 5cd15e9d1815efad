import Foundation
import Pipeline
import Synchronization
import SystemPackage
import Testing

@testable import Steps

@Suite struct MachineRootTests {
    @Test(arguments: ["", "relative", "/tmp/../etc", "/does/not/exist", "/etc/passwd"])
    func `what is no absolute path of a folder is refused as a root`(path: String) {
        #expect {
            try MachineRoot(path)
        } throws: { error in
            if case MachineError.rootRefused(path, _) = error { true } else { false }
        }
    }

    @Test(arguments: ["a\"b", "a\\b", "a;b", "a\nb"])
    func `a root whose name could break a configuration file is refused`(name: String) throws {
        let sandbox = try Sandbox()
        try sandbox.put("", at: "\(name)/file")
        try sandbox.link("link", to: name)
        for path in [sandbox.place(name).path, sandbox.place("link").path] {
            #expect(
                throws: MachineError.rootRefused(
                    path, "has a quote, a backslash, `;` or a control character in it")
            ) {
                try MachineRoot(path)
            }
        }
    }

    @Test func `the refusal of a root says what to do`() throws {
        let failure = MachineError.rootRefused("x", "is not an absolute path without `..`").failure
        #expect(
            failure.message == "ENLIST_ROOT `x` is not an absolute path without `..`"
                && failure.remedy
                    == "set ENLIST_ROOT to the absolute path of an existing folder, or not at all"
        )
    }

    @Test(arguments: ["etc/x", "/../etc/x", "/a/../../x", "/a/./x", "/a\0b", ""])
    func `a path that is not plainly absolute is refused`(path: String) throws {
        let sandbox = try Sandbox()
        #expect {
            try sandbox.root.write([1], to: path)
        } throws: { error in
            if case MachineError.pathRefused(path, _) = error { true } else { false }
        }
        #expect(try sandbox.tree() == ["root"])
    }

    /// To the kernel, `/` is the root whatever follows it.
    @Test func `a slash counts whatever mark follows it`() throws {
        let sandbox = try Sandbox()
        let name = "\u{301}etc"
        try sandbox.put("own", at: "\(name)/file")
        try sandbox.put("not meant", at: "folder/\(name)/file")
        try sandbox.link("folder/link", to: "/\(name)")
        #expect(try sandbox.root.read("/folder/link/file") == Array("own".utf8))
        #expect(try sandbox.root.read("/\(name)/file") == Array("own".utf8))
    }

    @Test func `a file is written with its mode, and the folders on the way with theirs`() throws {
        let sandbox = try Sandbox()
        let old = umask(0o077)
        defer { umask(old) }
        try sandbox.root.write(Array("{}".utf8), to: "/etc/chef/hint", mode: 0o640)
        #expect(sandbox.text(at: "etc/chef/hint") == "{}")
        #expect(try sandbox.mode(of: "etc/chef/hint") == "640")
        #expect(try sandbox.mode(of: "etc/chef") == "755")
        #expect(
            try sandbox.tree()
                == ["root", "root/etc", "root/etc/chef", "root/etc/chef/hint"])
    }

    @Test func `folders that are there keep their mode`() throws {
        let sandbox = try Sandbox()
        try sandbox.put("", at: "etc/chef/other")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o700], ofItemAtPath: sandbox.place("etc/chef").path)
        try sandbox.root.write([], to: "/etc/chef/hint")
        #expect(try sandbox.mode(of: "etc/chef") == "700")
    }

    @Test func `a folder in a file's place is a failure that leaves nothing behind`() throws {
        let sandbox = try Sandbox()
        try sandbox.put("", at: "etc/hint/file")
        #expect(throws: MachineError.system("write", "/etc/hint", .isDirectory)) {
            try sandbox.root.write([1], to: "/etc/hint")
        }
        #expect(
            try sandbox.tree() == ["root", "root/etc", "root/etc/hint", "root/etc/hint/file"])
    }

    @Test func `an absolute link means a place inside the root`() throws {
        let sandbox = try Sandbox()
        try sandbox.link("var/run", to: "/run")
        try sandbox.root.write(Array("x".utf8), to: "/var/run/enlist/file")
        #expect(sandbox.text(at: "run/enlist/file") == "x")
        #expect(try sandbox.root.read("/var/run/enlist/file") == Array("x".utf8))
    }

    @Test(arguments: ["../../../../outside", "/../outside", "..", "../outside"])
    func `a link that goes above the root ends at the root`(target: String) throws {
        let sandbox = try Sandbox()
        try sandbox.put("old", at: "../outside/file")
        try sandbox.link("etc", to: target)
        try sandbox.root.write(Array("new".utf8), to: "/etc/file")
        #expect(sandbox.text(at: "../outside/file") == "old")
        #expect(try sandbox.root.read("/etc/file") == Array("new".utf8))
    }

    @Test func `a file that is a link to one outside is not written through`() throws {
        let sandbox = try Sandbox()
        try sandbox.put("old", at: "../outside")
        try sandbox.link("etc/file", to: sandbox.place("../outside").path)
        try sandbox.root.write(Array("new".utf8), to: "/etc/file")
        #expect(sandbox.text(at: "../outside") == "old")
        #expect(try sandbox.root.read("/etc/file") == Array("new".utf8))
    }

    @Test func `links in a circle are a failure`() throws {
        let sandbox = try Sandbox()
        try sandbox.link("a", to: "b")
        try sandbox.link("b", to: "a")
        #expect(
            throws: MachineError.system(
                "follow the links of", "/a/file", .tooManySymbolicLinkLevels)
        ) {
            try sandbox.root.read("/a/file")
        }
    }

    @Test func `what is not there reads as nothing`() throws {
        let sandbox = try Sandbox()
        #expect(try sandbox.root.read("/etc/none") == nil)
    }

    @Test func `a pipe in a file's place is refused without waiting for its other end`() throws {
        let sandbox = try Sandbox()
        #expect(mkfifo(sandbox.place("pipe").path, 0o600) == 0)
        #expect(throws: MachineError.notAFile("/pipe")) { try sandbox.root.read("/pipe") }
    }

    @Test func `a file larger than the limit is refused`() throws {
        let sandbox = try Sandbox()
        try sandbox.put("12345", at: "file")
        #expect(try sandbox.root.read("/file", limit: 5)?.count == 5)
        #expect(throws: MachineError.tooLarge("/file", limit: 4)) {
            try sandbox.root.read("/file", limit: 4)
        }
    }

    @Test func `a private folder is removed after success, failure and cancellation`() async throws
    {
        let sandbox = try Sandbox()
        struct Stop: Error {}
        try await sandbox.root.withPrivateFolder(in: "/var/tmp") { folder in
            #expect(folder.string.hasPrefix(sandbox.place("var/tmp/enlist-").path))
            let name = folder.lastComponent?.string ?? ""
            #expect(try sandbox.mode(of: "var/tmp/\(name)") == "700")
            try sandbox.put("", at: "var/tmp/\(name)/deep/file")
        }
        await #expect(throws: Stop.self) {
            try await sandbox.root.withPrivateFolder(in: "/var/tmp") { _ in throw Stop() }
        }
        #expect(try sandbox.tree() == ["root", "root/var", "root/var/tmp"])
    }

    @Test func `a half-written file of a killed process is removed by the next that writes there`()
        throws
    {
        let sandbox = try Sandbox()
        // No process has a number that high (proc(5), pid_max).
        for name in [".enlist-4194305-x", ".enlist-\(getpid())-y", ".enlist-part", ".enlist-z"] {
            try sandbox.put("", at: "etc/\(name)")
        }
        try sandbox.root.write([1], to: "/etc/f")
        #expect(
            try sandbox.tree() == [
                "root", "root/etc", "root/etc/.enlist-\(getpid())-y", "root/etc/.enlist-part",
                "root/etc/.enlist-z", "root/etc/f",
            ])
    }

    @Test func `what a killed process has left is removed`() throws {
        let sandbox = try Sandbox()
        try sandbox.root.removeAbandonedFolders(in: "/var/tmp")
        try sandbox.put("", at: "var/tmp/enlist-left/deep/file")
        try sandbox.put("", at: "var/tmp/other")
        try sandbox.root.removeAbandonedFolders(in: "/var/tmp")
        #expect(try sandbox.tree() == ["root", "root/var", "root/var/tmp", "root/var/tmp/other"])
    }

    @Test func `what is removed ends at links, at any depth, whatever its names are`() throws {
        let sandbox = try Sandbox()
        try sandbox.put("kept", at: "../outside/file")
        try sandbox.put("", at: "top/a/b/file")
        try sandbox.link("top/a/folder", to: sandbox.place("../outside").path)
        try sandbox.link("top/file", to: sandbox.place("../outside/file").path)
        #expect(mkfifo(sandbox.place("top/pipe").path, 0o600) == 0)
        // Deeper than a path can be long, and than there are descriptors.
        var folder = open(sandbox.place("top").path, O_RDONLY | O_DIRECTORY)
        for depth in 0..<3000 {
            let name: [CChar] = [CChar(bitPattern: 0xFF), CChar(65 + depth % 26), 0]
            try #require(mkdirat(folder, name, 0o700) == 0)
            let next = openat(folder, name, O_RDONLY | O_DIRECTORY)
            close(folder)
            folder = next
        }
        close(folder)
        try sandbox.root.openFolder("/").removeTree("top")
        #expect(try sandbox.tree() == ["outside", "outside/file", "root"])
        try sandbox.root.openFolder("/").removeTree("top")
    }

    @Test func `a folder that is swapped for a link while it is removed leads nowhere`()
        async throws
    {
        let sandbox = try Sandbox()
        let outside = sandbox.place("../outside").path
        for number in 0..<50 { try sandbox.put("kept", at: "../outside/file\(number)") }
        let inside = sandbox.place("top/in").path
        let swapper = Swapper(inside, outside)
        let folder = try sandbox.root.openFolder("/")
        for _ in 0..<300 {
            for number in 0..<5 { try? sandbox.put("", at: "top/in/d\(number)/file") }
            // Somebody who fills it all the time can keep it from going, and no more than that.
            try? folder.removeTree("top")
        }
        swapper.stop()
        // What this test itself has put there meanwhile, through the link, does not count.
        let kept = try FileManager.default.contentsOfDirectory(atPath: outside)
            .filter { $0.hasPrefix("file") }
        #expect(kept.count == 50)
    }

    @Test func `what is removed stays meanwhile where nobody else can look`() throws {
        let sandbox = try Sandbox()
        for number in 0..<20 { try sandbox.put("", at: "top/a\(number)/b/c/file") }
        try #require(chmod(sandbox.place("top").path, 0o711) == 0)
        let watch = inotify_init1(Int32(IN_NONBLOCK))
        defer { close(watch) }
        let moves = UInt32(IN_MOVED_TO | IN_MOVED_FROM)
        try #require(inotify_add_watch(watch, sandbox.place("/").path, moves) > 0)
        try sandbox.root.openFolder("/").removeTree("top")
        var event = [UInt8](repeating: 0, count: 4096)
        #expect(read(watch, &event, event.count) == -1 && errno == EAGAIN)
        #expect(try sandbox.tree() == ["root"])
    }

    @Test func `two processes do not have private folders side by side`() async throws {
        let sandbox = try Sandbox()
        try await sandbox.root.withPrivateFolder(in: "/var/tmp") { _ in
            #expect(throws: MachineError.inUse("/var/tmp")) {
                try sandbox.root.removeAbandonedFolders(in: "/var/tmp")
            }
            await #expect(throws: MachineError.inUse("/var/tmp")) {
                try await sandbox.root.withPrivateFolder(in: "/var/tmp") { _ in }
            }
        }
        try await sandbox.root.withPrivateFolder(in: "/var/tmp") { _ in }
    }

    @Test func `a folder in which an orphan works is in use`() async throws {
        let sandbox = try Sandbox()
        try sandbox.put("", at: "var/tmp/enlist-left/file")
        let place = sandbox.place("var/tmp/enlist-left").path
        let (started, continuation) = AsyncStream.makeStream(of: Void.self)
        let program = ChildProcess("sh", ["-c", "echo up; exec sleep 60"], in: FilePath(place))
        let work = Task { try await program.run { _ in continuation.yield() } }
        for await _ in started { break }
        #expect(throws: MachineError.inUse(place)) {
            try sandbox.root.removeAbandonedFolders(in: "/var/tmp")
        }
        work.cancel()
        _ = await work.result
        try sandbox.root.removeAbandonedFolders(in: "/var/tmp")
        #expect(try sandbox.tree() == ["root", "root/var", "root/var/tmp"])
    }
}

/// The owner of a folder at work: now it is a folder, now a link to somebody else's files.
private final class Swapper: Sendable {
    private let isOver = Mutex(false)

    init(_ inside: String, _ outside: String) {
        Thread.detachNewThread { [self] in
            while !isOver.withLock({ $0 }) {
                mkdir(inside, 0o700)
                rename(inside, inside + ".kept")
                symlink(outside, inside)
                unlink(inside)
                rename(inside + ".kept", inside)
            }
        }
    }

    func stop() { isOver.withLock { $0 = true } }
}
